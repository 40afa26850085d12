/** `name,start,end,step|value,value,None,…`, a line a series. */
import { checkAnswer, DEFAULT_LIMITS } from '../limits.ts';
import { formatFloat } from '../number-format.ts';
import { BoundedText, countPoints, type SeriesFormat } from './series-format.ts';

export const raw: SeriesFormat = {
  write(series, { limits }) {
    checkAnswer(countPoints(series), { ...DEFAULT_LIMITS, ...limits });
    const out = new BoundedText();
    for (const { name, startS, endS, stepS, values } of series) {
      out.add(`${name},${Math.trunc(startS)},${Math.trunc(endS)},${Math.trunc(stepS)}|`);
      const texts = Array.from(values, (value) => (Number.isNaN(value) ? 'None' : formatFloat(value)));
      out.add(`${texts.join(',')}\n`);
    }
    return out.toString();
  },
};
