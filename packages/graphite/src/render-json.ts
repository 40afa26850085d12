/**
 * Graphite's JSON: `[{"target":…,"tags":{…},"datapoints":[[value or null,stamp],…]},…]`.
 *
 * Hot: answers run to megabytes. They are written as bytes, which cross threads and reach the socket without being copied; 290,000
 * averages took a third of the time that JSON.stringify takes for them (bench/graphite).
 */
import { type Points, pointsOf } from './consolidate.ts';
import { evaluate } from './evaluate/evaluate.ts';
import type { QueryOptions } from './evaluate/query-options.ts';
import { ByteText } from './json/byte-text.ts';
import { MAX_NUMBER_BYTES, putInt, putNumber } from './json/number-bytes.ts';
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

/** What writeJson writes, as a text. */
export function formatJson(
  series: readonly Series[],
  options?: Pick<RenderOptions, 'maxDataPoints' | 'noNullPoints'>,
  limits?: Partial<QueryLimits>,
): string {
  return new TextDecoder().decode(writeJson(series, options, limits));
}

/**
 * Series as graphite-web's JSON in UTF-8, consolidated to `maxDataPoints`; a view of a buffer that nothing else holds.
 * @throws CarpyError CARPY_TOO_MUCH past the points of an answer, and what `check` throws.
 */
export function writeJson(
  series: readonly Series[],
  options: Pick<RenderOptions, 'maxDataPoints' | 'noNullPoints' | 'check'> = {},
  limits: Partial<QueryLimits> = {},
): Uint8Array<ArrayBuffer> {
  let startS = Number.POSITIVE_INFINITY;
  let endS = Number.NEGATIVE_INFINITY;
  for (const s of series) {
    startS = Math.min(startS, s.startS);
    endS = Math.max(endS, s.endS);
  }
  const out = new ByteText(guessBytes(series, options.maxDataPoints));
  out.put('[');
  // Series without a single slot are left out only when there are no others, as in graphite-web.
  if (series.some((s) => s.values.length > 0)) {
    const bounds = { ...DEFAULT_LIMITS, ...limits };
    const noNull = options.noNullPoints === true;
    let answered = 0;
    for (const s of series) {
      options.check?.();
      const points = pointsOf(s, endS - startS, options.maxDataPoints);
      answered += points.values.length;
      checkAnswer(answered, bounds);
      if (noNull && isEmpty(points.values)) continue;
      if (out.length > 1) out.put(',');
      out.put(`{"target":${JSON.stringify(s.name)},"tags":${JSON.stringify(s.tags)},"datapoints":[`);
      putPoints(out, points, noNull);
      out.put(']}');
    }
  }
  out.put(']');
  return out.view();
}

/** About what the answer takes: a buffer that grew by doubling took longer than what was written into it. */
function guessBytes(series: readonly Series[], maxDataPoints = Number.POSITIVE_INFINITY): number {
  let bytes = 2 + POINTS_AT_ONCE * MAX_POINT_BYTES;
  for (const s of series)
    bytes += 200 + 4 * s.name.length + Math.min(s.values.length, maxDataPoints) * USUAL_POINT_BYTES;
  return Math.min(bytes, MAX_GUESS_BYTES);
}

function isEmpty(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) return false;
  return true;
}

const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;
/** Two numbers, brackets and commas. */
const MAX_POINT_BYTES = 2 * MAX_NUMBER_BYTES + 4;
/** Seventeen digits, a stamp, brackets and commas. */
const USUAL_POINT_BYTES = 34;
const MAX_GUESS_BYTES = 64 * 2 ** 20;
/** Points between two looks whether there is room, which is made for the longest of each. */
const POINTS_AT_ONCE = 256;
const stamp = new Float64Array(1);

function putPoints(out: ByteText, { values, startS, stepS }: Points, noNull: boolean): void {
  let first = true;
  for (let from = 0; from < values.length; from += POINTS_AT_ONCE) {
    const until = Math.min(values.length, from + POINTS_AT_ONCE);
    out.room((until - from) * MAX_POINT_BYTES);
    const { bytes } = out;
    let at = out.length;
    for (let i = from; i < until; i++) {
      if (noNull && Number.isNaN(values[i])) continue;
      if (!first) bytes[at++] = COMMA;
      first = false;
      bytes[at++] = OPEN;
      at = putNumber(bytes, at, values, i);
      bytes[at++] = COMMA;
      const stampS = startS + i * stepS;
      if (stampS === (stampS | 0) && stampS >= 0) at = putInt(bytes, at, stampS | 0);
      else {
        // Shifts of many years, and steps of parts of a second.
        stamp[0] = stampS;
        at = putNumber(bytes, at, stamp, 0);
      }
      bytes[at++] = CLOSE;
    }
    out.length = at;
  }
}
