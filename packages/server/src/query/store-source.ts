/**
 * Where Graphite targets get their series: the store, read as `/render` reads it. One archive by age, all paths of one target and
 * range in one read; leaves of records are taken from their record.
 */
import {
  APDEX_COLUMNS,
  apdexScore,
  CarpyError,
  COUNT,
  isCarpyError,
  type SeriesKind,
  Sketch,
  SUM,
  TIMER_COLUMNS,
} from '@carpy/core';
import type {
  ConsolidationName,
  FetchContext,
  FetchedRecord,
  FetchedSeries,
  FetchRequest,
  SeriesSource,
} from '@carpy/graphite';
import type { ReadAnswer, ReadRequest, SeriesData, SeriesMatch } from '@carpy/store';
import { listAnnotations } from '../state/annotations.ts';
import { eventTags, hasTags } from '../state/graphite-event.ts';
import type { StateClient, StoreReader } from '../threads/clients.ts';

/** Series that the targets may match, where the query says nothing else. */
const MAX_SERIES = 10_000;
/** Events that one events() may draw; the newest. */
const MAX_EVENTS = 10_000;

/** Events are the annotations of `state`. */
export function storeSource(reader: StoreReader, state: StateClient): SeriesSource {
  const resolve = (request: FetchRequest, limit: number): Promise<SeriesMatch[]> =>
    request.tags === undefined ? reader.resolve(request.pattern, limit) : byTags(reader, request.tags, limit, request);
  return {
    async fetch(requests, context) {
      const matches = await Promise.all(requests.map((r) => resolve(r, seriesLeft(context))));
      const percentiles = matches.some((all) => all.some((m) => m.leaf === 'median' || m.leaf === 'upper_95'));
      const sketches = percentiles && mayConsolidate(requests, context) ? 'where-kept' : 'none';
      const data = await readAll(reader, requests, matches, context, sketches);
      return requests.map((_, i) => (matches[i] ?? []).flatMap((match) => toSeries(match, data(i, match.id))));
    },
    async fetchRecords(requests, context) {
      const matches = await Promise.all(requests.map((r) => reader.resolveRecords(r.pattern, seriesLeft(context))));
      const sketches = requests.some((r) => r.sketches) ? 'required' : 'where-kept';
      const data = await readAll(reader, requests, matches, context, sketches);
      return requests.map((_, i) => (matches[i] ?? []).flatMap((match) => toRecord(match.path, data(i, match.id))));
    },
    fetchEvents(requests) {
      return Promise.all(
        requests.map(async ({ fromS, untilS, tags }) => {
          const range = { fromMs: fromS * 1000, toMs: untilS * 1000, limit: MAX_EVENTS };
          const events = await listAnnotations(state, { ...range, matches: (a) => hasTags(eventTags(a), tags, 'all') });
          return events.map(({ whenMs }) => ({ atS: Math.floor(whenMs / 1000) }));
        }),
      );
    },
  };
}

const seriesLeft = ({ left }: FetchContext): number => left?.series ?? MAX_SERIES;

/** What the store says of tag expressions, said of the call that they stand in. */
async function byTags(
  reader: StoreReader,
  tags: readonly string[],
  limit: number,
  { position }: FetchRequest,
): Promise<SeriesMatch[]> {
  try {
    return await reader.findByTags(tags, limit);
  } catch (e) {
    if (!isCarpyError(e) || e.code !== 'CARPY_BAD_REQUEST' || position === undefined) throw e;
    throw new CarpyError('CARPY_BAD_TARGET', `seriesByTag() was refused: ${e.detail}, at position ${position}`, {
      position,
    });
  }
}

/** A range of more seconds than points wanted may be consolidated, and percentiles of coarser slots come from sketches. */
const mayConsolidate = (requests: readonly FetchRequest[], context: FetchContext): boolean =>
  context.maxDataPoints !== undefined && requests.some((r) => r.untilS - r.fromS > (context.maxDataPoints as number));

