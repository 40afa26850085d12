/** Python's `%`: a text with one number in it, `"%.1f ms"`. */
import { CarpyError } from '@carpy/core';
import { formatExponential, formatFixed, formatFloat, formatG } from './number-format.ts';

/** Widths and decimals; wider is a slip. */
const MAX_WIDTH = 90;
const PLACE = /%(?:%|([-+ 0#]*)(\d*)(?:\.(\d*))?[hlL]?(.))/gsu;

/** Reads the template once; gives what writes a number in. @throws CarpyError CARPY_BAD_TARGET unless the template has one place for a number. */
export function numberTemplate(template: string): (value: number) => string {
  const places = [...template.matchAll(PLACE)].filter(([written]) => written !== '%%');
  const refuse = (why: string): CarpyError =>
    new CarpyError(
      'CARPY_BAD_TARGET',
      `"${template.slice(0, 200)}" ${why}; it takes one of %d %f %e %g %s, and %% for a percent sign`,
    );
  if (/%$/.test(template.replace(PLACE, ''))) throw refuse('ends with a %');
  if (places.length !== 1) throw refuse(`has ${places.length} places for a number`);
  const [written = '', flags = '', width = '', precision, kind = ''] = places[0] as RegExpExecArray;
  if (!/[diufFeEgGsra]/.test(kind)) throw refuse(`has ${written}, which is not known`);
  if (Number(width) > MAX_WIDTH || Number(precision) > MAX_WIDTH)
    throw refuse(`has ${written}, wider than ${MAX_WIDTH}`);
  const decimals = precision === undefined ? undefined : Number(precision);
  const format = (value: number): string => padded(digitsOf(value, kind, decimals), flags, Number(width), kind);
  return (value) => template.replace(PLACE, (place) => (place === '%%' ? '%' : format(value)));
}

function digitsOf(value: number, kind: string, decimals: number | undefined): string {
  switch (kind) {
    case 'f':
    case 'F':
      return formatFixed(value, decimals ?? 6);
    case 'e':
    case 'E':
      return formatExponential(value, decimals ?? 6);
    case 'g':
    case 'G':
      return formatG(value, decimals ?? 6);
    case 's':
    case 'r':
    case 'a':
      return formatFloat(value).slice(0, decimals);
    default: {
      const digits = formatFixed(Math.trunc(value) + 0, 0).replace(/^-?/, '');
      return `${value <= -1 ? '-' : ''}${digits.padStart(decimals ?? 0, '0')}`;
    }
  }
}

/** Sign, width and case. Texts (`%s`) know no sign and no zeros. */
function padded(digits: string, flags: string, width: number, kind: string): string {
  const isText = /[sra]/.test(kind);
  const cased = /[A-Z]/.test(kind) ? digits.toUpperCase() : digits;
  const sign = isText || cased.startsWith('-') ? '' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const whole = sign + cased;
  if (flags.includes('-')) return whole.padEnd(width);
  if (!flags.includes('0') || isText) return whole.padStart(width);
  const signLength = /^[-+ ]/.test(whole) ? 1 : 0;
  return whole.slice(0, signLength) + whole.slice(signLength).padStart(width - signLength, '0');
}
