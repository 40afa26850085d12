/** Whether two answers say the same: names, tags, stamps, gaps, and values within 1e-9 relative. */
import type { Rendered, RenderedSeries } from './render.ts';

const RELATIVE = 1e-9;
/** What rounding leaves where large values cancel out: relative to the largest value of the series. */
const OF_LARGEST = 1e-13;

/** Undefined where both are the same; else the first thing that differs, theirs and ours. */
export function firstDifference(
  theirs: readonly RenderedSeries[],
  ours: readonly RenderedSeries[],
): string | undefined {
  const names = [theirs, ours].map((list) => JSON.stringify(list.map((s) => rounded(s.target))));
  if (names[0] !== names[1]) return `names ${names[0]}, ours ${names[1]}`;
  for (const [i, one] of theirs.entries()) {
    const other = ours[i] as RenderedSeries;
    const found = difference(one, other);
    if (found !== undefined) return `${JSON.stringify(one.target)}: ${found}`;
  }
  return undefined;
}

function difference(one: RenderedSeries, other: RenderedSeries): string | undefined {
  const tags = [one, other].map((s) =>
    JSON.stringify(
      Object.entries(s.tags)
        .map(([name, value]) => [name, rounded(value)])
        .sort(),
    ),
  );
  if (tags[0] !== tags[1]) return `tags ${tags[0]}, ours ${tags[1]}`;
  const [a, b] = [one.datapoints, other.datapoints];
  if (a.length !== b.length || a.some(([, stampS], i) => stampS !== b[i]?.[1]))
    return `stamps ${stamps(one)}, ours ${stamps(other)}`;
  const largest = Math.max(0, ...a.map(([v]) => (v === null || !Number.isFinite(v) ? 0 : Math.abs(v))));
  for (const [i, [value, stampS]] of a.entries()) {
    const our = b[i]?.[0] ?? null;
    if (!near(value, our, largest)) return `at ${stampS} (${i} of ${a.length}) ${value}, ours ${our}`;
  }
  return undefined;
}

/** Names and tags may hold values of the series: their last digits are of the order in which numbers are added. */
const rounded = (text: unknown): unknown =>
  typeof text === 'string' ? text.replace(/\d+\.\d+(?:e[+-]?\d+)?/g, fewDigits) : text;

function fewDigits(number: string): string {
  if (number.replace(/e.*/, '').length <= DIGITS + 2) return number;
  const few = String(Number(Number(number).toPrecision(DIGITS)));
  return /[.e]/.test(few) ? few : `${few}.0`;
}

const DIGITS = 10;

function near(a: number | null, b: number | null, largest: number): boolean {
  if (a === null || b === null) return a === b;
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const off = Math.abs(a - b);
  return off <= RELATIVE * Math.max(Math.abs(a), Math.abs(b)) || off <= OF_LARGEST * largest;
}

const stamps = ({ datapoints }: RenderedSeries): string => {
  const [first, second] = datapoints;
  return `${datapoints.length} from ${first?.[1]} by ${(second?.[1] ?? Number.NaN) - (first?.[1] ?? Number.NaN)}`;
};

/** The first value that differs where both have one; names and tags are not looked at. */
export function valuesThatBothHave(
  theirs: readonly RenderedSeries[],
  ours: readonly RenderedSeries[],
): string | undefined {
  if (theirs.length !== ours.length) return `${theirs.length} series, ours ${ours.length}`;
  for (const [i, one] of theirs.entries()) {
    const other = ours[i] as RenderedSeries;
    if (stamps(one) !== stamps(other)) return `stamps ${stamps(one)}, ours ${stamps(other)}`;
    for (const [k, [value]] of one.datapoints.entries()) {
      const our = other.datapoints[k]?.[0] ?? null;
      if (value !== null && our !== null && !near(value, our, 0)) return `value ${k} ${value}, ours ${our}`;
    }
  }
  return undefined;
}

/** Names, tags, stamps and values of an answer. */
export const countValues = ({ series }: Rendered): number =>
  series.reduce((n, s) => n + 1 + Object.keys(s.tags).length + 2 * s.datapoints.length, 0);
