/**
 * The longest rows of a source, a few in a hundred: what is asked for long durations, or the slowest first, mostly looks at these alone.
 *
 * In a segment: u64 `complete`, u32 rows, then u32 positions, durations and codes of `what`.
 */
import type { CodeArray } from './row-codes.ts';
import { SlowRows } from './slow-rows.ts';

const SHARE = 32;
const LEAST = 256;
const U32 = 2 ** 32;

/** Columns of one length, positions ascending. */
export interface SlowList {
  readonly positions: Uint32Array;
  readonly durations: Uint32Array;
  readonly what: Uint32Array;
  /** Every row of the source with at least this duration is in it. */
  readonly complete: number;
}

/** Without `what` all rows have code 0. */
export function slowListOf(durations: Uint32Array, what: CodeArray | undefined): SlowList {
  const most = Math.max(LEAST, Math.ceil(durations.length / SHARE));
  const rows = new SlowRows(most);
  for (let position = 0; position < durations.length; position++) {
    const duration = durations[position] as number;
    if (duration >= rows.least) rows.add(duration, position);
  }
  rows.sort();
  const first = Math.max(0, rows.length - most);
  // Others of the first one's duration may have been left out.
  const complete = durations.length <= most ? 0 : rows.durationAt(first) + 1;
  let from = first;
  while (from < rows.length && rows.durationAt(from) < complete) from++;
  const positions = Uint32Array.from({ length: rows.length - from }, (_, i) => rows.positionAt(from + i)).sort();
  return {
    positions,
    durations: positions.map((position) => durations[position] as number),
    what: positions.map((position) => (what === undefined ? 0 : (what[position] as number))),
    complete,
  };
}

export function packSlowList({ positions, durations, what, complete }: SlowList): Uint32Array {
  const { length } = positions;
  const packed = new Uint32Array(3 + length * 3);
  packed[0] = complete % U32;
  packed[1] = Math.floor(complete / U32);
  packed[2] = length;
  packed.set(positions, 3);
  packed.set(durations, 3 + length);
  packed.set(what, 3 + length * 2);
  return packed;
}

export function unpackSlowList(packed: Uint32Array): SlowList {
  const [low = 0, high = 0, length = 0] = packed;
  const column = (i: number): Uint32Array => packed.subarray(3 + i * length, 3 + (i + 1) * length);
  return { positions: column(0), durations: column(1), what: column(2), complete: high * U32 + low };
}
