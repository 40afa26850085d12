/** Functions over a list of values with gaps (NaN): what aggregates, summarize, moving windows and consolidation share. */

/** Reduces values[from … until); gaps are left out unless said otherwise; NaN when nothing is left. */
export type Aggregation = (values: Float64Array, from: number, until: number) => number;

const sum: Aggregation = (values, from, until) => {
  let total = 0;
  let n = 0;
  for (let i = from; i < until; i++) {
    const v = values[i] as number;
    if (Number.isNaN(v)) continue;
    total += v;
    n++;
  }
  return n > 0 ? total : Number.NaN;
};

export const count: Aggregation = (values, from, until) => {
  let n = 0;
  for (let i = from; i < until; i++) if (!Number.isNaN(values[i])) n++;
  return n;
};

export const average: Aggregation = (values, from, until) => sum(values, from, until) / count(values, from, until);

/** A gap counts as 0; nothing but an empty list is a gap. */
const averageZero: Aggregation = (values, from, until) => {
  if (until <= from) return Number.NaN;
  const total = sum(values, from, until);
  return (Number.isNaN(total) ? 0 : total) / (until - from);
};

export const max: Aggregation = (values, from, until) => {
  let best = Number.NaN;
  for (let i = from; i < until; i++) {
    const v = values[i] as number;
    if (v > best || Number.isNaN(best)) best = v;
  }
  return best;
};

export const min: Aggregation = (values, from, until) => {
  let best = Number.NaN;
  for (let i = from; i < until; i++) {
    const v = values[i] as number;
    if (v < best || Number.isNaN(best)) best = v;
  }
  return best;
};

const first: Aggregation = (values, from, until) => {
  for (let i = from; i < until; i++) if (!Number.isNaN(values[i])) return values[i] as number;
  return Number.NaN;
};

const last: Aggregation = (values, from, until) => {
  for (let i = until - 1; i >= from; i--) if (!Number.isNaN(values[i])) return values[i] as number;
  return Number.NaN;
};

const median: Aggregation = (values, from, until) => {
  const sorted = values
    .slice(from, until)
    .filter((v) => !Number.isNaN(v))
    .sort();
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const middle = n >> 1;
  return n % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** The first value minus all others. */
const diff: Aggregation = (values, from, until) => {
  let rest = Number.NaN;
  let n = 0;
  for (let i = from; i < until; i++) {
    const v = values[i] as number;
    if (!Number.isNaN(v)) rest = n++ === 0 ? v : rest - v;
  }
  return rest;
};

/** Of the population, not of a sample. */
const stddev: Aggregation = (values, from, until) => {
  const n = count(values, from, until);
  const mean = sum(values, from, until) / n;
  let squares = 0;
  for (let i = from; i < until; i++) {
    const v = values[i] as number;
    if (!Number.isNaN(v)) squares += (v - mean) * (v - mean);
  }
  return Math.sqrt(squares / n);
};

const range: Aggregation = (values, from, until) => max(values, from, until) - min(values, from, until);

/** A gap makes the product a gap. */
const multiply: Aggregation = (values, from, until) => {
  if (until <= from) return Number.NaN;
  let product = 1;
  for (let i = from; i < until; i++) product *= values[i] as number;
  return product;
};

const aggregations = {
  average,
  avg_zero: averageZero,
  median,
  sum,
  min,
  max,
  diff,
  stddev,
  count,
  range,
  multiply,
  last,
  rangeOf: range,
  avg: average,
  total: sum,
  current: last,
} as const;

/** Graphite's aggregation names, sorted as its /functions lists them. */
export const AGGREGATION_NAMES: readonly string[] = Object.keys(aggregations).sort();

/** By Graphite's name; undefined for any other text. */
export function aggregationOf(name: string): Aggregation | undefined {
  return Object.hasOwn(aggregations, name) ? aggregations[name as keyof typeof aggregations] : undefined;
}

/** How buckets of a series are made: the aggregations, and `first`. */
export function consolidationOf(name: string): Aggregation {
  return name === 'first' ? first : (aggregationOf(name) ?? average);
}
