/** What a search reads: rows sorted by start and id, of a sealed segment or of those in memory. Positions are places in that order. */
import type { StoredRecord } from '@carpy/core';
import type { RowList } from './key-rows.ts';
import type { CodeArray, CodeColumn, CodeTable } from './row-codes.ts';
import type { SeenKept } from './seen-sums.ts';
import type { SlowList } from './slow-list.ts';
import type { Starts } from './starts.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Damage throws SegmentDamage: the search goes on without the source. */
export interface RowSource {
  readonly rows: number;
  /** Of the first and the last row, epoch ms. */
  readonly minMs: number;
  readonly maxMs: number;
  table(column: CodeColumn): CodeTable;
  /** Undefined where every row has code 0. */
  codes(column: CodeColumn): CodeArray | undefined;
  /** As durationCode has them. */
  durations(): Uint32Array;
  /** The longest of each zone. */
  longest(): Uint32Array;
  /** Those whose code of `what` it is. */
  keyRows(code: number): RowList;
  slowList(): SlowList;
  starts(): Starts;
  /** Positions of rows that may have a token, ascending. */
  tokenRows(token: number): Uint32Array;
  vocabulary(): Vocabulary;
  /** Undefined for one that is damaged. */
  record(position: number): StoredRecord | undefined;
  /** Four u32, valid until the next call. */
  idWords(position: number): Uint32Array;
  seenKept(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept;
}
