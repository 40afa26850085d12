/**
 * Aggregations of windows as folds: the state of two neighbouring stretches of values joins to the state of both. Nothing is ever
 * taken out of a state again, so no rounding error stays behind and infinities and zeros pass through as they should.
 */

/** A state is `width` numbers in an array. Gaps are not among the values: their state is the one that join() leaves others as they are. */
export interface Fold {
  readonly width: number;
  /** The state of one value; of NaN, the state of nothing. */
  put(value: number, out: Float64Array, to: number): void;
  /** The state of an earlier stretch and a later one; `to` may be the place of either. */
  join(a: Float64Array, i: number, b: Float64Array, j: number, out: Float64Array, to: number): void;
  /** `present` is how many values are in the window, at least one. */
  result(state: Float64Array, at: number, present: number): number;
}

const at = (state: Float64Array, i: number): number => state[i] as number;

/** Folds whose state is one number. */
function scalarFold(nothing: number, join: (a: number, b: number) => number, average = false): Fold {
  return {
    width: 1,
    put: (value, out, to) => {
      out[to] = Number.isNaN(value) ? nothing : value;
    },
    join: (a, i, b, j, out, to) => {
      out[to] = join(at(a, i), at(b, j));
    },
    result: (state, i, present) => (average ? at(state, i) / present : at(state, i)),
  };
}

const plus = (a: number, b: number): number => a + b;
const less = (a: number, b: number): number => (b < a ? b : a);
const greater = (a: number, b: number): number => (b > a ? b : a);

const sum = scalarFold(0, plus);
const average = scalarFold(0, plus, true);
const min = scalarFold(Number.POSITIVE_INFINITY, less);
const max = scalarFold(Number.NEGATIVE_INFINITY, greater);
const multiply = scalarFold(1, (a, b) => a * b);
const last = scalarFold(Number.NaN, (a, b) => (Number.isNaN(b) ? a : b));

/** Least and greatest. */
const range: Fold = {
  width: 2,
  put: (value, out, to) => {
    min.put(value, out, to);
    max.put(value, out, to + 1);
  },
  join: (a, i, b, j, out, to) => {
    min.join(a, i, b, j, out, to);
    max.join(a, i + 1, b, j + 1, out, to + 1);
  },
  result: (state, i) => at(state, i + 1) - at(state, i),
};

/** The first value and the sum of all others. */
const diff: Fold = {
  width: 2,
  put: (value, out, to) => {
    out[to] = value;
    out[to + 1] = 0;
  },
  join: (a, i, b, j, out, to) => {
    const isEmpty = Number.isNaN(at(a, i));
    const first = isEmpty ? at(b, j) : at(a, i);
    const added = isEmpty || Number.isNaN(at(b, j)) ? 0 : at(b, j);
    out[to + 1] = at(a, i + 1) + added + at(b, j + 1);
    out[to] = first;
  },
  result: (state, i) => at(state, i) - at(state, i + 1),
};

/** How many, their mean, and the sum of squared distances from it (Chan, Golub, LeVeque 1979), of the population. */
const stddev: Fold = {
  width: 3,
  put: (value, out, to) => {
    const isGap = Number.isNaN(value);
    out[to] = isGap ? 0 : 1;
    out[to + 1] = isGap ? 0 : value;
    // Of infinity NaN: it is no distance from itself.
    out[to + 2] = isGap ? 0 : value - value;
  },
  join: (a, i, b, j, out, to) => {
    const [n, m] = [at(a, i), at(b, j)];
    const count = n + m;
    const [mean, other] = [at(a, i + 1), at(b, j + 1)];
    const squares = at(a, i + 2) + at(b, j + 2);
    const apart = other - mean;
    out[to] = count;
    out[to + 1] = n === 0 ? other : m === 0 ? mean : mean + (apart * m) / count;
    out[to + 2] = n === 0 || m === 0 ? squares : squares + ((apart * apart * n) / count) * m;
  },
  result: (state, i) => Math.sqrt(at(state, i + 2) / at(state, i)),
};

const count: Fold = { ...sum, result: (_state, _i, present) => present };

/** By Graphite's names. Gaps do not reach them, so what counts gaps as 0 is the plain average here. The median has no such state. */
export const FOLDS: Readonly<Record<string, Fold>> = {
  average,
  avg: average,
  avg_zero: average,
  sum,
  total: sum,
  min,
  max,
  range,
  rangeOf: range,
  diff,
  stddev,
  multiply,
  count,
  last,
  current: last,
};
