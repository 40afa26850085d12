/** Facets and the histogram of a search: counts by code, told apart into fields at the end. */
import { CarpyError, DURATION_STEPS, statusClassOf } from '@carpy/core';
import { matchingRows, type OnRow } from './matching-rows.ts';
import {
  FACET_FIELDS,
  type FacetField,
  type FacetValue,
  type RecordHistogram,
  type RecordSearch,
} from './records-group.ts';
import { CODE_COLUMNS, type CodeColumn, type CodeFields, durationCode } from './row-codes.ts';
import type { RowSource } from './row-source.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';

const MAX_BUCKETS = 2_000;
/** Codes of the ends of all steps but the last. */
const STEP_ENDS = DURATION_STEPS.slice(0, -1).map((step) => durationCode(step.untilMs));

export interface SearchCounts {
  readonly matched: number;
  readonly estimated: number;
  readonly approximate: boolean;
  readonly facets: Readonly<Partial<Record<FacetField, readonly FacetValue[]>>> | undefined;
  readonly histogram: RecordHistogram | undefined;
}

/** Throws CARPY_BAD_REQUEST for too many buckets. */
export async function searchCounts(
  work: SearchWork,
  planned: readonly PlannedSource[],
  search: RecordSearch,
): Promise<SearchCounts> {
  const total = new Tally();
  const facets = new FacetTallies();
  const histogram = search.bucketMs > 0 ? new Histogram(search) : undefined;
  const done: (() => void)[] = [];
  const whole = await matchingRows(work, planned, ({ source }) => {
    const counts = new SourceCounts(source);
    done.push(() => counts.into(facets));
    return counts.onRow(total, histogram);
  });
  for (const each of done) each();
  return {
    matched: Math.round(total.count),
    estimated: total.estimated,
    approximate: !whole,
    facets: search.facetValues > 0 ? facets.values(search.facetValues) : undefined,
    histogram: histogram?.answer(),
  };
}

class Tally {
  count = 0;
  estimated = 0;

  add(count: number, estimated: number): void {
    this.count += count;
    this.estimated += estimated;
  }
}

/** Counts of one source, and sums of weights, by code and by step of the duration. */
class SourceCounts {
  readonly #source: RowSource;
  readonly #counts: Record<CodeColumn, Float64Array>;
  readonly #sums: Record<CodeColumn, Float64Array>;
  readonly #stepCounts = new Float64Array(DURATION_STEPS.length);
  readonly #stepSums = new Float64Array(DURATION_STEPS.length);

  constructor(source: RowSource) {
    this.#source = source;
    const arrays = () =>
      Object.fromEntries(CODE_COLUMNS.map((c) => [c, new Float64Array(source.table(c).fields.length)])) as Record<
        CodeColumn,
        Float64Array
      >;
    this.#counts = arrays();
    this.#sums = arrays();
  }

  onRow(total: Tally, histogram: Histogram | undefined): OnRow {
    const source = this.#source;
    const weights = Float64Array.from(source.table('weight').fields, (fields) => fields.weight ?? 1);
    const isError = Uint8Array.from(source.table('result').fields, (fields) => (fields.outcome === 'error' ? 1 : 0));
    const durations = source.durations();
    const starts = histogram === undefined ? undefined : source.starts();
    const [what, origin, result, weight] = CODE_COLUMNS.map((column) => source.codes(column));
    const counts = this.#counts;
    const sums = this.#sums;
    return (position, factor) => {
      const sum = factor * (weights[weight === undefined ? 0 : (weight[position] as number)] as number);
      const resultCode = result === undefined ? 0 : (result[position] as number);
      total.add(factor, sum);
      plus(counts.what, sums.what, what === undefined ? 0 : (what[position] as number), factor, sum);
      plus(counts.origin, sums.origin, origin === undefined ? 0 : (origin[position] as number), factor, sum);
      plus(counts.result, sums.result, resultCode, factor, sum);
      const duration = durations[position] as number;
      if (duration > 0) plus(this.#stepCounts, this.#stepSums, stepOf(duration), factor, sum);
      if (starts !== undefined) histogram?.add(starts.at(position), isError[resultCode] === 1, sum);
    };
  }

  into(facets: FacetTallies): void {
    const add = (column: CodeColumn, field: FacetField, fieldOf: (fields: CodeFields) => string | undefined): void =>
      this.#source.table(column).fields.forEach((fields, code) => {
        const count = this.#counts[column][code] as number;
        const value = fieldOf(fields);
        if (count > 0 && value !== undefined) facets.add(field, value, count, this.#sums[column][code] as number);
      });
    for (const field of ['transaction', 'method', 'kind'] as const) add('what', field, (fields) => fields[field]);
    for (const field of ['server', 'version'] as const) add('origin', field, (fields) => fields[field]);
    add('result', 'outcome', ({ outcome }) => outcome);
    add('result', 'status', ({ status }) => (status === undefined ? undefined : statusClassOf(status)));
    DURATION_STEPS.forEach(({ value }, step) => {
      const count = this.#stepCounts[step] as number;
      if (count > 0) facets.add('duration', value, count, this.#stepSums[step] as number);
    });
  }
}

function plus(counts: Float64Array, sums: Float64Array, at: number, count: number, sum: number): void {
  counts[at] = (counts[at] as number) + count;
  sums[at] = (sums[at] as number) + sum;
}

function stepOf(duration: number): number {
  let step = 0;
  while (step < STEP_ENDS.length && duration >= (STEP_ENDS[step] as number)) step++;
  return step;
}

class FacetTallies {
  readonly #fields = new Map<FacetField, Map<string, Tally>>();

  add(field: FacetField, value: string, count: number, estimated: number): void {
    const values = this.#fields.get(field) ?? new Map<string, Tally>();
    this.#fields.set(field, values);
    const tally = values.get(value) ?? new Tally();
    values.set(value, tally);
    tally.add(count, estimated);
  }

  /** The most frequent of each field. */
  values(limit: number): Partial<Record<FacetField, FacetValue[]>> {
    const facets: Partial<Record<FacetField, FacetValue[]>> = {};
    for (const field of FACET_FIELDS)
      facets[field] = [...(this.#fields.get(field) ?? [])]
        .map(([value, { count, estimated }]) => ({ value, count: Math.round(count), estimated }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, limit);
    return facets;
  }
}

class Histogram {
  readonly #bucketMs: number;
  readonly #startMs: number;
  readonly #ok: Float64Array;
  readonly #error: Float64Array;

  constructor({ bucketMs, fromMs, untilMs }: RecordSearch) {
    const first = Math.floor(fromMs / bucketMs);
    const buckets = Math.max(1, Math.ceil(untilMs / bucketMs - first));
    if (!(buckets <= MAX_BUCKETS))
      throw new CarpyError(
        'CARPY_BAD_REQUEST',
        `bucketMs: ${bucketMs} makes ${buckets} buckets of the range, at most ${MAX_BUCKETS} are allowed`,
      );
    this.#bucketMs = bucketMs;
    this.#startMs = first * bucketMs;
    this.#ok = new Float64Array(buckets);
    this.#error = new Float64Array(buckets);
  }

  add(startMs: number, isError: boolean, sum: number): void {
    const sums = isError ? this.#error : this.#ok;
    // The range's last millisecond is in it.
    const bucket = Math.min(sums.length - 1, Math.floor((startMs - this.#startMs) / this.#bucketMs));
    sums[bucket] = (sums[bucket] as number) + sum;
  }

  answer(): RecordHistogram {
    return { startMs: this.#startMs, bucketMs: this.#bucketMs, ok: [...this.#ok], error: [...this.#error] };
  }
}
