/**
 * Goes through all rows that match, for counts and pictures of many. Exact while there are few enough; else an even part of the rows is
 * looked at, and likewise of those whose records must be read for it: each one told then stands for several.
 */
import { candidatesOf, isUnsure } from './filter-plan.ts';
import { scan } from './scan.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';

/** Rows looked at. */
const MAX_ROWS = 1_000_000;
/** Records read. */
const MAX_READ = 2_000;

/** Told once a row that matches; it stands for `factor` of them. */
export type OnRow = (position: number, factor: number) => void;

/** `open` is called for each source, before its rows. Answers whether everything was looked at. */
export async function matchingRows(
  work: SearchWork,
  planned: readonly PlannedSource[],
  open: (source: PlannedSource) => OnRow,
): Promise<boolean> {
  const step = Math.max(1, Math.ceil(planned.reduce((sum, each) => sum + rowsToAsk(each), 0) / MAX_ROWS));
  let unsure = 0;
  for (const each of planned)
    if (isUnsure(each.plan)) await rowsOf(work, each, step, (_, answer) => (unsure += answer === 1 ? 1 : 0));
  const readEvery = Math.max(1, Math.ceil(unsure / MAX_READ));
  let turn = readEvery >>> 1;
  for (const each of planned) {
    const onRow = work.around(each.source, () => open(each));
    if (onRow === undefined) continue;
    await rowsOf(work, each, step, (position, answer) => {
      if (answer === 2) onRow(position, step);
      else if (++turn >= readEvery) {
        turn = 0;
        const record = each.source.record(position);
        if (record !== undefined && work.matches(record)) onRow(position, step * readEvery);
      }
    });
  }
  return step === 1 && readEvery === 1;
}

function rowsToAsk({ plan, range }: PlannedSource): number {
  const rows = range.high - range.low;
  const candidates = candidatesOf(plan);
  return candidates === undefined ? rows : Math.min(rows, candidates.length);
}

async function rowsOf(
  work: SearchWork,
  { source, plan, range }: PlannedSource,
  step: number,
  each: (position: number, answer: number) => void,
): Promise<void> {
  const batches = scan(source, plan, range, { step });
  for (;;) {
    if (work.isOver) await work.breathe();
    const next = work.around(source, () => batches.next());
    if (next === undefined || next.done === true) return;
    const batch = next.value;
    if (batch === undefined) continue;
    work.around(source, () => {
      for (let i = 0; i < batch.count; i++) {
        const answer = batch.answers[i] as number;
        if (answer !== 0) each(batch.positions[i] as number, answer);
      }
    });
  }
}
