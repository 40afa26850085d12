/** Values of `status:` and `duration:` as ranges, and back as text. */
import type { RangeField, RecordFilter } from './record-filter.ts';

type Range = Extract<RecordFilter, { readonly is: 'range' }>;

export const RANGE_FORMS: Readonly<Record<RangeField, string>> = {
  status: 'a status (500), a class (5xx), a bound (>=500) or a range (500..599)',
  duration: 'a bound (>500ms, <=2s) or a range (100ms..1s) with us, ms, s or m',
};

const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000, '': 1 };
const BOUND = /^(>=|<=|>|<|=)(.*)$/;

/** Undefined where the text is none. */
export function parseRange(field: RangeField, text: string): Range | undefined {
  if (text === '*') return closed(field, 0, Number.POSITIVE_INFINITY);
  const hundreds = field === 'status' ? /^([1-9])xx$/i.exec(text)?.[1] : undefined;
  if (hundreds !== undefined) return closed(field, Number(hundreds) * 100, Number(hundreds) * 100 + 99);
  const dots = text.indexOf('..');
  if (dots >= 0) return between(field, text.slice(0, dots), text.slice(dots + 2));
  const bound = BOUND.exec(text);
  // Hardly a duration equals another to the last digit: a bound must be said.
  if (bound === null && field === 'duration') return undefined;
  const value = numberOf(field, bound?.[2] ?? text);
  if (value === undefined) return undefined;
  switch (bound?.[1]) {
    case '>':
    case '>=':
      return { ...closed(field, value, Number.POSITIVE_INFINITY), minOpen: bound[1] === '>' };
    case '<':
    case '<=':
      return { ...closed(field, Number.NEGATIVE_INFINITY, value), maxOpen: bound[1] === '<' };
    default:
      return closed(field, value, value);
  }
}

const closed = (field: RangeField, min: number, max: number): Range => ({
  is: 'range',
  field,
  min,
  max,
  minOpen: false,
  maxOpen: false,
});

function between(field: RangeField, from: string, to: string): Range | undefined {
  if (from === '' && to === '') return undefined;
  const min = from === '' ? Number.NEGATIVE_INFINITY : numberOf(field, from);
  const max = to === '' ? Number.POSITIVE_INFINITY : numberOf(field, to);
  return min === undefined || max === undefined ? undefined : closed(field, min, max);
}

function numberOf(field: RangeField, text: string): number | undefined {
  if (field === 'status') return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
  const match = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)(us|ms|s|m|)$/i.exec(text);
  if (match === null) return undefined;
  const value = Number(match[1]) * (UNIT_MS[(match[2] as string).toLowerCase()] as number);
  return Number.isFinite(value) ? value : undefined;
}

/** `status:5xx`, `duration:>500ms`: as `parseRange` reads it back. Of a range with an open end on one side only by two terms. */
export function printRange(range: Range): string {
  const { field, min, max, minOpen, maxOpen } = range;
  const low = boundOf(field, minOpen ? '>' : '>=', min);
  const high = boundOf(field, maxOpen ? '<' : '<=', max);
  if (min === Number.NEGATIVE_INFINITY) return max === Number.POSITIVE_INFINITY ? `${field}:>=0` : high;
  if (max === Number.POSITIVE_INFINITY) return low;
  if (minOpen || maxOpen) return `(${low} ${high})`;
  if (field === 'status' && min === max) return `status:${min}`;
  if (field === 'status' && min >= 100 && min % 100 === 0 && max === min + 99) return `status:${min / 100}xx`;
  return `${field}:${valueText(field, min)}..${valueText(field, max)}`;
}

const boundOf = (field: RangeField, sign: string, value: number): string =>
  `${field}:${sign}${valueText(field, value)}`;

function valueText(field: RangeField, value: number): string {
  if (field === 'status') return String(value);
  if (value >= 60_000 && value % 60_000 === 0) return `${value / 60_000}m`;
  return value >= 1_000 && value % 1_000 === 0 ? `${value / 1_000}s` : `${value}ms`;
}
