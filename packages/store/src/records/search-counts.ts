/** Facets and the histogram of a search: counts by code, told apart into fields at the end. */
import { CarpyError, DURATION_STEPS, statusClassOf } from '@carpy/core';
import { matchingRows, type OnRows } from './matching-rows.ts';
import { BATCH_ROWS } from './plan-eval.ts';
import {
  FACET_FIELDS,
  type FacetField,
  type FacetValue,
  type RecordHistogram,
  type RecordSearch,
} from './records-group.ts';
import { CODE_COLUMNS, type CodeArray, type CodeColumn, type CodeFields, durationCode } from './row-codes.ts';
import type { RowSource } from './row-source.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';

const MAX_BUCKETS = 2_000;
/** Codes of the ends of all steps but the last. */
const STEP_ENDS = DURATION_STEPS.slice(0, -1).map((step) => durationCode(step.untilMs));

type FacetColumn = Exclude<CodeColumn, 'weight'>;
type CodeFacet = Exclude<FacetField, 'duration'>;

const FACET_COLUMNS = ['what', 'origin', 'result'] as const;
const FACETS_OF: Readonly<Record<FacetColumn, readonly CodeFacet[]>> = {
  what: ['transaction', 'method', 'kind'],
  origin: ['server', 'version'],
  result: ['outcome', 'status'],
};

function facetOf(field: CodeFacet, fields: CodeFields): string | undefined {
  if (field !== 'status') return fields[field];
  return fields.status === undefined ? undefined : statusClassOf(fields.status);
}

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
  let counts: SourceCounts | undefined;
  const whole = await matchingRows(work, planned, ({ source }) => {
    counts?.into(facets);
    counts = new SourceCounts(source);
    return counts.onRows(total, histogram);
  });
  counts?.into(facets);
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
  readonly #tallies: Readonly<Record<CodeColumn, CodeTallies>>;
  readonly #steps = new CodeTallies(DURATION_STEPS.length);

  constructor(source: RowSource) {
    this.#source = source;
    const tallies = (column: CodeColumn): CodeTallies => new CodeTallies(source.table(column).fields.length);
    this.#tallies = {
      what: tallies('what'),
      origin: tallies('origin'),
      result: tallies('result'),
      weight: tallies('weight'),
    };
  }

  onRows(total: Tally, histogram: Histogram | undefined): OnRows {
    const source = this.#source;
    const weights = Float64Array.from(source.table('weight').fields, (fields) => fields.weight ?? 1);
    const isError = Uint8Array.from(source.table('result').fields, (fields) => (fields.outcome === 'error' ? 1 : 0));
    const durations = source.durations();
    const starts = histogram === undefined ? undefined : source.starts();
    const [what, origin, result, weight] = CODE_COLUMNS.map((column) => source.codes(column));
    const sums = new Float64Array(BATCH_ROWS);
    const codes = new Uint32Array(BATCH_ROWS);
    const codesOf = (column: CodeArray | undefined, positions: Uint32Array, count: number): Uint32Array => {
      if (column === undefined) codes.fill(0, 0, count);
      else for (let i = 0; i < count; i++) codes[i] = column[positions[i] as number] as number;
      return codes;
    };
    return (positions, count, factor) => {
      codesOf(weight, positions, count);
      let sum = 0;
      for (let i = 0; i < count; i++) sum += sums[i] = factor * (weights[codes[i] as number] as number);
      total.add(count * factor, sum);
      this.#tallies.what.add(codesOf(what, positions, count), sums, count, factor);
      this.#tallies.origin.add(codesOf(origin, positions, count), sums, count, factor);
      this.#tallies.result.add(codesOf(result, positions, count), sums, count, factor);
      if (starts !== undefined)
        for (let i = 0; i < count; i++)
          histogram?.add(starts.at(positions[i] as number), isError[codes[i] as number] === 1, sums[i] as number);
      for (let i = 0; i < count; i++) codes[i] = stepOf(durations[positions[i] as number] as number);
      this.#steps.add(codes, sums, count, factor);
    };
  }

  into(facets: FacetTallies): void {
    for (const column of FACET_COLUMNS)
      this.#source.table(column).fields.forEach((fields, code) => {
        const { count, sum } = this.#tallies[column].of(code);
        if (count > 0) facets.addCode(column, fields, count, sum);
      });
    DURATION_STEPS.forEach(({ value }, step) => {
      const { count, sum } = this.#steps.of(step);
      if (count > 0) facets.add('duration', value, count, sum);
    });
  }
}

/** Counts and sums of weights by code. */
class CodeTallies {
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;

  /** One more than there are kinds, for what is of none. */
  constructor(kinds: number) {
    this.#counts = new Float64Array(kinds + 1);
    this.#sums = new Float64Array(kinds + 1);
  }

  add(codes: Uint32Array, sums: Float64Array, count: number, factor: number): void {
    const byCode = this.#counts;
    const sumOf = this.#sums;
    for (let i = 0; i < count; i++) {
      const code = codes[i] as number;
      byCode[code] = (byCode[code] as number) + factor;
      sumOf[code] = (sumOf[code] as number) + (sums[i] as number);
    }
  }

  of(code: number): { readonly count: number; readonly sum: number } {
    return { count: this.#counts[code] as number, sum: this.#sums[code] as number };
  }
}

/** That of a record without a duration is behind the last one. */
function stepOf(duration: number): number {
  if (duration === 0) return DURATION_STEPS.length;
  let step = 0;
  while (step < STEP_ENDS.length && duration >= (STEP_ENDS[step] as number)) step++;
  return step;
}

class FacetTallies {
  readonly #fields = new Map<FacetField, Map<string, Tally>>();
  /** Most segments share what their codes stand for: it is told apart into fields once. */
  readonly #codes: Readonly<Record<FacetColumn, Map<CodeFields, Tally>>> = {
    what: new Map(),
    origin: new Map(),
    result: new Map(),
  };

  addCode(column: FacetColumn, fields: CodeFields, count: number, estimated: number): void {
    const tally = this.#codes[column].get(fields) ?? new Tally();
    this.#codes[column].set(fields, tally);
    tally.add(count, estimated);
  }

  add(field: FacetField, value: string, count: number, estimated: number): void {
    const values = this.#fields.get(field) ?? new Map<string, Tally>();
    this.#fields.set(field, values);
    const tally = values.get(value) ?? new Tally();
    values.set(value, tally);
    tally.add(count, estimated);
  }

  /** The most frequent of each field. */
  values(limit: number): Partial<Record<FacetField, FacetValue[]>> {
    for (const column of FACET_COLUMNS)
      for (const [fields, { count, estimated }] of this.#codes[column])
        for (const field of FACETS_OF[column]) {
          const value = facetOf(field, fields);
          if (value !== undefined) this.add(field, value, count, estimated);
        }
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
