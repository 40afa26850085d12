/**
 * Rows on their way from the log into segments: those that come go to one table; when its log is full it is sealed beside the next one. There
 * are two tables at most: when the second is full too, batches wait.
 */
import type { CarpyError } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import { isMissing } from '../files/is-missing.ts';
import { AppendQueue, type AppendTarget, failed } from './append-queue.ts';
import { LogWriter } from './log-writer.ts';
import { NewestIds } from './newest-ids.ts';
import { OpenRows } from './open-rows.ts';
import { recoverLog } from './records-folder.ts';
import type { StoredBatch, StoredCounts } from './records-group.ts';
import type { RowTable } from './row-table.ts';
import { type SealRecords, sealRecords } from './seal-records.ts';
import { Segment } from './segment.ts';
import { logName, segmentName } from './segment-format.ts';
import type { SegmentList } from './segment-list.ts';
import { contentOf } from './table-content.ts';
import type { TableView } from './table-view.ts';

/** A log is sealed when it has so many rows or bytes: reading it back at a start takes less than a second. */
const SEAL_ROWS = 100_000;
const SEAL_BYTES = 48 * 2 ** 20;

/** Fewer rows than this part of a full log are sealed sooner here than a thread for that is started. */
const FEW = 0.25;

export interface LogRowsOptions {
  readonly files: FileSystem;
  readonly dir: string;
  readonly writer: string;
  readonly maxBytes: number;
  readonly sealRows?: number;
  readonly runRows?: number;
  readonly seal?: SealRecords;
  /** Told when sealing begins to fail. */
  readonly onFault?: (fault: string) => void;
}

export class LogRows {
  readonly #options: LogRowsOptions;
  readonly #segments: SegmentList;
  readonly #onSealed: () => void;
  readonly #queue: AppendQueue;
  readonly #log: LogWriter;
  #rows: OpenRows;
  /** Rows that are being sealed. */
  #sealing: OpenRows | undefined;
  #isSealing = false;
  #sealed: Promise<void> = Promise.resolve();
  readonly #searches = new Set<Promise<unknown>>();
  /** The table that was sealed last, while searches that began before may still look at it. */
  #left: RowTable | undefined;
  /** Memory for the next one: a new table each second would be garbage of 12 MB. */
  #spare: RowTable | undefined;
  /** Why they could not be sealed when that was last tried. */
  #failure: CarpyError | undefined;
  /** The greatest number of a file. */
  sequence = 0;

  constructor(options: LogRowsOptions, segments: SegmentList, known: NewestIds, onSealed: () => void) {
    this.#options = options;
    this.#segments = segments;
    this.#onSealed = onSealed;
    this.#rows = new OpenRows(segments.room, options.runRows);
    this.#log = new LogWriter(options, () => ++this.sequence);
    this.#queue = new AppendQueue(known, () => this.#target());
  }

  /** Rows that come now; for logs of earlier runs to be read into. */
  get current(): OpenRows {
    return this.#rows;
  }

  /** Somebody took the file away that is written to. */
  get isLost(): boolean {
    return this.#rows.logs.some(({ path }) => isMissing(this.#options.files, path));
  }

  get failure(): CarpyError | undefined {
    return this.#failure;
  }

  /** Of logs, bytes. */
  get bytes(): number {
    return this.#rows.bytes + (this.#sealing?.bytes ?? 0);
  }

  /** What is not sealed yet, oldest first. */
  views(): TableView[] {
    const tables = this.#sealing === undefined ? [this.#rows] : [this.#sealing, this.#rows];
    return tables.filter(({ isEmpty }) => !isEmpty).flatMap((rows) => rows.views());
  }

  /** Runs what looks at views: until it has settled, their logs stay, and no other rows come into their memory. */
  async during<T>(search: () => Promise<T>): Promise<T> {
    const running = search();
    this.#searches.add(running);
    try {
      return await running;
    } finally {
      this.#searches.delete(running);
      this.#reuse();
    }
  }

  append(batch: StoredBatch): Promise<StoredCounts> {
    return this.#queue.append(batch);
  }

