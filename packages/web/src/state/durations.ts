/** Bounds of durations as the address writes them: `200..1000`, `200..`, `..50`; ms. Pure. */
export interface Durations {
  /** Longer than, and at most, ms; null is no bound. */
  readonly overMs: number | null;
  readonly untilMs: number | null;
}

const NUMBER = /^\d{1,9}(?:\.\d{1,6})?$/;

/** Undefined for no bounds, and for what can't be read. */
export function parseDurations(text: string): Durations | undefined {
  const dots = text.indexOf('..');
  if (dots < 0) return undefined;
  const end = (written: string): number | null | undefined =>
    written === '' ? null : NUMBER.test(written) ? Number(written) : undefined;
  const overMs = end(text.slice(0, dots));
  const untilMs = end(text.slice(dots + 2));
  if (overMs === undefined || untilMs === undefined || (overMs === null && untilMs === null)) return undefined;
  return overMs !== null && untilMs !== null && overMs >= untilMs ? undefined : { overMs, untilMs };
}

/** To three digits: nobody drags finer. */
export function formatDurations({ overMs, untilMs }: Durations): string {
  const end = (ms: number | null): string => (ms === null ? '' : String(Number(ms.toPrecision(3))));
  return `${end(overMs)}..${end(untilMs)}`;
}
