/**
 * The request log: batches go to a log, durable before they are answered; when it is full its rows are sealed into a segment that never
 * changes, compressed and with an index. Searches read both. Age and room are kept by dropping whole segments, the oldest first.
 * Files: docs/format.md, "Request records".
 */
import { dirname } from 'node:path';
import { CarpyError, isCarpyError, type StoredRecord } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import { failed } from './append-queue.ts';
import { batchesOfLines } from './first-form.ts';
import { LogRows } from './log-rows.ts';
import { NEWEST_IDS, NewestIds } from './newest-ids.ts';
import { oldestOfApp } from './oldest-of-app.ts';
import { ID_WORDS } from './record-ids.ts';
import { tokenOf } from './record-tokens.ts';
import { readFolder, recoverLog } from './records-folder.ts';
import type {
  RecordPoints,
  RecordScope,
  RecordSearch,
  RecordSearchAnswer,
  RecordsGroup,
  RecordsStatus,
  StoredBatch,
  StoredCounts,
} from './records-group.ts';
import type { RowSource } from './row-source.ts';
import type { SealRecords } from './seal-records.ts';
import { searchPoints } from './search-points.ts';
import { searchRecords } from './search-records.ts';
import { SearchWork } from './search-work.ts';
import { Segment } from './segment.ts';
import { SegmentDamage } from './segment-format.ts';
import { SegmentList } from './segment-list.ts';
import { withoutMatching } from './segment-removal.ts';

/** A log is sealed when it is so old, or a 48th of the retention: what expires goes in whole segments. */
const SEAL_AGE_MS = 3_600_000;
const SEALS_A_RETENTION = 48;

export interface RecordSegmentsOptions {
  readonly files: FileSystem;
  /** Made when it is not there. Absolute. */
  readonly dir: string;
  readonly retentionMs: number;
  readonly maxBytes: number;
  /** What others have of `maxBytes` now; none unless given. */
  readonly othersBytes?: () => number;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Who writes, as files name it: `carpy 0.1.0`. */
  readonly writer?: string;
  /** Rows after which a log is sealed; fewer in tests. */
  readonly sealRows?: number;
  /** Rows of the log that are sorted together for searches; fewer in tests. */
  readonly runRows?: number;
  /** Who seals; in slices on this thread where it is not given, and where there is little to seal. */
  readonly seal?: SealRecords;
  /** Told once of each fault when it comes. */
  readonly onFault?: (fault: string) => void;
}

export class RecordSegments implements RecordsGroup {
  readonly #options: RecordSegmentsOptions & { readonly writer: string };
  readonly #segments: SegmentList;
  readonly #known: NewestIds = new NewestIds();
  readonly #log: LogRows;
  /** Changes of segments besides sealing, one after the other. */
  #jobs: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Files of which nothing can be read. */
  #unreadable: readonly string[] = [];

