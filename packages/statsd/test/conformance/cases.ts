/** Generated cases: a few lines for each of some flushes. `~~` stands for the part of the keys that is the case's own. */
import fc from 'fast-check';
import { isNumber, readLine } from './line.ts';

export interface Case {
  /** What a case of the table shows; undefined for generated ones. */
  readonly what?: string;
  /** Lines of each window, in the order in which they are sent. */
  readonly windows: readonly (readonly string[])[];
}

/** Windows of a run: a gauge must outlive its time-to-live, and be changed again afterwards. */
export const WINDOWS = 5;

/** A rate that StatsD takes for a number and then can't read: the process ends. See deadly.test.ts. */
export const isDeadly = (line: string): boolean =>
  readLine(line).parts.some(
    ({ fields: [rate = ''] }) => /^@/.test(rate) && isNumber(rate.slice(1)) && !/^@(-|[\d.])/.test(rate),
  );

type Weighted = fc.WeightedArbitrary<string>;
const of = (weight: number, ...texts: readonly string[]): Weighted => ({
  weight,
  arbitrary: fc.constantFrom(...texts),
});

const key = fc.oneof(
  of(300, '~~', '~~.a', '~~.b.c', '~~.n', 'x.~~.A_b-9'),
  of(6, '~~ x  y', '~~/p//q', '~~.{}$%', '~~\t', '~~@', '~~=x', '~~.toString', '~~.constructor', '~~.__proto__'),
  of(3, '~~..z', '.~~', '~~.', '...~~', '~~.é', '~~.日本', '~~\u00a0y', '~~#y', '~~"y'),
  of(3, '~~;t=1', '~~;t=1;a=2', '~~.a;b=c d', '~~;t', '~~;', '~~;=1', '~~;t=', '~~;t=1;t=2', '~~;t=~'),
);

const number = fc.oneof(
  { weight: 180, arbitrary: fc.integer({ min: 0, max: 1_000 }).map(String) },
  { weight: 96, arbitrary: fc.integer({ min: 0, max: 10_000_000 }).map((n) => String(n / 1_000)) },
  { weight: 40, arbitrary: fc.double({ min: 0, max: 1e6, noNaN: true }).map(String) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 99 })).map(([s, n]) => s + n) },
  of(9, '0', '1', '0.1', '0.2', '.5', '5.', '007', '+.5', '-0', '1e3', '1.5e-7', '2E2', '1e15', '1e+2'),
  of(2, '9007199254740993', '123456789012345678901234567890', '0.1234567890123456789', '1e16', '1e300', '1e308'),
  of(3, '', ' ', ' 5', '5 ', ' 5 ', ' +3', '\t7', 'abc', '1,5', '--1', '- 1', '1e', '1_0', '+', '.', 'NaN', '1e400'),
  of(1, '0x10', '0b11', '0o17', 'Infinity', '-Infinity', '-1e400', '1e-400', '0X1f'),
);

const member = fc.oneof(
  { weight: 24, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) },
  of(
    4,
    'alice',
    'bob',
    ' bob',
    'bob ',
    'Alice',
    '',
    ' ',
    'é',
    'constructor',
    '__proto__',
    'a b',
    'x,y',
    '0',
    '=',
    '-1',
  ),
);

const type = fc.oneof(
  of(240, 'c', 'ms', 'g', 'c', 'ms', 'g', 's'),
  of(2, 'h', 'd'),
  of(2, ' c', 'c ', ' ms', 'ms ', ' g', ' s', 's ', 'c\t', ' h'),
  of(1, 'C', 'MS', 'kv', '', ' ', 'm', 'msx', 'G', 'counter'),
);

const rate = fc.oneof(
  of(160, ''),
  of(48, '|@0.1', '|@0.5', '|@1', '|@0.25', '|@0.01', '|@0.3', '|@.5', '|@1.0', '|@0.07'),
  of(1, '|@0.142857142857', '|@0.3333333333', '|@0.14285714285714285', '|@0.00001', '|@1e-1', '|@5e-1'),
  of(1, '|@0', '|@2', '|@10', '|@0x10', '|@1.', '|@0.0000000001', '|@00.5'),
  of(1, '|@-1', '|@', '|@abc', '|', '|0.5', '|@0.5 ', '|@1.2.3', '|@0.5|', '|@0.5|x', '|@0.5|@0.1', '|x', '|@@1'),
);

const tags = fc.oneof(
  of(240, ''),
  of(30, '|#a:b', '|#a:b,c:d', '|#env:prod,host:web-1', '|#A:1,b:2'),
  of(
    3,
    '|#c:d,a:b',
    '|#',
    '|#x',
    '|#a:b,a:c',
    '|#url:http://h/p',
    '|#a:b c',
    '|#a:b,,c:d',
    '|#a:b,',
    '|#,',
    '|#B:1,a:2',
  ),
  of(1, '|#a:', '|#:v', '|#a;b:c', '|#a:b=c', '|#a=b', '|#é:ü', '|#a:b;c:d', '|#a:~b', '|#a:b|#c:d', '|#!:x'),
  of(1, '|#a:b|@0.5', '|#a:b|c:0123abc', '|#a:b|e:x', '|#a:b|@0.5|c:1', '|#a:b|x'),
);

const end = fc.oneof(of(240, ''), of(2, '\r'), of(1, ' ', '\t'));

const value = fc.tuple(type, number, member, rate).map(([t, n, m, r]) => `${t.trim() === 's' ? m : n}|${t}${r}`);

const line = fc
  .oneof(
    { weight: 200, arbitrary: fc.tuple(key, value, tags, end).map((parts) => join(parts)) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(key, fc.array(value, { minLength: 2, maxLength: 4 }), tags)
        .map(([k, values, t]) => `${k}:${values.join(':')}${t}`),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(key, fc.array(number, { minLength: 2, maxLength: 4 }), type, rate, tags)
        .map(([k, numbers, t, r, tag]) => `${k}:${numbers.join(':')}|${t}${r}${tag}`),
    },
    of(
      1,
      '~~',
      '~~:',
      '~~:1',
      '~~:|',
      '~~:|c',
      '~~|c',
      '~~:1|',
      '~~|#a:b',
      ':1|c',
      '',
      '\r',
      ' ',
      '~~:1||',
      '~~:a:1|c',
      '~~::1|c',
    ),
  )
  .filter((text) => !isDeadly(text));

const join = ([k, v, t, e]: readonly [string, string, string, string]): string => `${k}:${v}${t}${e}`;

/** Many values of one timer: thresholds, bins and sums of more than a handful. */
const manyTimings = fc
  .tuple(
    fc.constantFrom('~~', '~~.b', '~~.n'),
    fc.array(fc.tuple(number, rate), { minLength: 5, maxLength: 40, size: 'max' }),
  )
  .map(([k, values]) => values.map(([n, r]) => `${k}:${n}|ms${r}`));

const lines = fc.oneof(
  { weight: 9, arbitrary: fc.array(line, { minLength: 1, maxLength: 8, size: 'max' }) },
  { weight: 1, arbitrary: manyTimings },
);

const later = fc.oneof(
  { weight: 3, arbitrary: fc.constant<string[]>([]) },
  { weight: 1, arbitrary: fc.array(line, { maxLength: 4 }) },
);

/** The same for the same seed. */
export function generatedCases(seed: number, count: number): Case[] {
  const one = fc.tuple(lines, later, later, later).map((windows): Case => ({ windows }));
  return fc.sample(one, { seed, numRuns: count });
}
