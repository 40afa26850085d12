/** What a search reads: rows sorted by start and id, of a sealed segment or of those in memory. Positions are places in that order. */
import type { StoredRecord } from '@carpy/core';
import type { RowList } from './key-rows.ts';
import type { CodeArray, CodeColumn, CodeTable } from './row-codes.ts';
import type { SeenKept } from './seen-sums.ts';
import type { Tallies } from './segment-tallies.ts';
import type { SlowList } from './slow-list.ts';
import type { Starts } from './starts.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Some rows; columns are undefined where every row has code 0. */
export interface ZoneRows {
  readonly startMs: Float64Array;
  readonly what: CodeArray | undefined;
  readonly result: CodeArray | undefined;
  readonly weight: CodeArray | undefined;
}

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
  /** Undefined where it has none. */
  tallies(): Tallies | undefined;
  /** Columns of positions [low, high). */
  zoneRows(low: number, high: number): ZoneRows;
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
