/**
 * A backup of a data folder, made while the server runs or not: a copy of the request log and of source maps, then of the catalogue, the blocks that it names,
 * every log that is not sealed, and the kept window. A seal or a merge meanwhile makes the copy one of two moments; then the catalogue is copied anew, with
 * what is missing. What was acknowledged before the start is in it.
 */
import { mkdir, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { CarpyError } from '@carpy/core';
import { type Lock, takeLock } from '../embedded/lock.ts';
import { parseLogName } from '../embedded/log.ts';
import { BACKUP_LIST, type BackupFile, backupList } from './backup-list.ts';
import { type Catalogue, openCatalogue, probeCatalogue, type RegisteredBlock } from './catalogue.ts';
import { type Copied, copyFile, readThrough, syncFile, syncFolder } from './copy-file.ts';
import { copyMaps } from './copy-maps.ts';
import { copyRecords, type RecordsCopying } from './copy-records.ts';
import { emptyFolder, isGone } from './empty-folder.ts';

/** Seals come each ten minutes, merges a little more often: what is missing after one is copied long before the next. */
const MAX_TRIES = 20;

export interface BackupOptions {
  readonly dir: string;
  /** Empty, or not there. */
  readonly target: string;
  /** Blocks and segments get a second name instead of a copy: quick, on the same disk, and no shelter from that disk. */
  readonly link: boolean;
  /** Who makes it. */
  readonly writer: string;
  readonly nowMs: number;
  readonly onProgress?: (doneBytes: number, ofBytes: number) => void;
  /** Ends it; what was made is removed. */
  readonly signal?: AbortSignal;
}

export interface BackupResult {
  readonly files: number;
  readonly bytes: number;
  /** How often the catalogue was copied. */
  readonly tries: number;
  /** Registered blocks that the folder does not have: the backup lacks them too. */
  readonly missing: readonly string[];
}

/** Throws CARPY_NOT_FOUND without a data folder, CARPY_BAD_REQUEST for a target that can't be, and what the file system throws. */
export async function backUp(options: BackupOptions): Promise<BackupResult> {
  const { dir, target } = options;
  await probeCatalogue(dir);
  if (isWithin(await realpath(dir), resolve(target)) || isWithin(resolve(target), await realpath(dir)))
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      `${target} and the data folder ${dir} lie in each other; give another target`,
    );
  const removeTarget = await emptyFolder(target);
  let lock: Lock | undefined;
  let live: Catalogue | undefined;
  try {
    live = await openCatalogue(`${dir}/lmdb`);
    // Format 1 doesn't tell of changes, so nobody may make any.
    if (live.format === 1) lock = await takeLock(dir);
    return await new Backup(options, live).run();
  } catch (e) {
    await removeTarget();
    throw e;
  } finally {
    await live?.close();
    await lock?.release();
  }
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

class Backup {
  readonly #options: BackupOptions;
  readonly #live: Catalogue;
  /** Blocks and the rest, by path in the folder. */
  readonly #blocks = new Map<string, BackupFile>();
  readonly #others = new Map<string, BackupFile>();
  readonly #missing = new Set<string>();
  #doneBytes = 0;
  #ofBytes = 0;

  constructor(options: BackupOptions, live: Catalogue) {
    this.#options = options;
    this.#live = live;
  }

  async run(): Promise<BackupResult> {
    // First, so that what is known of errors is no older than their records.
    const records = [...(await copyRecords(this.#recordsCopying())), ...(await copyMaps(this.#recordsCopying()))];
    let tries = 1;
    while (!(await this.#copy())) {
      if (++tries > MAX_TRIES)
        throw new CarpyError(
          'CARPY_STORE_FAILED',
          `the data folder changed during each of ${MAX_TRIES} copies; try again at a quieter time, or stop the server for it`,
        );
    }
    const { target, writer, nowMs } = this.#options;
    const files = [...this.#blocks.values(), ...this.#others.values(), ...records];
    await this.#syncFolders(files);
    const path = `${target}/${BACKUP_LIST}`;
    const list = backupList(this.#live.format, writer, nowMs, files);
    await writeFile(path, `${JSON.stringify(list, undefined, 1)}\n`, { flag: 'wx', flush: true });
    await syncFolder(target);
    await syncFolder(dirname(resolve(target)));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { files: files.length, bytes, tries, missing: [...this.#missing] };
  }

  #recordsCopying(): RecordsCopying {
    const { dir, target, link } = this.#options;
    return {
      dir,
      copy: (path, { isFixed = false, ...how }) => this.#copyFile(path, { ...how, link: isFixed && link }),
      drop: (path) => rm(`${target}/${path}`, { force: true }),
      expect: (bytes) => {
        this.#ofBytes = this.#doneBytes + bytes;
      },
    };
  }

  /** One round; false when the folder changed meanwhile. What was copied of blocks stays, since blocks never change. */
  async #copy(): Promise<boolean> {
    this.#missing.clear();
    const taken = await this.#copyCatalogue();
    // The window before the logs: a flush that takes it up is in a log before the window goes.
    await this.#copyWindow();
    if (!(await this.#copyLogs(taken.sealedLogs))) return false;
    for (const block of taken.blocks) await this.#copyBlock(block);
    if (this.#live.changes() !== taken.changes) return false;
    const named = new Set(taken.blocks.map(({ file }) => file));
    for (const path of this.#blocks.keys()) if (!named.has(path)) await this.#drop(path, this.#blocks);
    return true;
  }

  async #copyCatalogue(): Promise<{ changes: number; blocks: RegisteredBlock[]; sealedLogs: ReadonlySet<number> }> {
    const folder = `${this.#options.target}/lmdb`;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await this.#live.copyTo(folder);
    const copy = await openCatalogue(folder);
    const taken = {
      changes: copy.changes(),
      blocks: copy.blocks(),
      sealedLogs: new Set(copy.sealedLogs()),
    };
    await copy.close();
    await rm(`${folder}/lock.mdb`, { force: true });
    await syncFile(`${folder}/data.mdb`);
    this.#keep('lmdb/data.mdb', await readThrough(`${folder}/data.mdb`));
    const left = taken.blocks.filter(({ file }) => !this.#blocks.has(file));
    this.#ofBytes = this.#doneBytes + left.reduce((sum, { bytes }) => sum + bytes, 0);
    return taken;
  }

  async #copyWindow(): Promise<void> {
    await this.#drop('window', this.#others);
    const copied = await this.#copyFile('window', {});
    if (copied !== undefined) this.#keep('window', copied);
  }

  /** False when one went while it was looked at: its content is in blocks by now. */
  async #copyLogs(sealed: ReadonlySet<number>): Promise<boolean> {
    for (const path of this.#others.keys()) if (path.startsWith('wal/')) await this.#drop(path, this.#others);
    const { dir } = this.#options;
    const logs: { path: string; bytes: number }[] = [];
    for (const file of await readdir(`${dir}/wal`)) {
      const parsed = parseLogName(file);
      if (parsed === undefined || sealed.has(parsed.sequence)) continue;
      const found = await stat(`${dir}/wal/${file}`).catch(ifGone);
      if (found === undefined) return false;
      logs.push({ path: `wal/${file}`, bytes: found.size });
    }
    for (const { bytes } of logs) this.#ofBytes += bytes;
    for (const { path, bytes } of logs) {
      const copied = await this.#copyFile(path, { bytes });
      if (copied === undefined) return false;
      this.#keep(path, copied);
    }
    return true;
  }

  async #copyBlock({ file }: RegisteredBlock): Promise<void> {
    if (this.#blocks.has(file)) return;
    const copied = await this.#copyFile(file, { link: this.#options.link });
    // Merged or expired meanwhile, which the count of changes tells; else lost.
    if (copied === undefined) this.#missing.add(file);
    else this.#blocks.set(file, { path: file, ...copied });
  }

  /** Undefined when there is no such file. */
  async #copyFile(path: string, how: { bytes?: number; link?: boolean }): Promise<Copied | undefined> {
    const { dir, target, signal, onProgress } = this.#options;
    const onBytes = (bytes: number): void => {
      this.#doneBytes += bytes;
      onProgress?.(this.#doneBytes, Math.max(this.#ofBytes, this.#doneBytes));
    };
    const options = { ...how, onBytes, ...(signal === undefined ? {} : { signal }) };
    const copied = await copyFile(`${dir}/${path}`, `${target}/${path}`, options).catch(ifGone);
    if (copied === undefined) await rm(`${target}/${path}`, { force: true });
    return copied;
  }

  #keep(path: string, copied: Copied): void {
    this.#others.set(path, { path, ...copied });
  }

  async #drop(path: string, from: Map<string, BackupFile>): Promise<void> {
    if (from.delete(path)) await rm(`${this.#options.target}/${path}`, { force: true });
  }

  async #syncFolders(files: readonly BackupFile[]): Promise<void> {
    const { target } = this.#options;
    const folders = new Set(files.map(({ path }) => dirname(`${target}/${path}`)));
    for (const folder of folders) await syncFolder(folder);
    if (this.#blocks.size > 0) await syncFolder(`${target}/blk`);
  }
}

function ifGone(e: unknown): undefined {
  if (!isGone(e)) throw e;
  return undefined;
}