  private constructor(options: RecordSegmentsOptions) {
    this.#options = { writer: 'carpy', ...options };
    this.#segments = new SegmentList(this.#options);
    this.#log = new LogRows(this.#options, this.#segments, this.#known, () => {
      this.#job(() => this.#expire()).catch(() => undefined);
    });
  }

  /** Throws CARPY_STORE_FAILED, and CARPY_STORE_FORMAT for files of a newer version. */
  static async open(options: RecordSegmentsOptions): Promise<RecordSegments> {
    const records = new RecordSegments(options);
    try {
      await records.#recover();
      return records;
    } catch (e) {
      records.#segments.room.open.closeAll();
      throw isCarpyError(e) ? e : failed('the request log cannot be opened', e);
    }
  }

  append(batch: StoredBatch): Promise<StoredCounts> {
    if (this.#closed) return Promise.reject(new CarpyError('CARPY_STORE_CLOSED', 'records come after the end'));
    return this.#log.append(batch);
  }

  search(search: RecordSearch, stop?: () => boolean): Promise<RecordSearchAnswer> {
    return this.#log.during(() => searchRecords(this.#work(search, stop), this.#sources(), search));
  }

  get(id: string): Promise<StoredRecord | undefined> {
    return this.#log.during(() => this.#get(id));
  }

  oldestMs(app: string): Promise<number | undefined> {
    const work = this.#work({ app: '', filter: { is: 'all' }, fromMs: 0, untilMs: 0 });
    return this.#log.during(() => oldestOfApp(work, this.#sources(), app));
  }

  points(scope: RecordScope, limit: number, stop?: () => boolean): Promise<RecordPoints> {
    const work = this.#work(scope, stop);
    return this.#log.during(async () => searchPoints(work, await work.plan(this.#sources(), scope), limit));
  }

  /** Throws CARPY_STORE_FAILED where a damaged file may hold such records. */
  remove(scope: RecordScope): Promise<{ readonly removed: number }> {
    return this.#job(async () => {
      await this.#log.seal();
      let removed = 0;
      for (const { directory } of this.#segments.all) removed += await this.#removeFrom(directory.lastLog, scope);
      const { old } = this.#segments.room;
      await old.again();
      const [left] = old.left;
      if (left !== undefined)
        throw new CarpyError(
          'CARPY_STORE_FAILED',
          `records/${left} cannot be deleted and may hold such records; delete the file and remove them again`,
        );
      const [unreadable] = this.#unreadable;
      if (unreadable !== undefined)
        throw new CarpyError(
          'CARPY_STORE_FAILED',
          `records/${unreadable} cannot be read and may hold such records; delete the file`,
        );
      return { removed };
    }).catch((e: unknown) => {
      throw isCarpyError(e) ? e : failed('not all of the records were removed', e);
    });
  }

  status(): RecordsStatus {
    const sources = this.#sources().filter(({ rows }) => rows > 0);
    const failure = this.#log.failure;
    return {
      records: sources.reduce((sum, { rows }) => sum + rows, 0),
      bytes: this.#bytes,
      segments: this.#segments.all.length,
      oldestMs: sources.length === 0 ? undefined : Math.min(...sources.map(({ minMs }) => minMs)),
      faults: failure === undefined ? this.#segments.faults : [...this.#segments.faults, failure.detail],
    };
  }

  /** What is due: sealing by age, retention, mending. To be called every minute or so. Throws CARPY_STORE_FAILED. */
  async maintain(): Promise<void> {
    const { clock, retentionMs } = this.#options;
    await this.#segments.room.old.again();
    // Before what needs room.
    await this.#job(() => this.#expire());
    const { firstAtMs } = this.#log.current.table;
    const sealAgeMs = Math.max(SEAL_AGE_MS, retentionMs / SEALS_A_RETENTION);
    const isDue = firstAtMs > 0 && clock() - firstAtMs >= sealAgeMs;
    if (isDue || this.#log.isLost) await this.#log.seal();
    else await this.#log.retry();
    await this.#job(() => this.#segments.mend());
  }

  /** Seals what is in the log now. Throws CARPY_STORE_FAILED. */
  seal(): Promise<void> {
    return this.#log.seal();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#log.close();
    await this.#jobs;
    this.#segments.room.open.closeAll();
  }

  /** Of segments and logs. */
  get #bytes(): number {
    return this.#segments.bytes + this.#log.bytes;
  }

  async #get(id: string): Promise<StoredRecord | undefined> {
    const token = tokenOf('id', id.toLowerCase());
    const work = this.#work({ app: '', filter: { is: 'all' }, fromMs: 0, untilMs: 0 });
    for (const source of this.#sources().reverse()) {
      if (work.isOver) await work.breathe();
      const found = work.around(source, () => {
        for (const position of source.tokenRows(token)) {
          const record = source.record(position);
          if (record?.id === id) return record;
        }
        return undefined;
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #recover(): Promise<void> {
    const { files, dir } = this.#options;
    await files.makeDir(dir);
    await files.syncDir(dirname(dir));
    const content = await readFolder(this.#options, this.#segments.room);
    this.#segments.add(...content.segments);
    this.#unreadable = content.unreadable;
    this.#log.sequence = content.lastSequence;
    await this.#knowIds();
    for (const log of content.logs) {
      recoverLog(this.#options, this.#segments.room, log, this.#log.current, this.#known);
      await new Promise((next) => setImmediate(next));
    }
    for (const name of content.lines) {
      for (const batch of batchesOfLines(files, `${dir}/${name}`)) await this.#log.append(batch);
      await files.unlink(`${dir}/${name}`);
    }
    await this.#segments.mend();
    await this.#expire();
  }

  /** Those of the newest segments. */
  async #knowIds(): Promise<void> {
    const newest: Segment[] = [];
    for (let rows = 0, i = this.#segments.all.length - 1; i >= 0 && rows < NEWEST_IDS; i--) {
      const segment = this.#segments.all[i] as Segment;
      rows += segment.rows;
      newest.unshift(segment);
    }
    for (const segment of newest) {
      try {
        for (const ids of segment.ids()) for (let at = 0; at < ids.length; at += ID_WORDS) this.#known.add(ids, at);
      } catch (e) {
        this.#segments.onReadError(segment.name, e);
      }
      await new Promise((next) => setImmediate(next));
    }
  }

  /** From the segment whose last log it is; mended first where it turns out to be damaged. */
  async #removeFrom(lastLog: number, scope: RecordScope): Promise<number> {
    const find = (): Segment | undefined => this.#segments.all.find(({ directory }) => directory.lastLog === lastLog);
    const remove = async (segment: Segment | undefined): Promise<number> => {
      if (segment === undefined) return 0;
      const work = new SearchWork(scope, (_, e) => {
        throw e;
      });
      const [planned] = await work.plan([segment], scope);
      if (planned === undefined) return 0;
      const { name, removed } = await withoutMatching(this.#options, work, { ...planned, source: segment });
      if (name !== undefined) await this.#segments.replace(segment, name);
      return removed;
    };
    const segment = find();
    try {
      return await remove(segment);
    } catch (e) {
      if (!(e instanceof SegmentDamage) || segment === undefined) throw e;
      this.#segments.fault(segment.name, e.message);
      await this.#segments.mend();
      return await remove(find());
    }
  }

  async #expire(): Promise<void> {
    const { retentionMs, maxBytes, othersBytes, clock } = this.#options;
    const ownBytes = maxBytes - (othersBytes?.() ?? 0);
    for (const segment of this.#segments.all) {
      const isOld = segment.directory.lastAtMs < clock() - retentionMs;
      if (isOld || this.#bytes > ownBytes) await this.#segments.drop(segment);
    }
  }

  #job<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#jobs.then(job);
    this.#jobs = done.catch(() => undefined);
    return done;
  }

  /** Oldest first. */
  #sources(): RowSource[] {
    return [...this.#segments.all, ...this.#log.views()];
  }

  #work(scope: RecordScope, stop?: () => boolean): SearchWork {
    const onDamage = (source: RowSource, e: unknown): void =>
      this.#segments.onReadError(source instanceof Segment ? source.name : 'the log', e);
    return new SearchWork(scope, onDamage, stop);
  }
}
