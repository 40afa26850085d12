/** A source over plain values, and a way to render a target over it in one line. */
import {
  type ConsolidationName,
  columnOf,
  evaluate,
  type FetchedRecord,
  type FetchedSeries,
  mergeRecords,
  type QueryLimits,
  type QueryOptions,
  type Series,
  type SeriesSource,
} from '@carpy/graphite';

/** Stamp of the first value of every range that tests ask for: a multiple of an hour. */
export const START_S = 1_800_000_000;

export interface FakeSeries {
  /** The value at each stamp START_S + i · stepS, also for negative i (values before the range); NaN past the list. */
  readonly values: readonly number[];
  /** Values that stand before the range, nearest last. */
  readonly before?: readonly number[];
  readonly stepS?: number;
  readonly consolidation?: ConsolidationName;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface FakeData {
  readonly series?: Readonly<Record<string, FakeSeries | readonly number[]>>;
  readonly records?: readonly FetchedRecord[];
  /** Records as they come when sketches are asked for, where that makes a difference. */
  readonly sketchedRecords?: readonly FetchedRecord[];
  readonly events?: readonly { readonly atS: number; readonly tags: readonly string[] }[];
}

export interface FakeSource extends SeriesSource {
  /** How often anything was asked, and what. */
  readonly calls: string[][];
}

const globToRegExp = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^$()|;=]/g, '\\$&')
      .replace(/\*/g, '[^.]*')
      .replace(/\?/g, '[^.]')
      .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)}$`,
  );

export function fakeSource(data: FakeData): FakeSource {
  const calls: string[][] = [];
  return {
    calls,
    fetch: async (requests) => {
      calls.push(requests.map((r) => `${r.pattern} ${r.fromS - START_S} ${r.untilS - START_S}`));
      return requests.map(({ pattern, tags, fromS, untilS }) => {
        const matches = tags === undefined ? globToRegExp(pattern) : { test: (path: string) => hasTags(path, tags) };
        const plain = Object.entries(data.series ?? {})
          .filter(([path]) => matches.test(path))
          .map(([path, given]) => fetched(path, Symbol.iterator in given ? { values: given } : given, fromS, untilS));
        return [...plain, ...leaves(data.records ?? [], matches)].sort((a, b) => (a.path < b.path ? -1 : 1));
      });
    },
    fetchEvents: async (requests) => {
      calls.push(requests.map((r) => `events ${r.tags.join(',')} ${r.fromS - START_S} ${r.untilS - START_S}`));
      return requests.map(({ tags, fromS, untilS }) =>
        (data.events ?? []).filter((e) => e.atS > fromS && e.atS <= untilS && tags.every((t) => e.tags.includes(t))),
      );
    },
    fetchRecords: async (requests) => {
      calls.push(requests.map((r) => `${r.pattern} ${r.sketches ? 'with' : 'without'} sketches`));
      return requests.map(({ pattern, sketches }) =>
        ((sketches ? data.sketchedRecords : undefined) ?? data.records ?? []).filter((r) =>
          globToRegExp(pattern).test(r.path),
        ),
      );
    },
  };
}

/** The tags that a tagged name says. */
function tagsOf(path: string): Record<string, string> {
  const [name = '', ...tags] = path.split(';');
  return tags.length === 0 ? {} : { name, ...Object.fromEntries(tags.map((t) => t.split('=') as [string, string])) };
}

/** `tag=value` and `tag!=value`, all that tests of functions need; a tag that is not there is empty. */
function hasTags(path: string, expressions: readonly string[]): boolean {
  const tags = tagsOf(path);
  return expressions.every((e) => {
    const [, tag = '', not, value = ''] = /^(\w+)(!?)=(.*)$/.exec(e) ?? [];
    return ((tags[tag] ?? '') === value) !== (not === '!');
  });
}

/** As whisper answers (fromS, untilS]: the first slot after fromS, the last at or before untilS. */
function fetched(
  path: string,
  { values, before = [], stepS = 60, consolidation = 'average', tags = tagsOf(path) }: FakeSeries,
  fromS: number,
  untilS: number,
): FetchedSeries {
  const startS = fromS - (fromS % stepS) + stepS;
  const endS = untilS - (untilS % stepS) + stepS;
  const all = [...before, ...values];
  const out = Float64Array.from(
    { length: (endS - startS) / stepS },
    (_, i) => all[(startS - START_S) / stepS + i + before.length] ?? Number.NaN,
  );
  return { path, tags, startS, stepS, values: out, consolidation, record: undefined, leaf: undefined };
}

function leaves(records: readonly FetchedRecord[], matches: Pick<RegExp, 'test'>): FetchedSeries[] {
  return records.flatMap((record) =>
    (record.kind === 'timer' ? ['count', 'mean', 'median', 'upper', 'upper_95', 'lower'] : ['score', 'satisfied'])
      .filter((leaf) => matches.test(`${record.path}.${leaf}`))
      .map((leaf) => ({
        path: `${record.path}.${leaf}`,
        tags: {},
        startS: record.startS,
        stepS: record.stepS,
        values: columnOf(mergeRecords([record]), leaf),
        consolidation: leaf === 'count' || leaf === 'satisfied' ? ('sum' as const) : ('average' as const),
        record,
        leaf,
      })),
  );
}

export interface RunOptions extends Partial<QueryOptions> {
  /** Slots of a minute that the range holds. */
  readonly slots?: number;
  readonly limits?: Partial<QueryLimits>;
}

/** The options of a range whose first slot of a minute stands at START_S. */
export function rangeOf({ slots = 6, limits: _, ...options }: RunOptions = {}): QueryOptions {
  const untilS = START_S + (slots - 1) * 60;
  return { fromS: START_S - 60, untilS, nowS: untilS, ...options };
}

/** Evaluates a target over the data. */
export async function run(target: string, data: FakeData, options: RunOptions = {}): Promise<Series[]> {
  return evaluate([target], rangeOf(options), fakeSource(data), options.limits);
}

/** Names with their values: what most tables compare. */
export async function render(
  target: string,
  series: FakeData['series'],
  options: RunOptions = {},
): Promise<Record<string, number[]>> {
  const slots =
    options.slots ??
    Math.max(1, ...Object.values(series ?? {}).map((s) => (Symbol.iterator in s ? s.length : s.values.length)));
  const result = await run(target, series === undefined ? {} : { series }, { ...options, slots });
  return Object.fromEntries(result.map((s) => [s.name, [...s.values]]));
}
