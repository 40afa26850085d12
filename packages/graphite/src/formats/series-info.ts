/** Series with all that graphite-web tells its peers of them, in its binary formats. */
import { checkAnswer, DEFAULT_LIMITS } from '../limits.ts';
import type { Series } from '../series.ts';
import type { Data } from './data.ts';
import { toMsgpack } from './msgpack.ts';
import { toPickle } from './pickle.ts';
import { countPoints, type FormatOptions, type SeriesFormat } from './series-format.ts';

function infoOf(series: readonly Series[], { limits }: FormatOptions): Data {
  checkAnswer(countPoints(series), { ...DEFAULT_LIMITS, ...limits });
  return series.map((s) => ({
    name: s.name,
    start: s.startS,
    end: s.endS,
    step: s.stepS,
    values: s.values,
    pathExpression: s.pathExpression,
    // Values are never consolidated in these formats.
    valuesPerPoint: 1,
    consolidationFunc: s.consolidation,
    xFilesFactor: s.xFilesFactor,
  }));
}

/** A list of dictionaries: name, start, end, step, values, pathExpression, valuesPerPoint, consolidationFunc, xFilesFactor. */
export const pickle: SeriesFormat = {
  write: (series, options) => ownBytes(toPickle(infoOf(series, options), options.check)),
};

/** The same as MessagePack. */
export const msgpack: SeriesFormat = {
  write: (series, options) => ownBytes(toMsgpack(infoOf(series, options), options.check)),
};

/** What was written lies in no memory that is shared. */
const ownBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;
