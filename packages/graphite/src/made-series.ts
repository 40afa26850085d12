/** Series that functions make out of time alone: identity, timeFunction, sinFunction, randomWalkFunction. */
import type { Call } from './evaluate/call.ts';
import { tagsOfName } from './name-tags.ts';
import { newSeries, type Series } from './series.ts';

/** A value for each step from the start of the range to before its end. @throws CarpyError for a step under 1 s, or too many points. */
export function madeSeries(call: Call, stepS: number, valueAt: (stampS: number) => number): Series {
  const { fromS, untilS } = call.range;
  const name = call.text('name');
  if (stepS < 1) throw call.bad(`takes a step of at least 1 s, ${stepS} was given`);
  const length = Math.max(0, Math.ceil((untilS - fromS) / stepS));
  call.reader.usage.checkPoints(`what ${call.name}() makes`, length);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = valueAt(fromS + i * stepS);
  return newSeries(name, { startS: fromS, endS: untilS, stepS }, values, call.reader.xFilesFactor, tagsOfName(name));
}
