/** `[{"target":…,"datapoints":[{"x":stamp,"y":value},…]},…]`. */
import { checkAnswer, DEFAULT_LIMITS } from '../limits.ts';
import { jsonNumber } from './json-number.ts';
import { BoundedText, countPoints, type SeriesFormat } from './series-format.ts';

export const rickshaw: SeriesFormat = {
  write(series, { limits, check }) {
    checkAnswer(countPoints(series), { ...DEFAULT_LIMITS, ...limits });
    const out = new BoundedText(check);
    series.forEach(({ name, startS, endS, stepS, values }, k) => {
      // Stamps end before the series' own end, whatever its values say.
      const slots = Math.min(values.length, Math.max(0, Math.ceil((endS - startS) / stepS)));
      out.add(`${k === 0 ? '[' : ','}{"target":${JSON.stringify(name)},"datapoints":[`);
      out.addValues(values.subarray(0, slots), (value, i) => `{"x":${startS + i * stepS},"y":${jsonNumber(value)}}`);
      out.add(']}');
    });
    return series.length === 0 ? '[]' : `${out}]`;
  },
};