  /** Seals all that is there now. Throws CARPY_STORE_FAILED. */
  async seal(): Promise<void> {
    await this.retry();
    await this.#queue.between(() => this.#roll());
    await this.#sealed;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits for what is being sealed, and tries again what failed. Throws CARPY_STORE_FAILED when it fails again. */
  async retry(): Promise<void> {
    await this.#sealed;
    if (this.#sealing !== undefined) this.#startSealing();
    await this.#sealed;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#sealed;
    await this.#segments.room.old.idle();
    await this.#log.end();
  }

  /** Where a batch goes; makes room before. */
  async #target(): Promise<AppendTarget> {
    const { sealRows = SEAL_ROWS, maxBytes } = this.#options;
    const { table, bytes } = this.#rows;
    if (table.rows >= sealRows || bytes >= Math.min(SEAL_BYTES, maxBytes / 4)) {
      await this.retry();
      this.#roll();
    }
    try {
      return await this.#log.target(this.#rows);
    } catch (e) {
      throw failed('records were not stored', e);
    }
  }

  /** Begins new rows and seals the former ones; while nothing is being written. */
  #roll(): void {
    if (this.#rows.isEmpty) return;
    this.#sealing = this.#rows;
    this.#rows = new OpenRows(this.#segments.room, this.#options.runRows, this.#sealing, this.#spare);
    this.#spare = undefined;
    this.#startSealing();
  }

  /** Without those whose log somebody took away, which is told: sealing would fail for ever, and batches would be refused in the end. */
  #withoutLost(rows: OpenRows): OpenRows {
    const lost = rows.logs.filter(({ path }) => isMissing(this.#options.files, path));
    if (lost.length === 0) return rows;
    const rest = new OpenRows(this.#segments.room, this.#options.runRows);
    const known = new NewestIds();
    for (const log of rows.logs)
      if (!lost.includes(log)) recoverLog(this.#options, this.#segments.room, log.sequence, rest, known);
    this.#sealing = rest;
    const records = rows.table.rows - rest.table.rows;
    const names = lost.map(({ sequence }) => logName(sequence)).join(', records/');
    this.#segments.fault(names, `somebody took it away before it was sealed: its ${records} records are lost`);
    return rest;
  }

  #reuse(): void {
    if (this.#searches.size > 0 || this.#left === undefined) return;
    this.#spare = this.#left;
    this.#left = undefined;
  }

  #startSealing(): void {
    const rows = this.#sealing;
    // Of several who waited for what failed, the first one tries again.
    if (rows === undefined || this.#isSealing) return;
    const before = this.#failure;
    this.#isSealing = true;
    this.#sealed = this.#seal(rows)
      .then(
        () => {
          this.#failure = undefined;
        },
        (e: unknown) => {
          this.#failure = failed('records cannot be sealed', e);
          if (before === undefined) this.#options.onFault?.(this.#failure.detail);
        },
      )
      .finally(() => {
        this.#isSealing = false;
      });
  }

  async #seal(all: OpenRows): Promise<void> {
    const rows = this.#withoutLost(all);
    const { files, dir, writer, seal, sealRows = SEAL_ROWS } = this.#options;
    const { table, logs } = rows;
    const [firstLog, lastLog] = [logs[0]?.sequence ?? 0, logs.at(-1)?.sequence ?? 0];
    // A log may be there without a batch, where its first write failed.
    if (table.lastAtMs > 0) {
      const name = segmentName(lastLog, 0);
      const parts = logs.map(({ path, base }) => ({ path, base }));
      const job = { dir, writer, name, firstLog, lastLog, logs: parts, table: contentOf(table) };
      await (seal === undefined || table.rows < sealRows * FEW ? sealRecords(job, files) : seal(job));
      this.#segments.add(new Segment(dir, name, this.#segments.room));
    }
    this.#sealing = undefined;
    this.#left = table;
    this.#reuse();
    // Searches that began before read what they show from the logs; later ones have the segment.
    const readers = this.#searches.size === 0 ? undefined : Promise.allSettled(this.#searches);
    const names = logs.map(({ sequence }) => logName(sequence));
    const deleted = this.#segments.room.old.remove(lastLog, names, readers);
    if (readers === undefined) await deleted;
    this.#onSealed();
  }
}
