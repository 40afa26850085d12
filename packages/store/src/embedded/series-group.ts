/** The series group of the embedded engine: writers, finding, reading, and removing and renaming by path. */
import { CarpyError, isTransactionOutcome, type SeriesKind } from '@carpy/core';
import type { NameIndex } from '../index-tree/name-index.ts';
import { kindOfTraits, packTraits, ruleOfTraits, schemaOfTraits } from '../schema/schema.ts';
import type {
  FindOptions,
  FoundNode,
  ReadAnswer,
  ReadRequest,
  SeriesGroup,
  SeriesMatch,
  SeriesWriter,
} from '../store.ts';
import { commitAll } from './catalogue.ts';
import { type EngineState, nowS } from './engine-state.ts';
import type { Maintenance } from './maintenance.ts';
import { PAGE_NAMES } from './name-journal.ts';
import { prepareFlush } from './prepare.ts';
import { preparePoints } from './prepare-points.ts';
import { planSeries, readSeries, scanSeries } from './read.ts';
import type { ReadPlan } from './read-plan.ts';
import type { ScanOptions } from './read-scan.ts';
import { SeriesNumbers } from './series-numbers.ts';
import { TaggedNames } from './tagged-names.ts';
import type { WriteQueue } from './write-queue.ts';

/** Series of one store; further names are rejected and counted. */
export const MAX_SERIES = 2_000_000;
const DAY_S = 86_400;
/** A server without a value for this long leaves the default answers of find. */
const SILENT_DAYS = 14;

/** How values of the kinds that are not plain become coarser. */
const METHODS = { counter: 'sum', apdex: 'sum', gauge: 'last', set: 'max' } as const;
/** Near to what is done for leaves of timers: means weigh by count, and percentiles come from sketches. */
const LEAF_METHODS: Readonly<Record<string, string>> = { count: 'sum', lower: 'min', upper: 'max' };

/** The engine answers names at once. */
export interface EmbeddedSeries extends SeriesGroup {
  find(pattern: string, options?: FindOptions): FoundNode[];
  resolve(pattern: string, limit: number): SeriesMatch[];
  resolveRecords(pattern: string, limit: number): SeriesMatch[];
  count(prefix: string): number;
  plan(request: ReadRequest): Promise<ReadPlan>;
  /** A range of any length, in parts one after the other; memory is bounded by one part. */
  scan(request: ReadRequest, options: ScanOptions): AsyncGenerator<ReadAnswer>;
}

/** All writers' numbers, so that they hear of series that are gone. */
export class Writers {
  readonly #all = new Set<WeakRef<SeriesNumbers>>();

  open(): SeriesNumbers {
    const numbers = new SeriesNumbers(MAX_SERIES);
    this.#all.add(new WeakRef(numbers));
    return numbers;
  }

  /** Call before the names change. */
  forget(index: NameIndex, ids: Iterable<number>): void {
    const gone = new Set(ids);
    const seriesOf = (id: number): { name: string; kind: SeriesKind } | undefined => {
      const name = index.nameOf(id);
      const kind = kindOfTraits(index.traits[id] as number);
      return name === undefined || kind === undefined ? undefined : { name, kind };
    };
    for (const reference of this.#all) {
      const numbers = reference.deref();
      if (numbers === undefined) this.#all.delete(reference);
      else numbers.forget(gone, seriesOf);
    }
  }
}

interface SeriesParts {
  readonly queue: WriteQueue;
  readonly maintenance: Maintenance;
  /** Reads under way: their files stay open until they end. */
  readonly reads: Set<Promise<unknown>>;
  readonly writers: Writers;
  readonly checkOpen: () => void;
}

