/** `name,2026-01-31 10:00:00,value`, a line a point, as Python's csv module writes them. */
import { localParts } from '@carpy/core';
import { checkAnswer, DEFAULT_LIMITS } from '../limits.ts';
import { formatFloat } from '../number-format.ts';
import { BoundedText, countPoints, type SeriesFormat } from './series-format.ts';

export const csv: SeriesFormat = {
  write(series, { timezone, limits, check }) {
    checkAnswer(countPoints(series), { ...DEFAULT_LIMITS, ...limits });
    const out = new BoundedText(check);
    for (const { name, startS, stepS, values } of series) {
      const field = quoted(name);
      values.forEach((value, i) => {
        out.add(
          `${field},${stampText(startS + i * stepS, timezone)},${Number.isNaN(value) ? '' : formatFloat(value)}\r\n`,
        );
      });
    }
    return out.toString();
  },
};

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
const two = (n: number): string => String(n).padStart(2, '0');

function stampText(atS: number, zone: string): string {
  const { year, month, day, hour, minute, second } = localParts(atS * 1_000, zone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}
