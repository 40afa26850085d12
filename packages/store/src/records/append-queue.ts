/**
 * Batches that wait for the disk: all that wait at one moment are written with one append and one sync, while the next ones gather. Rows get
 * into the table meanwhile and are seen only when they are durable.
 */
import { CarpyError, isCarpyError, type StoredRecord } from '@carpy/core';
import { ByteWriter } from '../codec/bytes.ts';
import { writeFrame } from './log-frames.ts';
import type { NewestIds } from './newest-ids.ts';
import { ID_WORDS } from './record-ids.ts';
import type { StoredBatch, StoredCounts } from './records-group.ts';
import type { RowTable } from './row-table.ts';

/** Records of one write, unless a single batch has more. */
const MAX_GROUP_RECORDS = 10_000;

/** The log that is open, and the table of its rows. */
export interface AppendTarget {
  readonly table: RowTable;
  /** Where the log's next byte goes, among those of all logs of the table. */
  readonly at: number;
  /** Resolves when durable; when it throws, the log is as it was before, or is not written to again. */
  write(bytes: Uint8Array): Promise<void>;
}

interface Waiting {
  readonly batch: StoredBatch;
  resolve(result: StoredCounts): void;
  reject(e: Error): void;
}

interface Written extends Waiting {
  readonly fresh: readonly StoredRecord[];
  /** Places in the batch. */
  readonly repeatedAt: readonly number[];
}

export class AppendQueue {
  readonly #known: NewestIds;
  readonly #target: () => Promise<AppendTarget>;
  readonly #out = new ByteWriter(1 << 20);
  #waiting: Waiting[] = [];
  readonly #tasks: (() => void)[] = [];
  #working: Promise<void> | undefined;

  /** `target` makes room first: it may roll the log. */
  constructor(known: NewestIds, target: () => Promise<AppendTarget>) {
    this.#known = known;
    this.#target = target;
  }

  append(batch: StoredBatch): Promise<StoredCounts> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Does something while nothing is being written. */
  between(task: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => {
        try {
          resolve(task());
        } catch (e) {
          reject(e);
        }
      });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  async #work(): Promise<void> {
    // What comes in the same turn goes along.
    await Promise.resolve();
    for (;;) {
      for (const task of this.#tasks.splice(0)) task();
      if (this.#waiting.length === 0) break;
      const group = this.#nextGroup();
      try {
        await this.#write(group);
      } catch (e) {
        const failure = isCarpyError(e) ? e : failed('records were not stored', e);
        for (const { reject } of group) reject(failure);
      }
    }
    this.#working = undefined;
  }

  #nextGroup(): Waiting[] {
    let records = 0;
    let count = 0;
    while (count < this.#waiting.length) {
      records += (this.#waiting[count] as Waiting).batch.records.length;
      if (count > 0 && records > MAX_GROUP_RECORDS) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const target = await this.#target();
    this.#out.clear();
    const { table } = target;
    const tokens = table.tokens.length;
    const written: Written[] = [];
    let end = table.rows;
    try {
      for (const waiting of group) {
        const taken = this.#frame(waiting, target, end);
        written.push(taken);
        end += taken.fresh.length;
      }
      const durable = target.write(this.#out.view());
      // While the disk works. Nobody sees rows before the table's count says so.
      let row = table.rows;
      for (const { fresh } of written) for (const record of fresh) table.index(row++, record);
      await durable;
      table.rows = end;
    } catch (e) {
      table.cut(tokens);
      this.#known.takeBack(written.reduce((sum, { fresh }) => sum + fresh.length, 0));
      throw e;
    }
    for (const { batch, fresh, repeatedAt, resolve } of written) {
      // A body that came again whole was counted before.
      if (fresh.length > 0 || batch.records.length === 0) table.addBatch(batch);
      const repeated = repeatedAt.length;
      resolve({ stored: fresh.length, repeated, ...(repeated === 0 ? {} : { repeatedAt }) });
    }
  }

  /** Its records that are new get the rows from `first` on. */
  #frame(waiting: Waiting, { table, at }: AppendTarget, first: number): Written {
    const { batch } = waiting;
    const repeatedAt: number[] = [];
    let row = first;
    for (let i = 0; i < batch.records.length; i++) {
      const record = batch.records[i] as StoredRecord;
      table.putId(row, record.id);
      if (this.#known.add(table.ids, row * ID_WORDS)) table.put(row++, record);
      else repeatedAt.push(i);
    }
    const fresh = repeatedAt.length === 0 ? batch.records : without(batch.records, repeatedAt);
    if (fresh.length > 0 || batch.records.length === 0) writeFrame(this.#out, batch, fresh, table, first, at);
    return { ...waiting, fresh, repeatedAt };
  }
}

/** `places` ascending. */
function without(records: readonly StoredRecord[], places: readonly number[]): readonly StoredRecord[] {
  const gone = new Set(places);
  return records.filter((_, i) => !gone.has(i));
}

export const failed = (what: string, e: unknown): CarpyError =>
  new CarpyError('CARPY_STORE_FAILED', `${what}: ${e instanceof Error ? e.message : String(e)}`, { cause: e });
