/**
 * The request log in its first form: files of lines, appended to and never changed. A line is a record or, before the records of one
 * body, how many transactions were seen and kept. Bounded by age and by size, whole files at a time, the oldest first.
 *
 * A file is never appended to after a restart, so a torn last line is the worst that a crash leaves; readers skip it.
 */
import { CarpyError } from '@carpy/core';
import type { AppendFile, FileSystem } from '../files/file-system.ts';
import type { RecordBatch, RecordQuery, RecordsGroup } from '../store.ts';
import { KnownIds } from './known-ids.ts';
import { type Listed, RecordsReader } from './records-reader.ts';

const FILE_BYTES = 8 * 2 ** 20;
/** A file is closed after this long, so that retention is kept where little comes. */
const FILE_MS = 3_600_000;
const FILE_NAME = /^(\d{13})-(\d{6})\.ndjson$/;

export interface RecordsLogOptions {
  readonly files: FileSystem;
  /** Made when it is not there. Absolute. */
  readonly dir: string;
  readonly retentionMs: number;
  readonly maxBytes: number;
  /** Epoch ms. */
  readonly clock: () => number;
}

/** One file; `bytes` are those that are durable. */
export interface RecordsFile {
  readonly name: string;
  /** When it was begun, epoch ms. */
  readonly atMs: number;
  bytes: number;
}

export class RecordsLog implements RecordsGroup {
  readonly #options: RecordsLogOptions;
  readonly #list: RecordsFile[];
  readonly #known: KnownIds;
  readonly #reader: RecordsReader;
  #open: { readonly file: RecordsFile; readonly handle: AppendFile } | undefined;
  /** Appends run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #made = 0;
  #closed = false;

  private constructor(options: RecordsLogOptions, list: RecordsFile[], reader: RecordsReader, known: KnownIds) {
    this.#options = options;
    this.#list = list;
    this.#reader = reader;
    this.#known = known;
  }

  /** Throws CARPY_STORE_FAILED. */
  static async open(options: RecordsLogOptions): Promise<RecordsLog> {
    const { files, dir } = options;
    try {
      await files.makeDir(dir);
      const list = (await files.list(dir))
        .flatMap((name) => {
          const found = FILE_NAME.exec(name);
          return found === null ? [] : [{ name, atMs: Number(found[1]), bytes: files.size(`${dir}/${name}`) }];
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const reader = new RecordsReader(files, dir);
      const log = new RecordsLog(options, list, reader, await KnownIds.of(list, reader));
      await log.#expire();
      return log;
    } catch (e) {
      throw failed('the request log cannot be opened', e);
    }
  }

  /** Resolves when durable. Throws CARPY_STORE_FAILED, as on a full disk, and CARPY_STORE_CLOSED; nothing of the batch counts then. */
  append(batch: RecordBatch): Promise<{ readonly stored: number; readonly repeated: number }> {
    const appended = this.#last.then(() => this.#append(batch));
    this.#last = appended.catch(() => {});
    return appended;
  }

  /** Newest first, in the order in which bodies came; `q` is not understood yet and must be empty. */
  query(query: RecordQuery): Promise<Listed> {
    return this.#reader.list([...this.#list].reverse(), query);
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#list.reduce((sum, file) => sum + file.bytes, 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
    await this.#endFile();
  }

  async #append(batch: RecordBatch): Promise<{ readonly stored: number; readonly repeated: number }> {
    if (this.#closed) throw new CarpyError('CARPY_STORE_CLOSED', 'no records are taken any more');
    const { records, ...head } = batch;
    const fresh = new Map<string, unknown>();
    for (const record of records as readonly { readonly id: string }[])
      if (!this.#known.has(record.id) && !fresh.has(record.id)) fresh.set(record.id, record);
    const from = { app: head.app, server: head.server, version: head.version };
    const lines = [JSON.stringify({ ...head, atMs: this.#options.clock() })];
    for (const record of fresh.values()) lines.push(JSON.stringify({ ...from, ...(record as object) }));
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    try {
      const { file, handle } = await this.#fileFor(bytes.length);
      await handle.append(bytes);
      await handle.sync();
      file.bytes += bytes.length;
    } catch (e) {
      // The agent tells the batch again: what of it is in the file must not count a second time after a restart.
      await this.#open?.handle.truncate(this.#open.file.bytes).catch(() => {});
      await this.#endFile();
      throw failed('records were not stored', e);
    }
    for (const id of fresh.keys()) this.#known.add(id);
    return { stored: fresh.size, repeated: records.length - fresh.size };
  }

  async #fileFor(bytes: number): Promise<{ readonly file: RecordsFile; readonly handle: AppendFile }> {
    const nowMs = this.#options.clock();
    const open = this.#open;
    if (open !== undefined && open.file.bytes + bytes <= FILE_BYTES && nowMs - open.file.atMs < FILE_MS) return open;
    await this.#endFile();
    await this.#expire();
    const { files, dir } = this.#options;
    // Names sort by age, whatever the clock does.
    const atMs = Math.max(nowMs, this.#list.at(-1)?.atMs ?? 0);
    const number = () => String(this.#made++ % 1_000_000).padStart(6, '0');
    let name = `${atMs}-${number()}.ndjson`;
    while (this.#list.some((file) => file.name >= name)) name = `${atMs}-${number()}.ndjson`;
    const handle = await files.create(`${dir}/${name}`);
    const file = { name, atMs, bytes: 0 };
    this.#list.push(file);
    this.#open = { file, handle };
    await files.syncDir(dir);
    return this.#open;
  }

  async #endFile(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.handle.close().catch(() => {});
  }

  async #expire(): Promise<void> {
    const { files, dir, retentionMs, maxBytes, clock } = this.#options;
    // A file's last record is as old as the next file's first.
    const tooOld = (next: RecordsFile | undefined): boolean => next !== undefined && next.atMs < clock() - retentionMs;
    const lone = this.#list.length === 1 && (this.#list[0] as RecordsFile).atMs + FILE_MS < clock() - retentionMs;
    while (
      this.#list.length > 0 &&
      (lone || tooOld(this.#list[1]) || this.bytes + FILE_BYTES > Math.max(maxBytes, FILE_BYTES))
    ) {
      const oldest = this.#list.shift() as RecordsFile;
      await files.unlink(`${dir}/${oldest.name}`);
    }
  }
}

const failed = (what: string, e: unknown): CarpyError =>
  new CarpyError('CARPY_STORE_FAILED', `${what}: ${e instanceof Error ? e.message : String(e)}`, { cause: e });