/** Reads the union of what each range matched, once a range. */
async function readAll(
  reader: StoreReader,
  requests: readonly FetchRequest[],
  matches: readonly (readonly SeriesMatch[])[],
  context: FetchContext,
  sketches: ReadRequest['sketches'],
): Promise<(request: number, id: number) => SeriesData | undefined> {
  const matched = matches.reduce((n, all) => n + all.length, 0);
  const most = seriesLeft(context);
  if (matched > most)
    throw new CarpyError(
      'CARPY_TOO_MUCH',
      `the targets match ${matched} series and ${most} is the limit; narrow the paths`,
    );
  const rangeOf = (r: FetchRequest): string => `${r.fromS}:${r.untilS}`;
  const ranges = new Map<string, { readonly request: FetchRequest; readonly ids: Set<number> }>();
  for (const [i, request] of requests.entries()) {
    const range = ranges.get(rangeOf(request)) ?? { request, ids: new Set<number>() };
    ranges.set(rangeOf(request), range);
    for (const match of matches[i] ?? []) range.ids.add(match.id);
  }
  const read = new Map<string, Map<number, SeriesData>>();
  let points = context.left?.points;
  // One range after the other, so that each is refused before it is read where it would be too much.
  for (const [key, { request, ids }] of ranges) {
    const answer: ReadAnswer = await reader.read({
      ids: [...ids],
      fromS: request.fromS,
      untilS: request.untilS,
      nowS: context.nowS,
      tier: { by: 'age' },
      onlyKept: true,
      sketches,
      ...(points !== undefined && { maxPoints: points }),
    });
    read.set(key, new Map(answer.series.map((s) => [s.id, s])));
    if (points !== undefined) points -= answer.series.reduce((n, s) => n + s.slots, 0);
  }
  return (request, id) => read.get(rangeOf(requests[request] as FetchRequest))?.get(id);
}

function toSeries(match: SeriesMatch, data: SeriesData | undefined): FetchedSeries[] {
  // Wholly in the future, or before everything that is kept.
  if (data === undefined || data.slots === 0) return [];
  const isRecord = data.kind === 'timer' || data.kind === 'apdex';
  const leaf = isRecord ? (match.leaf ?? 'score') : undefined;
  const recordPath =
    leaf !== undefined && match.path.endsWith(`.${leaf}`) ? match.path.slice(0, -leaf.length - 1) : match.path;
  return [
    {
      path: match.path,
      tags: tagsOf(match.path),
      startS: data.startS,
      stepS: data.stepS,
      values: leaf === undefined ? data.columns.subarray(0, data.slots) : leafValues(data, leaf),
      consolidation: consolidationOf(data.kind, leaf),
      record: isRecord ? toRecord(recordPath, data)[0] : undefined,
      leaf,
    },
  ];
}

function toRecord(path: string, data: SeriesData | undefined): FetchedRecord[] {
  if (data?.kind !== 'timer' && data?.kind !== 'apdex') return [];
  const kept = data.sketches;
  return [
    {
      path,
      kind: data.kind,
      startS: data.startS,
      stepS: data.stepS,
      slots: data.slots,
      columns: data.columns,
      sketchAt(slot) {
        if (kept === undefined) return undefined;
        const start = slot === 0 ? 0 : kept.ends[slot - 1];
        const end = kept.ends[slot];
        if (start === undefined || end === undefined || end <= start) return undefined;
        return Sketch.decode(kept.bytes.subarray(start, end));
      },
    },
  ];
}

/** A column of a record over its slots; mean and score are computed, they are not stored. NaN throughout for an unknown leaf. */
function leafValues({ kind, columns, slots }: SeriesData, leaf: string): Float64Array {
  const column = (i: number): Float64Array => columns.subarray(i * slots, (i + 1) * slots);
  if (kind === 'timer' && leaf === 'mean') {
    const count = column(COUNT);
    return column(SUM).map((sum, i) => sum / (count[i] as number));
  }
  if (kind === 'apdex' && leaf === 'score') {
    const [satisfied, tolerating, frustrated] = [column(0), column(1), column(2)];
    return satisfied.map((s, i) => apdexScore(s, tolerating[i] as number, frustrated[i] as number));
  }
  const names: readonly string[] = kind === 'timer' ? TIMER_COLUMNS : APDEX_COLUMNS;
  const index = names.indexOf(leaf);
  return index < 0 ? new Float64Array(slots).fill(Number.NaN) : column(index);
}

const byLeaf: Readonly<Record<string, ConsolidationName>> = {
  count: 'sum',
  satisfied: 'sum',
  tolerating: 'sum',
  frustrated: 'sum',
  upper: 'max',
  lower: 'min',
};

/** What a series' buckets are made by. A plain series has no kind: its buckets are averages whatever its name, as graphite-web's are. */
const byKind: Partial<Readonly<Record<SeriesKind, ConsolidationName>>> = { counter: 'sum', gauge: 'last', set: 'max' };
const consolidationOf = (kind: SeriesKind, leaf: string | undefined): ConsolidationName =>
  (leaf === undefined ? byKind[kind] : byLeaf[leaf]) ?? 'average';

/** `name;k=v;…` as canonical names have it. An untagged series has its name as only tag, as Graphite answers it. */
function tagsOf(path: string): Readonly<Record<string, string>> {
  const [name = '', ...pairs] = path.split(';');
  const tags: Record<string, string> = { name };
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at > 0) tags[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return tags;
}
