/** `name,start,end,step|value,value,None,…`, a line a series. */
import { checkAnswer, DEFAULT_LIMITS } from '../limits.ts';
import { formatFloat } from '../number-format.ts';
import { BoundedText, countPoints, type SeriesFormat } from './series-format.ts';

export const raw: SeriesFormat = {
  write(series, { limits, check }) {
    checkAnswer(countPoints(series), { ...DEFAULT_LIMITS, ...limits });
    const out = new BoundedText(check);
    for (const { name, startS, endS, stepS, values } of series) {
      out.add(`${name},${Math.trunc(startS)},${Math.trunc(endS)},${Math.trunc(stepS)}|`);
      out.addValues(values, (value) => (Number.isNaN(value) ? 'None' : formatFloat(value)));
      out.add('\n');
    }
    return out.toString();
  },
};
