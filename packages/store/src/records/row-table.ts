/**
 * Rows in memory, in the order in which they came: columns that grow, the tokens that find them, and where their entries are. The log's
 * rows until they are sealed, and those of a segment that is written anew.
 *
 * Hot: once a record taken (bench/records).
 */
import type { StoredRecord } from '@carpy/core';
import { ID_WORDS, wordsOfId } from './record-ids.ts';
import { TokenRows } from './record-tokens.ts';
import type { StoredBatch } from './records-group.ts';
import { durationCode, RowCodes } from './row-codes.ts';
import { SeenSums } from './seen-sums.ts';
import { grown, sharedArray } from './shared-array.ts';
import { Vocabulary } from './vocabulary.ts';

const FIRST_ROWS = 1024;

export class RowTable {
  readonly codes: RowCodes = new RowCodes();
  readonly tokens: TokenRows;
  readonly vocabulary: Vocabulary = new Vocabulary();
  readonly sums: SeenSums = new SeenSums();
  rows = 0;
  /** When the first and the last batch came, epoch ms; 0 before that. */
  firstAtMs = 0;
  lastAtMs = 0;
  start: Float64Array;
  /** Where the entry is, bytes; of all logs as if they were one. */
  at: Float64Array;
  duration: Uint32Array;
  what: Uint32Array;
  origin: Uint32Array;
  result: Uint32Array;
  weight: Uint32Array;
  ids: Uint32Array;
  /** 1 where the words are the id itself, 0 where they are hashes of it. */
  idInWords: Uint8Array;

  /**
   * With as much room as `former` came to have: memory that is not used yet costs nothing, growing leaves garbage behind. Or in the memory of
   * `spare`, a table that nobody looks at any more.
   */
  constructor(former?: RowTable, spare?: RowTable) {
    const rows = former?.start.length ?? FIRST_ROWS;
    this.tokens = new TokenRows(former?.tokens.tokens.length, spare?.tokens);
    this.start = spare?.start ?? sharedArray(Float64Array, rows);
    this.at = spare?.at ?? sharedArray(Float64Array, rows);
    this.duration = spare?.duration ?? sharedArray(Uint32Array, rows);
    this.what = spare?.what ?? sharedArray(Uint32Array, rows);
    this.origin = spare?.origin ?? sharedArray(Uint32Array, rows);
    this.result = spare?.result ?? sharedArray(Uint32Array, rows);
    this.weight = spare?.weight ?? sharedArray(Uint32Array, rows);
    this.ids = spare?.ids ?? sharedArray(Uint32Array, rows * ID_WORDS);
    this.idInWords = spare?.idInWords ?? sharedArray(Uint8Array, rows);
  }

  /** A row of a record whose entry is at `at`. */
  add(record: StoredRecord, at: number): void {
    this.putId(this.rows, record.id);
    this.put(this.rows, record);
    this.at[this.rows] = at;
    this.index(this.rows, record);
    this.rows++;
  }

  /** Rows behind the last one may be filled in before they are counted: id, columns, and what finds them, in this order. */
  putId(row: number, id: string): void {
    if (row === this.start.length) this.#grow();
    this.idInWords[row] = wordsOfId(id, this.ids, row * ID_WORDS) ? 1 : 0;
  }

  put(row: number, record: StoredRecord): void {
    this.start[row] = record.startMs;
    this.duration[row] = durationCode(record.durationMs);
    this.what[row] = this.codes.whatOf(record);
    this.origin[row] = this.codes.originOf(record);
    this.result[row] = this.codes.resultOf(record);
    this.weight[row] = this.codes.weightOf(record);
  }

  index(row: number, record: StoredRecord): void {
    this.tokens.addRecord(record, row);
    this.vocabulary.add(record);
  }

  addBatch({ app, atMs, seen, kept }: Pick<StoredBatch, 'app' | 'atMs' | 'seen' | 'kept'>): void {
    if (this.firstAtMs === 0) this.firstAtMs = atMs;
    this.lastAtMs = Math.max(this.lastAtMs, atMs);
    this.sums.addBatch(app, atMs, seen, kept);
  }

  /** Takes back tokens of rows that were not stored. */
  cut(tokens: number): void {
    this.tokens.length = tokens;
  }

  #grow(): void {
    this.start = grown(this.start);
    this.at = grown(this.at);
    this.duration = grown(this.duration);
    this.what = grown(this.what);
    this.origin = grown(this.origin);
    this.result = grown(this.result);
    this.weight = grown(this.weight);
    this.ids = grown(this.ids);
    this.idInWords = grown(this.idInWords);
  }
}
