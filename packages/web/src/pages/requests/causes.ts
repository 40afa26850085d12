/** What the time of one request went into, in numbers for one line: `2,778 ms = 176 http, 0.1 mysql ×13, own 2,602: …`. Pure. */
import type { RecordChild, StoredRecord } from '@carpy/core';

export interface CausePart {
  readonly name: string;
  readonly totalMs: number;
  readonly calls: number;
  readonly failed: number;
}

export interface Causes {
  readonly totalMs: number;
  /** Of the functions that the transaction called itself, the longest first. */
  readonly parts: readonly CausePart[];
  /** Of those that the line has no room for. */
  readonly others: CausePart | undefined;
  /** Time in which none of them ran. */
  readonly ownMs: number;
  /** True where they ran at once, so that parts and own time add up to more than the total. */
  readonly parallel: boolean;
  /** What own time was, as far as the process told; absent where it told nothing. */
  readonly own?: {
    readonly busyMs: number;
    readonly gcMs: number;
    /** The rest: nobody saw what it was waiting for. */
    readonly waitingMs: number;
  };
}

const MOST_PARTS = 4;

export function causesOf(record: StoredRecord): Causes | undefined {
  const { durationMs, causes } = record;
  if (durationMs === undefined) return undefined;
  const direct = record.children.filter((child) => child.parent < 0);
  const groups = grouped(direct);
  const ownMs = Math.max(0, durationMs - coveredMs(direct, durationMs));
  const summed = direct.reduce((sum, child) => sum + child.durationMs, 0);
  const rest = groups.slice(MOST_PARTS);
  const busyMs = Math.min(ownMs, causes?.loopBusyMs ?? 0);
  const gcMs = Math.min(ownMs - busyMs, causes?.gcMs ?? 0);
  return {
    totalMs: durationMs,
    parts: groups.slice(0, MOST_PARTS),
    others: rest.length < 2 ? rest[0] : total(`${rest.length} others`, rest),
    ownMs,
    // A thousandth more is rounding.
    parallel: summed + ownMs > durationMs * 1.001 + 0.01,
    ...(causes?.loopBusyMs === undefined && causes?.gcMs === undefined
      ? {}
      : { own: { busyMs, gcMs, waitingMs: Math.max(0, ownMs - busyMs - gcMs) } }),
  };
}

/** By name; where that makes too many, by their first word: `mysql` of `mysql.select.orders`. */
function grouped(children: readonly RecordChild[]): CausePart[] {
  const full = groupBy(children, (child) => child.name);
  return full.length <= MOST_PARTS ? full : groupBy(children, (child) => child.name.split(/[.\s]/, 1)[0] || child.name);
}

function groupBy(children: readonly RecordChild[], keyOf: (child: RecordChild) => string): CausePart[] {
  const parts = new Map<string, CausePart>();
  for (const child of children) {
    const name = keyOf(child);
    const part = parts.get(name) ?? { name, totalMs: 0, calls: 0, failed: 0 };
    parts.set(name, {
      name,
      totalMs: part.totalMs + child.durationMs,
      calls: part.calls + 1,
      failed: part.failed + (child.outcome === 'error' ? 1 : 0),
    });
  }
  return [...parts.values()].sort((a, b) => b.totalMs - a.totalMs);
}

const total = (name: string, parts: readonly CausePart[]): CausePart => ({
  name,
  totalMs: parts.reduce((sum, part) => sum + part.totalMs, 0),
  calls: parts.reduce((sum, part) => sum + part.calls, 0),
  failed: parts.reduce((sum, part) => sum + part.failed, 0),
});

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Spans in which at least one of the children ran, in order, without overlap, within the request. */
export function busySpans(children: readonly RecordChild[], durationMs: number): readonly Span[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const child of [...children].sort((a, b) => a.startOffsetMs - b.startOffsetMs)) {
    const fromMs = Math.max(0, child.startOffsetMs);
    const toMs = Math.min(durationMs, child.startOffsetMs + child.durationMs);
    const last = spans.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else if (toMs > fromMs) spans.push({ fromMs, toMs });
  }
  return spans;
}

const coveredMs = (children: readonly RecordChild[], durationMs: number): number =>
  busySpans(children, durationMs).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
