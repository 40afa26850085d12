/** The log that is written to: made at the first write, and given up after a write that failed half-way and could not be taken back. */
import type { AppendFile, FileSystem } from '../files/file-system.ts';
import type { AppendTarget } from './append-queue.ts';
import type { OpenRows } from './open-rows.ts';
import { headBytes, LOG_MAGIC, logName } from './segment-format.ts';

export interface LogWriterOptions {
  readonly files: FileSystem;
  readonly dir: string;
  readonly writer: string;
}

interface OpenLog {
  readonly file: AppendFile;
  readonly rows: OpenRows;
  readonly base: number;
  /** Those that are durable. */
  bytes: number;
}

export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #nextSequence: () => number;
  #open: OpenLog | undefined;

  constructor(options: LogWriterOptions, nextSequence: () => number) {
    this.#options = options;
    this.#nextSequence = nextSequence;
  }

  /** Where the next rows go. Throws what the file system throws. */
  async target(rows: OpenRows): Promise<AppendTarget> {
    const open = this.#open?.rows === rows ? this.#open : await this.#begin(rows);
    return {
      table: rows.table,
      at: open.base + open.bytes,
      write: async (bytes) => {
        try {
          await open.file.append(bytes);
          await open.file.sync();
        } catch (e) {
          // What of it is in the file must not count after a restart: it was not answered.
          await open.file.truncate(open.bytes).catch(() => this.end());
          throw e;
        }
        open.bytes += bytes.length;
        open.rows.grewTo(open.bytes);
      },
    };
  }

  /** The next write makes a new log. */
  async end(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.close().catch(() => undefined);
  }

  async #begin(rows: OpenRows): Promise<OpenLog> {
    await this.end();
    const { files, dir, writer } = this.#options;
    const sequence = this.#nextSequence();
    const path = `${dir}/${logName(sequence)}`;
    const file = await files.create(path);
    const head = headBytes(LOG_MAGIC, writer);
    try {
      await file.append(head);
      await files.syncDir(dir);
    } catch (e) {
      await file.close().catch(() => undefined);
      await files.unlink(path).catch(() => undefined);
      throw e;
    }
    const open = { file, rows, base: rows.addLog(sequence, path), bytes: head.length };
    rows.grewTo(head.length);
    this.#open = open;
    return open;
  }
}
