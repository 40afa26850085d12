/** A line at one value over the whole range: constantLine, threshold, aggregateLine, and countSeries of nothing. */
import type { Call } from './evaluate/call.ts';
import { newSeries, type Series } from './series.ts';

/** Three points, at both ends and in the middle; `text` is the value as it is written in names. */
export function horizontalLine(call: Call, value: number, text: string): Series {
  const { fromS, untilS } = call.range;
  const stepS = Math.max(1, Math.floor((untilS - fromS) / 2));
  const line = newSeries(
    text,
    { startS: fromS, endS: untilS, stepS },
    new Float64Array(3).fill(value),
    call.reader.xFilesFactor,
  );
  return { ...line, pathExpression: `constantLine(${text})` };
}
