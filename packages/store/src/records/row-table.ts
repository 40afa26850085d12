/**
 * Rows in memory, in the order in which they came: columns that grow, the tokens that find them, and where their entries are. The log's
 * rows until they are sealed, and those of a segment that is written anew.
 *
 * Hot: once a record taken (bench/records).
 */
import type { StoredRecord } from '@carpy/core';
import { wordsOfId } from './record-entry.ts';
import { ID_WORDS } from './record-ids.ts';
import { grown, TokenRows } from './record-tokens.ts';
import type { StoredBatch } from './records-group.ts';
import { durationCode, RowCodes } from './row-codes.ts';
import { SeenSums } from './seen-sums.ts';
import { Vocabulary } from './vocabulary.ts';

export class RowTable {
  readonly codes: RowCodes = new RowCodes();
  readonly tokens: TokenRows = new TokenRows();
  readonly vocabulary: Vocabulary = new Vocabulary();
  readonly sums: SeenSums = new SeenSums();
  rows = 0;
  /** When the first and the last batch came, epoch ms; 0 before that. */
  firstAtMs = 0;
  lastAtMs = 0;
  start: Float64Array = new Float64Array(1024);
  /** Where the entry is, bytes, and how long; of all logs as if they were one. */
  at: Float64Array = new Float64Array(1024);
  duration: Uint32Array = new Uint32Array(1024);
  what: Uint32Array = new Uint32Array(1024);
  origin: Uint32Array = new Uint32Array(1024);
  result: Uint32Array = new Uint32Array(1024);
  weight: Uint32Array = new Uint32Array(1024);
  ids: Uint32Array = new Uint32Array(1024 * ID_WORDS);

  add(record: StoredRecord, at: number): void {
    this.#put(this.rows, record, at);
    this.rows++;
  }

  /** Fills in rows behind the last one without counting them yet. Answers how many there are then. */
  fill(
    batches: readonly { readonly fresh: readonly StoredRecord[]; readonly places: readonly number[] }[],
    base: number,
  ): number {
    let row = this.rows;
    for (const { fresh, places } of batches)
      for (let i = 0; i < fresh.length; i++) this.#put(row++, fresh[i] as StoredRecord, base + (places[i] as number));
    return row;
  }

  addBatch({ app, atMs, seen, kept }: Pick<StoredBatch, 'app' | 'atMs' | 'seen' | 'kept'>): void {
    if (this.firstAtMs === 0) this.firstAtMs = atMs;
    this.lastAtMs = Math.max(this.lastAtMs, atMs);
    this.sums.addBatch(app, atMs, seen, kept);
  }

  /** Takes back rows that were not stored. */
  cut(rows: number, tokens: number): void {
    this.rows = rows;
    this.tokens.length = tokens;
  }

  #put(row: number, record: StoredRecord, at: number): void {
    if (row === this.start.length) this.#grow();
    this.start[row] = record.startMs;
    this.at[row] = at;
    this.duration[row] = durationCode(record.durationMs);
    this.what[row] = this.codes.whatOf(record);
    this.origin[row] = this.codes.originOf(record);
    this.result[row] = this.codes.resultOf(record);
    this.weight[row] = this.codes.weightOf(record);
    wordsOfId(record.id, this.ids, row * ID_WORDS);
    this.tokens.addRecord(record, row);
    this.vocabulary.add(record);
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
  }
}