export function seriesGroup(
  state: EngineState,
  { queue, maintenance, reads, writers, checkOpen }: SeriesParts,
): EmbeddedSeries {
  const { index } = state;
  const tagged = new TaggedNames(index);
  const during = async <T>(work: Promise<T>): Promise<T> => {
    reads.add(work);
    try {
      return await work;
    } finally {
      reads.delete(work);
    }
  };
  /** Runs `change` while no write is under way, and makes what it changed of names durable. */
  const changeNames = async (change: () => Uint32Array, gone: boolean): Promise<{ series: number }> => {
    checkOpen();
    state.checkFolder();
    let series = 0;
    await queue.exclusiveWhenEmpty(() => {
      const ids = change();
      series = ids.length;
      for (const id of ids) state.journal.pages.add(Math.floor(id / PAGE_NAMES));
      if (gone) {
        state.gone.add(ids, state.nextGeneration, state.nextSequence);
        state.undecided.forget(ids);
      }
      commitAll(state, {});
    });
    if (gone) maintenance.wake();
    return { series };
  };
  return {
    namesVersion: index.version,
    openWriter(): SeriesWriter {
      checkOpen();
      const numbers = writers.open();
      return {
        async flush(batch) {
          checkOpen();
          const result = await queue.push(prepareFlush(batch, numbers, state, MAX_SERIES));
          void maintenance.look();
          return result;
        },
        async points(batch) {
          checkOpen();
          const result = await queue.push(preparePoints(batch, numbers, state, MAX_SERIES));
          void maintenance.look();
          return result;
        },
      };
    },
    find(pattern, options) {
      checkOpen();
      return index.find(pattern, {
        silent: options?.silent ?? 'hide',
        ...(options?.limit !== undefined && { limit: options.limit }),
        silentBeforeDay: Math.floor(nowS(state) / DAY_S) - SILENT_DAYS,
      });
    },
    resolve(pattern, limit) {
      checkOpen();
      return index.resolve(pattern, limit);
    },
    resolveRecords(pattern, limit) {
      checkOpen();
      return index.resolveRecords(pattern, limit);
    },
    findByTags(expressions, limit, check) {
      checkOpen();
      return during(tagged.find(expressions, limit, check));
    },
    completeTags(request, check) {
      checkOpen();
      return during(tagged.complete(request, check));
    },
    tagValues(request, check) {
      checkOpen();
      return during(tagged.values(request, check));
    },
    paths(request) {
      checkOpen();
      return tagged.paths(request);
    },
    aggregationOf(path) {
      checkOpen();
      const match = index.untagged.at(path) ?? (path.includes(';') ? index.resolve(path, 1)[0] : undefined);
      if (match === undefined) return undefined;
      if (match.kind === 'plain') return state.schemas.rule(ruleOfTraits(index.traitsOf(match.id))).method;
      return match.kind === 'timer' ? (LEAF_METHODS[match.leaf ?? ''] ?? 'average') : METHODS[match.kind];
    },
    count(prefix) {
      checkOpen();
      checkPath(prefix);
      return index.idsUnder(prefix).length;
    },
    async remove(prefix) {
      checkPath(prefix);
      return changeNames(() => {
        const ids = index.idsUnder(prefix);
        writers.forget(index, ids);
        index.remove(ids);
        return ids;
      }, true);
    },
    async rename(from, to) {
      checkPath(from);
      checkPath(to);
      return changeNames(() => {
        const before = index.idsUnder(from);
        writers.forget(index, before);
        const { ids } = index.rename(from, to);
        for (const id of ids) markOutcome(index, id);
        return ids;
      }, false);
    },
    read(request) {
      checkOpen();
      return during(readSeries(state, request));
    },
    plan(request) {
      checkOpen();
      return during(planSeries(state, request));
    },
    scan(request, options) {
      checkOpen();
      return scanSeries(state, request, options);
    },
  };
}

function checkPath(path: string): void {
  if (path === '' || path.length > 1_024 || /[*?[\]{}]/.test(path) || path.split('.').includes(''))
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      `'${path.slice(0, 200)}' is no path of a series or of a branch; wildcards are not taken`,
    );
}

/** Which timers are outcomes of transactions follows from their names. */
function markOutcome(index: NameIndex, id: number): void {
  const traits = index.traitsOf(id);
  const kind = kindOfTraits(traits);
  if (kind !== 'timer') return;
  const outcome = isTransactionOutcome(index.nameOf(id) ?? '');
  index.setTraits(
    id,
    packTraits({ kind, outcome, schema: schemaOfTraits(traits), undecided: false, rule: ruleOfTraits(traits) }),
  );
}
