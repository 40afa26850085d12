/**
 * Groups of errors beside the records: told of every record that is stored, asked by pages. Lives in the room of the records; the state group
 * keeps what it knows.
 */
import type { ErrorGroupChange } from '@carpy/api';
import { type RecordFilter, type StoredRecord, segment } from '@carpy/core';
import type { GroupOf } from '../records/prepare-record.ts';
import type { StateClient } from '../threads/clients.ts';
import { ErrorCells, HOUR_MS, hourOf } from './error-cells.ts';
import { changed, type ErrorGroup, withoutText, withRecord } from './error-group.ts';
import { ErrorGroups } from './error-groups.ts';
import { ErrorKeeping } from './error-keeping.ts';
import { countedGroup, listGroups } from './error-list.ts';
import { bucketsOf, recordedErrors, tallies } from './error-tally.ts';
import { ErrorTexts } from './error-texts.ts';
import type {
  ErrorGroupFound,
  ErrorGroupRequest,
  ErrorListAnswer,
  ErrorListRequest,
  ErrorScope,
  ErrorsClient,
  RecordedFacts,
} from './errors-client.ts';

const SAVE_EVERY_MS = 10_000;
const PAGE = 500;
/** Records that a start counts again at most: hours of a flood would hold it up. */
const MAX_RECOUNTED = 200_000;

/** What it asks of the store's records group. */
export interface SearchedRecords {
  search(search: {
    readonly app: string;
    readonly filter: RecordFilter;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly order: 'newest';
    readonly limit: number;
    readonly cursor: string | undefined;
    readonly facetValues: 0;
    readonly bucketMs: 0;
  }): Promise<{ readonly records: readonly StoredRecord[]; readonly cursor: string | undefined }>;
  oldestMs(app: string): Promise<number | undefined>;
  get(id: string): Promise<StoredRecord | undefined>;
}

export interface ErrorDeskOptions {
  readonly records: SearchedRecords;
  readonly state: StateClient;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly retentionMs: number;
  /** What can't be written now is told here once, and tried again until it can. */
  readonly onFault?: (e: unknown) => void;
  readonly groupOf: GroupOf;
  /** Groups an app; tests give less. */
  readonly maxGroups?: number;
}

const ERRORS: RecordFilter = {
  is: 'or',
  parts: [
    { is: 'term', field: 'outcome', pattern: 'error' },
    { is: 'term', field: 'error', pattern: '*' },
  ],
};

const isError = (record: StoredRecord): boolean => record.outcome === 'error' || record.fingerprint !== undefined;

export class ErrorDesk implements ErrorsClient {
  readonly #options: ErrorDeskOptions;
  readonly #cells = new ErrorCells();
  readonly #groups: ErrorGroups;
  readonly #texts: ErrorTexts;
  readonly #keeping: ErrorKeeping;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #textsAgedMs = 0;

  private constructor(options: ErrorDeskOptions) {
    this.#options = options;
    this.#groups = new ErrorGroups(options.maxGroups);
    this.#texts = new ErrorTexts(this.#groups, (app, group) => this.#latestOf(app, group));
    this.#keeping = new ErrorKeeping(options.state, this.#groups, this.#cells);
  }

  /** Reads what is kept, and counts again what a stop without warning left unwritten. No record may come before it resolves. */
  static async open(options: ErrorDeskOptions): Promise<ErrorDesk> {
    const desk = new ErrorDesk(options);
    await desk.#load();
    desk.#timer = setInterval(() => void desk.#saveAgain(), SAVE_EVERY_MS);
    desk.#timer.unref();
    return desk;
  }

