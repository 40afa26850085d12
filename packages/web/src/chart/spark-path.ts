import { runsOfValues } from './coverage.ts';

/** SVG path of a spark; gaps break it, a lone value is a short dash. Zero is the bottom, `max` the top. */
export function sparkPath(values: readonly (number | null)[], widthPx: number, heightPx: number, max: number): string {
  const pad = 1.5;
  const x = (slot: number): string =>
    (values.length < 2 ? widthPx / 2 : pad + (slot / (values.length - 1)) * (widthPx - 2 * pad)).toFixed(1);
  const y = (value: number): string =>
    (heightPx - pad - (max > 0 ? Math.min(1, Math.max(0, value) / max) : 0) * (heightPx - 2 * pad)).toFixed(1);
  let path = '';
  for (const { from, to } of runsOfValues(values)) {
    for (let slot = from; slot <= to; slot++)
      path += `${slot === from ? 'M' : 'L'}${x(slot)} ${y(values[slot] as number)}`;
    if (from === to) path += 'h1.5';
  }
  return path;
}

/** At most `points` values, each the greatest of its neighbours: a spark must not lose the peak that one looks for. */
export function thinned(values: readonly (number | null)[], points: number): readonly (number | null)[] {
  if (values.length <= points) return values;
  const answer: (number | null)[] = [];
  for (let point = 0; point < points; point++) {
    let greatest: number | null = null;
    const end = Math.floor(((point + 1) * values.length) / points);
    for (let index = Math.floor((point * values.length) / points); index < end; index++) {
      const value = values[index] ?? null;
      if (value !== null && (greatest === null || value > greatest)) greatest = value;
    }
    answer.push(greatest);
  }
  return answer;
}
