/** One parameter of a chart: how its text is read, what is allowed, and what the documentation says of it. */
import { COLOR_WORDS, type Color, parseColor } from './color.ts';

export interface ChartParam<T> {
  /** Undefined for text that is not allowed. */
  readonly read: (text: string) => T | undefined;
  /** What is allowed, to follow "… is needed". */
  readonly allowed: string;
  /** For the documentation: a sentence or two. */
  readonly help: string;
  /** What holds where it is not given, for the documentation. */
  readonly fallback: string;
  /** Its other name. */
  readonly alias?: string;
}

/** Beyond, sums and differences of values overflow. */
export const MAX_VALUE = 1e300;

interface Described {
  readonly help: string;
  readonly fallback?: string;
  readonly alias?: string;
}

const described = <T>(
  allowed: string,
  { fallback = '', ...rest }: Described,
  read: ChartParam<T>['read'],
): ChartParam<T> => ({ allowed, fallback, ...rest, read });

export const flag = (about: Described): ChartParam<boolean> => described('true or false', about, readFlag);

function readFlag(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : undefined;
}

export const number = (min: number, max: number, about: Described): ChartParam<number> =>
  described(max === MAX_VALUE ? `a number, ${min} or more` : `a number from ${min} to ${max}`, about, (text) =>
    readNumber(text, min, max),
  );

export const integer = (min: number, max: number, about: Described): ChartParam<number> =>
  described(`a whole number from ${min} to ${max}`, about, (text) => {
    const value = readNumber(text, min, max);
    return value !== undefined && Number.isInteger(value) ? value : undefined;
  });

function readNumber(text: string, min: number, max: number): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** A value on the y axis. */
export const value = (about: Described): ChartParam<number> =>
  described('a number', about, (text) => readNumber(text, -MAX_VALUE, MAX_VALUE));

/** A value on the y axis, or `max`: the greatest value of the series. */
export const valueOrMax = (about: Described): ChartParam<number | 'max'> =>
  described('a number, or max', about, (text) =>
    text.toLowerCase() === 'max' ? 'max' : readNumber(text, -MAX_VALUE, MAX_VALUE),
  );

/** A dash's length in pixels, or true for the usual one. */
export const dash = (about: Described): ChartParam<number> =>
  described('true, false, or a length from 1 to 100', about, (text) => {
    const switched = readFlag(text);
    if (switched !== undefined && text !== '1') return switched ? 5 : 0;
    return readNumber(text, 0, 100);
  });

export const color = (about: Described): ChartParam<Color> => described(COLOR_WORDS, about, parseColor);

const MAX_COLORS = 100;
export const colors = (about: Described): ChartParam<readonly Color[]> =>
  described(`up to ${MAX_COLORS} colours with commas between them, each ${COLOR_WORDS}`, about, (text) => {
    const list = text.split(',', MAX_COLORS + 1).map(parseColor);
    return list.length <= MAX_COLORS && list.every((one) => one !== undefined) ? list : undefined;
  });

export const text = (maxLength: number, about: Described): ChartParam<string> =>
  described(`at most ${maxLength} characters`, about, (given) => (given.length <= maxLength ? given : undefined));

/** One of some words, whatever their case. `others` are other ways to write them. */
export function choice<const T extends string>(
  words: readonly T[],
  about: Described,
  others: Readonly<Record<string, T>> = {},
): ChartParam<T> {
  const known = new Map<string, T>([
    ...words.map((word) => [word.toLowerCase(), word] as const),
    ...Object.entries(others),
  ]);
  return described(words.join(', '), about, (given) => known.get(given.toLowerCase()));
}