  async #load(): Promise<void> {
    const hours = await this.#keeping.load();
    let left = MAX_RECOUNTED;
    if (hours === undefined) left -= await this.#recount(-1, Number.MAX_SAFE_INTEGER, left);
    for (const hour of [...(hours ?? [])].sort((a, b) => b - a)) {
      this.#cells.clear(hour);
      this.#keeping.hourChanged(hour);
      left -= await this.#recount(hour * HOUR_MS, (hour + 1) * HOUR_MS, left);
    }
    this.#age();
    await this.#keeping.loaded();
  }

  async #recount(fromMs: number, untilMs: number, most: number): Promise<number> {
    let cursor: string | undefined;
    let counted = 0;
    do {
      const page = await this.#search('', ERRORS, fromMs, untilMs, Math.min(PAGE, most - counted), cursor);
      for (const record of page.records) this.#note(record);
      counted += page.records.length;
      cursor = page.cursor;
    } while (cursor !== undefined && counted < most);
    return counted;
  }

  /** Before records are stored. What it answers is to be called when they are, or when that failed: with those that were stored. */
  readonly begin = async (records: readonly StoredRecord[]): Promise<(stored: readonly StoredRecord[]) => void> => {
    const hours = new Set(records.filter(isError).map(({ startMs }) => hourOf(startMs)));
    await this.#keeping.begin(hours);
    return (stored) => {
      for (const record of stored) this.#note(record);
      this.#keeping.end(hours);
    };
  };

  #note(record: StoredRecord): void {
    const { startMs, fingerprint, transaction = '', server, version = '', weight = 1 } = record;
    const app = segment(record.app);
    if (version !== '' && this.#groups.sawVersion(app, version)) this.#keeping.appChanged(app);
    if (!isError(record)) return;
    this.#cells.add(startMs, fingerprint ?? '', { app, transaction, server, version }, weight);
    this.#keeping.hourChanged(hourOf(startMs));
    if (fingerprint === undefined) return;
    const known = this.#groups.get(app, fingerprint);
    const group = withRecord(known, record, this.#options.groupOf);
    if (group === known) return;
    const gone = this.#groups.put(app, group);
    this.#keeping.groupChanged(app, fingerprint);
    for (const each of gone) this.#keeping.groupChanged(app, each);
    if (gone.length > 0) this.#keeping.appChanged(app);
  }

  async recorded(scope: ErrorScope): Promise<RecordedFacts> {
    return { ...recordedErrors(this.#cells, scope), oldestMs: await this.#options.records.oldestMs(scope.app) };
  }

  async list(request: ErrorListRequest): Promise<ErrorListAnswer> {
    const { app, fromMs, toMs, buckets } = request;
    const spans = bucketsOf(fromMs, toMs, buckets, this.#options.clock());
    return {
      ...(await listGroups(this.#cells, this.#groups, this.#texts, request, spans)),
      dropped: this.#groups.dropped(app),
      noRecords: this.#groups.of(app).length === 0 && !(await this.#hasRecords(app)),
    };
  }

  async group(request: ErrorGroupRequest): Promise<ErrorGroupFound | undefined> {
    const { app, fingerprint, fromMs, toMs, factors, samples, buckets } = request;
    const known = this.#groups.get(app, fingerprint);
    if (known === undefined) return undefined;
    await this.#texts.read(app, [known]);
    const group = this.#groups.get(app, fingerprint) ?? known;
    const spans = bucketsOf(fromMs, toMs, buckets, this.#options.clock());
    const tally = tallies(this.#cells, request, factors, spans, { fingerprints: new Set([fingerprint]) }).get(
      fingerprint,
    );
    const { records } = await this.#search(
      app,
      { is: 'term', field: 'error', pattern: fingerprint },
      fromMs,
      toMs,
      samples,
    );
    const { startMs, bucketMs } = spans;
    return { startMs, bucketMs, group: countedGroup(app, group, tally, spans.length), samples: records };
  }

  async change({
    app,
    fingerprint,
    change,
  }: {
    readonly app: string;
    readonly fingerprint: string;
    readonly change: ErrorGroupChange;
  }): Promise<boolean> {
    const group = this.#groups.get(app, fingerprint);
    if (group === undefined) return false;
    this.#groups.put(app, changed(group, change, this.#groups.versionsOf(app), this.#options.clock()));
    this.#keeping.groupChanged(app, fingerprint);
    await this.save();
    return true;
  }

  /** After records were removed: texts of those that are gone go too. Empty: of all apps. */
  async removed(app: string): Promise<void> {
    const of = app === '' ? this.#groups.apps() : [segment(app)];
    for (const each of of) {
      for (const group of this.#groups.of(each)) {
        if ((await this.#options.records.get(group.latestId)) !== undefined) continue;
        const now = this.#groups.get(each, group.fingerprint);
        if (now === undefined || now.latestId !== group.latestId) continue;
        this.#groups.put(each, withoutText(now));
      }
    }
  }

  save(): Promise<void> {
    this.#age();
    return this.#keeping.save();
  }

  async #saveAgain(): Promise<void> {
    try {
      await this.save();
      this.#failing = false;
    } catch (e) {
      if (!this.#failing) this.#options.onFault?.(e);
      this.#failing = true;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.save();
  }

  #age(): void {
    const nowMs = this.#options.clock();
    const keptFromMs = nowMs - this.#options.retentionMs;
    for (const hour of this.#cells.age(nowMs, keptFromMs)) this.#keeping.hourGone(hour);
    if (nowMs - this.#textsAgedMs < HOUR_MS) return;
    this.#textsAgedMs = nowMs;
    // What people wrote goes with the records that it came with.
    for (const app of this.#groups.apps())
      for (const group of this.#groups.of(app))
        if (group.lastSeenMs <= keptFromMs) this.#groups.put(app, withoutText(group));
  }

  /** By its time: only the segment that has it is asked. */
  async #latestOf(app: string, { latestId, lastSeenMs }: ErrorGroup): Promise<StoredRecord | undefined> {
    const filter: RecordFilter = { is: 'term', field: 'id', pattern: latestId };
    return (await this.#search(app, filter, lastSeenMs - 1, lastSeenMs, 1)).records[0];
  }

  #search(
    app: string,
    filter: RecordFilter,
    fromMs: number,
    untilMs: number,
    limit: number,
    cursor?: string,
  ): ReturnType<SearchedRecords['search']> {
    const what = { app, filter, fromMs, untilMs, order: 'newest', limit, cursor, facetValues: 0, bucketMs: 0 } as const;
    return this.#options.records.search(what);
  }

  async #hasRecords(app: string): Promise<boolean> {
    return this.#groups.versionsOf(app).length > 0 || (await this.#options.records.oldestMs(app)) !== undefined;
  }
}
