/** Spans of time as sorted lists of [from, until), seconds since the epoch, that do not touch. Pure arithmetic. */
import { alignDown, alignUp } from '@carpy/core';

export interface TimeSpan {
  readonly fromS: number;
  readonly untilS: number;
}

/** The spans put together, each widened to whole slots, within the bounds. */
export function unite(spans: readonly TimeSpan[], stepS: number, within: TimeSpan): TimeSpan[] {
  const wide = spans
    .map(({ fromS, untilS }) => ({
      fromS: Math.max(within.fromS, alignDown(fromS, stepS)),
      untilS: Math.min(within.untilS, alignUp(untilS, stepS)),
    }))
    .filter(({ fromS, untilS }) => fromS < untilS)
    .sort((a, b) => a.fromS - b.fromS);
  const united: { fromS: number; untilS: number }[] = [];
  for (const span of wide) {
    const last = united.at(-1);
    if (last === undefined || span.fromS > last.untilS) united.push(span);
    else last.untilS = Math.max(last.untilS, span.untilS);
  }
  return united;
}

/** What `from` has and `taken` has not; both united. */
export function subtract(from: readonly TimeSpan[], taken: readonly TimeSpan[]): TimeSpan[] {
  const left: TimeSpan[] = [];
  let next = 0;
  for (const { fromS, untilS } of from) {
    let atS = fromS;
    while (next < taken.length && (taken[next] as TimeSpan).untilS <= atS) next++;
    for (let i = next; i < taken.length && (taken[i] as TimeSpan).fromS < untilS; i++) {
      const hole = taken[i] as TimeSpan;
      if (hole.fromS > atS) left.push({ fromS: atS, untilS: hole.fromS });
      atS = Math.max(atS, hole.untilS);
    }
    if (atS < untilS) left.push({ fromS: atS, untilS });
  }
  return left;
}
