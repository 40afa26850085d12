/** Facets and the histogram of a search: counts by code, told apart into fields at the end. */
import { DURATION_STEPS, type FacetField } from '@carpy/core';
import { FACET_COLUMNS, FacetTallies, Tally } from './facet-tallies.ts';
import { Histogram } from './histogram.ts';
import { matchingRows, type OnRows } from './matching-rows.ts';
import { BATCH_ROWS } from './plan-eval.ts';
import type { FacetValue, RecordHistogram, RecordSearch } from './records-group.ts';
import { CODE_COLUMNS, type CodeArray, type CodeColumn } from './row-codes.ts';
import type { RowSource } from './row-source.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';
import { stepOf } from './segment-tallies.ts';
import { WholeCounts } from './whole-counts.ts';

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
  const left: PlannedSource[] = [];
  for (const each of planned) {
    if (work.isOver) await work.breathe();
    const isCounted = work.around(each.source, () => {
      const counted = WholeCounts.of(each);
      if (histogram !== undefined) counted?.intoHistogram(histogram);
      counted?.into(total, facets);
      return counted !== undefined;
    });
    if (isCounted === false) left.push(each);
  }
  const whole = await matchingRows(work, left, ({ source }) => {
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
    for (const column of FACET_COLUMNS) {
      const table = this.#source.table(column);
      for (let code = 0; code < table.fields.length; code++) {
        const { count, sum } = this.#tallies[column].of(code);
        if (count > 0) facets.addCode(column, table, code, count, sum);
      }
    }
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
