/**
 * Graphite's JSON: `[{"target":…,"tags":{…},"datapoints":[[value or null,stamp],…]},…]`.
 *
 * Hot: answers run to megabytes. Points go through JSON.stringify in pairs that are used again for each series: for 290,000 points
 * that took 136 ms where building the text by hand took 215 ms at best, since it writes numbers without a string each
 * (bench/graphite).
 */
import { type Points, pointsOf } from './consolidate.ts';
import { evaluate, type QueryOptions } from './evaluate/evaluate.ts';
import { checkAnswer, DEFAULT_LIMITS, type QueryLimits } from './limits.ts';
import type { Series } from './series.ts';
import type { SeriesSource } from './source.ts';
import type { Expression } from './target/ast.ts';

export interface RenderOptions extends QueryOptions {
  /** Leaves out gaps, and series that have nothing else. */
  readonly noNullPoints?: boolean | undefined;
}

/**
 * Evaluates targets and answers as graphite-web's `/render?format=json`.
 * @throws CarpyError as evaluate.
 */
export async function renderJson(
  targets: readonly (string | Expression)[],
  options: RenderOptions,
  source: SeriesSource,
  limits?: Partial<QueryLimits>,
): Promise<string> {
  return formatJson(await evaluate(targets, options, source, limits), options, limits);
}

/**
 * Series as graphite-web's JSON, consolidated to `maxDataPoints`.
 * @throws CarpyError CARPY_TOO_MUCH past the points of an answer.
 */
export function formatJson(
  series: readonly Series[],
  options: Pick<RenderOptions, 'maxDataPoints' | 'noNullPoints'> = {},
  limits: Partial<QueryLimits> = {},
): string {
  let startS = Number.POSITIVE_INFINITY;
  let endS = Number.NEGATIVE_INFINITY;
  for (const s of series) {
    startS = Math.min(startS, s.startS);
    endS = Math.max(endS, s.endS);
  }
  // Series without a single slot are left out only when there are no others, as in graphite-web.
  if (series.every((s) => s.values.length === 0)) return '[]';
  const parts: string[] = [];
  const scratch: Pair[] = [];
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  let answered = 0;
  for (const s of series) {
    const points = pointsOf(s, endS - startS, options.maxDataPoints);
    answered += points.values.length;
    checkAnswer(answered, bounds);
    const datapoints = formatPoints(points, options.noNullPoints === true, scratch);
    if (options.noNullPoints && datapoints === '[]') continue;
    parts.push(`{"target":${JSON.stringify(s.name)},"tags":${JSON.stringify(s.tags)},"datapoints":${datapoints}}`);
  }
  return `[${parts.join(',')}]`;
}

type Pair = [value: number, stampS: number];

function formatPoints({ values, startS, stepS }: Points, noNull: boolean, scratch: Pair[]): string {
  let n = 0;
  let infinite = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (noNull && Number.isNaN(value)) continue;
    infinite ||= value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
    const pair = scratch[n];
    if (pair === undefined) scratch[n] = [value, startS + i * stepS];
    else {
      pair[0] = value;
      pair[1] = startS + i * stepS;
    }
    n++;
  }
  scratch.length = n;
  // NaN becomes null by itself; so would infinity.
  return infinite ? formatInfinite(scratch) : JSON.stringify(scratch);
}

/** JSON has no infinity: 1e9999 is read as one by most parsers, and is what graphite-web writes. */
function formatInfinite(pairs: readonly Pair[]): string {
  const format = (v: number): string =>
    Number.isNaN(v) ? 'null' : Number.isFinite(v) ? JSON.stringify(v) : v > 0 ? '1e9999' : '-1e9999';
  return `[${pairs.map(([value, stampS]) => `[${format(value)},${stampS}]`).join(',')}]`;
}
