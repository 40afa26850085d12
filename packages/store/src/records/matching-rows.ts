/**
 * Goes through all rows that match, for counts and pictures of many. Exact while there are few enough; else an even part of the rows is
 * looked at, and likewise of those whose records must be read for it: each one told then stands for several.
 */

import { BATCH_ROWS } from './plan-eval.ts';
import { candidatesOf, isUnsure } from './plan-node.ts';
import { type Batch, scan } from './scan.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';

/** Rows looked at. */
const MAX_ROWS = 300_000;
/** Records read. */
const MAX_READ = 2_000;

/** Told of rows that match, the first `count` of the positions; each stands for `factor` of them. */
export type OnRows = (positions: Uint32Array, count: number, factor: number) => void;

/** `open` is called for each source, before its rows. Answers whether everything was looked at. */
export async function matchingRows(
  work: SearchWork,
  planned: readonly PlannedSource[],
  open: (source: PlannedSource) => OnRows,
): Promise<boolean> {
  const step = Math.max(1, Math.ceil(planned.reduce((sum, each) => sum + rowsToAsk(each), 0) / MAX_ROWS));
  let unsure = 0;
  for (const each of planned)
    if (isUnsure(each.plan))
      await batchesOf(work, each, step, ({ answers, count }) => {
        for (let i = 0; i < count; i++) if (answers[i] === 1) unsure++;
      });
  const readEvery = Math.max(1, Math.ceil(unsure / MAX_READ));
  let turn = readEvery >>> 1;
  const found = new Uint32Array(BATCH_ROWS);
  for (const each of planned) {
    const onRows = work.around(each.source, () => open(each));
    if (onRows === undefined) continue;
    await batchesOf(work, each, step, ({ positions, answers, count }) => {
      let sure = 0;
      for (let i = 0; i < count; i++) {
        const answer = answers[i] as number;
        if (answer === 2) found[sure++] = positions[i] as number;
        else if (answer === 1 && ++turn >= readEvery) {
          turn = 0;
          const record = each.source.record(positions[i] as number);
          if (record !== undefined && work.matches(record)) onRows(positions.subarray(i), 1, step * readEvery);
        }
      }
      if (sure > 0) onRows(found, sure, step);
    });
  }
  return step === 1 && readEvery === 1;
}

function rowsToAsk({ plan, range }: PlannedSource): number {
  const rows = range.high - range.low;
  const candidates = candidatesOf(plan);
  return candidates === undefined ? rows : Math.min(rows, candidates.length);
}

async function batchesOf(
  work: SearchWork,
  { source, plan, range }: PlannedSource,
  step: number,
  each: (batch: Batch) => void,
): Promise<void> {
  const batches = scan(source, plan, range, { step });
  for (;;) {
    if (work.isOver) await work.breathe();
    const next = work.around(source, () => batches.next());
    if (next === undefined || next.done === true) return;
    const batch = next.value;
    if (batch === undefined) continue;
    work.around(source, () => each(batch));
  }
}
