/** Rows sorted by start, then id: the order in which segments hold them and pages show them, turned round. */
import { compareIdWords, ID_WORDS } from './record-ids.ts';

const ROW_BITS = 2 ** 21;

interface Rows {
  readonly rows: number;
  readonly start: Float64Array;
  readonly ids: Uint32Array;
}

/** Of all rows. */
export const rowOrder = (table: Rows): Uint32Array => orderOfRows(table, 0, table.rows);

function compareRows({ start, ids }: Rows, a: number, b: number): number {
  return (start[a] as number) - (start[b] as number) || compareIdWords(ids, a * ID_WORDS, ids, b * ID_WORDS) || a - b;
}

/** Of rows [from, to). */
export function orderOfRows(table: Rows, from: number, to: number): Uint32Array {
  const { start } = table;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (let row = from; row < to; row++) {
    const ms = start[row] as number;
    min = Math.min(min, ms);
    max = Math.max(max, ms);
    whole &&= Number.isInteger(ms);
  }
  const order = new Uint32Array(to - from);
  // Sorting numbers is ten times as quick as asking a function: start and row go into one where both fit.
  if (!whole || to > ROW_BITS || (max - min) * ROW_BITS > Number.MAX_SAFE_INTEGER / 2) {
    for (let i = 0; i < order.length; i++) order[i] = from + i;
    return order.sort((a, b) => compareRows(table, a, b));
  }
  const keys = new Float64Array(to - from);
  for (let row = from; row < to; row++) keys[row - from] = ((start[row] as number) - min) * ROW_BITS + row;
  keys.sort();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number;
    order[i] = key - Math.floor(key / ROW_BITS) * ROW_BITS;
  }
  sortTies(table, order);
  return order;
}

/** Rows of one start are few: they are sorted by id where they stand. */
function sortTies(table: Rows, order: Uint32Array): void {
  const { start } = table;
  for (let i = 0; i < order.length; ) {
    let end = i + 1;
    while (end < order.length && start[order[end] as number] === start[order[i] as number]) end++;
    if (end - i > 1) order.subarray(i, end).sort((a, b) => compareRows(table, a, b));
    i = end;
  }
}
