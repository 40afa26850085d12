/**
 * The open interval of a server that was told to stop: bytes of the aggregator's, kept in the file `window` until the flush that takes them
 * up is in the log. The log names that flush's window by its id, so whatever happens between the append and the removal of the file, the
 * bytes are taken up once. Format: docs/format.md, "Kept window".
 */
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter } from '../codec/bytes.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { Faults } from './faults.ts';

/** A window as it was kept. */
export interface KeptWindow {
  /** 16 hex digits: what the flush that takes it up names (core/batch.ts). */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** "CWIN" as a little-endian u32. */
const MAGIC = 0x4e495743;
const VERSION = 1;
const HEAD_BYTES = 16;
const ID_BYTES = 8;

export class WindowFile {
  readonly #files: FileSystem;
  readonly #dir: string;
  readonly #faults: Faults;
  #kept: KeptWindow | undefined;
  /** The id whose file must go. */
  #taken: string | undefined;
  /** The end of what is under way: keeping and removing touch one file, and must not overtake each other. */
  #last: Promise<void> = Promise.resolve();

  constructor(files: FileSystem, dir: string, faults: Faults) {
    this.#files = files;
    this.#dir = dir;
    this.#faults = faults;
  }

  /** Reads what the last process kept. `taken` are the ids that flushes in the logs name. */
  async open(taken: ReadonlySet<string>): Promise<void> {
    const names = await this.#files.list(this.#dir);
    if (names.includes('window.tmp')) await this.#files.unlink(`${this.#dir}/window.tmp`);
    if (!names.includes('window')) return;
    const found = this.#read();
    if (found === undefined) {
      await this.#files.rename(`${this.#dir}/window`, `${this.#dir}/window.damaged`);
      this.#faults.add(
        'window: the open interval of the last stop is damaged, or of a newer version; it was set aside as window.damaged',
      );
    } else if (taken.has(found.id)) await this.#remove();
    else this.#kept = found;
  }

  /** What was kept and not taken up yet. */
  kept(): KeptWindow | undefined {
    return this.#kept;
  }

  /** Keeps bytes in the place of what was kept before. Durable when it resolves. */
  keep(bytes: Uint8Array): Promise<void> {
    return this.#inTurn(() => this.#write(bytes));
  }

  /** A flush that names this id is durable: the file goes. Tried again at each call while it can't. */
  takenUp(id: string): Promise<void> {
    return this.#inTurn(() => {
      if (this.#kept?.id === id) {
        this.#kept = undefined;
        this.#taken = id;
      }
      return this.#settle();
    });
  }

  /** Waits for what is under way, and removes the file when it was taken up. Never throws. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#settle());
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const id = randomBytes(ID_BYTES);
    const head = new ByteWriter(HEAD_BYTES + ID_BYTES);
    head.u32(MAGIC);
    head.u32(VERSION);
    head.u32(bytes.length);
    head.u32(crc32(bytes, crc32(id)));
    head.raw(id);
    await this.#files.unlink(`${this.#dir}/window.tmp`);
    const file = await this.#files.create(`${this.#dir}/window.tmp`);
    try {
      await file.append(head.view());
      await file.append(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#files.rename(`${this.#dir}/window.tmp`, `${this.#dir}/window`);
    try {
      await this.#files.syncDir(this.#dir);
    } catch (e) {
      // Who is told that it was not kept writes the values elsewhere: they must not be here as well.
      await this.#files.unlink(`${this.#dir}/window`).catch(() => undefined);
      throw e;
    }
    this.#kept = { id: id.toString('hex'), bytes };
    this.#taken = undefined;
  }

  async #settle(): Promise<void> {
    if (this.#taken === undefined) return;
    try {
      await this.#remove();
      this.#taken = undefined;
    } catch (e) {
      this.#faults.add(`window: it was taken up but can't be removed: ${e instanceof Error ? e.message : e}`);
    }
  }

  async #remove(): Promise<void> {
    await this.#files.unlink(`${this.#dir}/window`);
    // Else it could come back after a power loss, when the log that names it is long gone.
    await this.#files.syncDir(this.#dir);
  }

  /** Undefined when it is damaged, or of a version that is not known. */
  #read(): KeptWindow | undefined {
    const source = this.#files.openRead(`${this.#dir}/window`);
    try {
      const head = new ByteReader(source.read(0, HEAD_BYTES + ID_BYTES));
      if (source.size < HEAD_BYTES + ID_BYTES || head.u32() !== MAGIC || head.u32() !== VERSION) return undefined;
      const length = head.u32();
      const crc = head.u32();
      const id = Buffer.from(head.raw(ID_BYTES));
      const bytes = source.read(HEAD_BYTES + ID_BYTES, length);
      return bytes.length === length && crc32(bytes, crc32(id)) === crc ? { id: id.toString('hex'), bytes } : undefined;
    } finally {
      source.close();
    }
  }
}
