/** Ways to say a line in other words, for the table of differences. */
import type { StatsdSettings } from '@carpy/statsd';
import { BAD_PART, isNumber, isType, type Line, type Part, printLine, readLine } from './line.ts';
import { type NameHere, nameHere } from './names.ts';

type Here = (line: string, settings: StatsdSettings) => string;

export const parts =
  (change: (part: Part) => Part): Here =>
  (text) => {
    const line = readLine(text);
    const changed = line.parts.map((part) => change(part));
    return changed.every((part, i) => part === line.parts[i]) ? text : printLine({ ...line, parts: changed });
  };

/** Changes the rates that StatsD takes for numbers; undefined makes the value bad. */
export const rates = (change: (rate: string) => string | undefined): Here =>
  parts((part) => {
    const [first = '', ...rest] = part.fields;
    if (!/^@[^-]/.test(first) || !isNumber(first.slice(1))) return part;
    const rate = change(first.slice(1));
    if (rate === first.slice(1)) return part;
    return rate === undefined ? BAD_PART : { ...part, fields: [`@${rate}`, ...rest] };
  });

export const names =
  (change: (name: NameHere, line: Line) => Line): Here =>
  (text, settings) => {
    const line = readLine(text);
    if (line.parts.length === 0) return text;
    const changed = change(nameHere(line, settings.keyNameSanitize), line);
    return changed === line ? text : printLine(changed);
  };

export const renamed = (change: 'path' | 'tags' | 'cleaned'): Here =>
  names((name, line) => ('key' in name && name.change === change ? { ...line, key: name.key, tags: name.tags } : line));

/** A line that is received, is not bad and changes nothing: the cases that need it have a counter of that name. */
export const nothingNew = (line: string): string => `${/q\d+q/.exec(line)?.[0]}:0|c`;

export const allBad = (line: Line): Line => ({ ...line, parts: line.parts.map(() => BAD_PART) });

/**
 * A rate whose weight is the whole number that `rate` is within 1e-9 of. Some numbers, 100,000 among them, are 1/rate for no double:
 * then the nearest there is, and so values of such cases are compared to 1e-12.
 */
export function wholeWeight(rate: string): string {
  const weight = 1 / Number(rate);
  const whole = Math.round(weight);
  if (weight === whole || Math.abs(weight - whole) > 1e-9 * whole) return rate;
  const around = [-2, -1, 0, 1, 2].map((ulps) => ((1 / whole) * (1 + ulps * Number.EPSILON)).toFixed(40));
  return around.find((text) => 1 / Number(text) === whole) ?? (1 / whole).toFixed(40);
}

/** Values without a type of their own take that of the next one, unless it is a set's. */
export function unpacked(text: string): string {
  const line = readLine(text);
  let next: Part | undefined;
  let changed = false;
  const all = line.parts.toReversed().map((part) => {
    if (part.type !== undefined) next = part;
    else if (next !== undefined && isType(next, 'c', 'ms', 'g', 'h', 'd')) {
      changed = true;
      return { ...next, value: part.value };
    }
    return part;
  });
  return changed ? printLine({ ...line, parts: all.reverse() }) : text;
}
