/**
 * What nobody should send to Graphite's doors: targets, times, carbon lines and globs, by the million. Nothing but a CarpyError comes of
 * them, none of them hangs, and memory stays. CARPY_TEST_SEED repeats a run, CARPY_TEST_TEXTS sets how many texts of each kind.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CarpyError, isCarpyError, LineSplitter, NameTable, parseDuration, parseTime } from '@carpy/core';
import {
  CarbonParser,
  evaluate,
  functions,
  PicklePoints,
  PointBuffer,
  parseTarget,
  printTarget,
  type SeriesSource,
} from '@carpy/graphite';
import { expect, it } from 'vitest';
import { type Random, seededRandom } from '../../packages/demo/src/random.ts';
import { FrameSplitter } from '../../packages/graphite/src/carbon/frame-splitter.ts';
import { MAX_FRAME_BYTES } from '../../packages/graphite/src/carbon/listen-pickle.ts';
import { MAX_LINE_BYTES } from '../../packages/graphite/src/carbon/parse-line.ts';
import { fakeSource, START_S } from '../../packages/graphite/test/fake-source.ts';
import { compileSegment, splitPattern } from '../../packages/store/src/index-tree/glob.ts';

const seed = Number(process.env['CARPY_TEST_SEED'] ?? Date.now() % 1_000_000_000);
const texts = Number(process.env['CARPY_TEST_TEXTS'] ?? 500_000);
/** What the JavaScript engine may hold on top of bounded state. */
const SLACK_BYTES = 16 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const WORDS =
  'a c.dense.* {a,b} {a,{b,}} [a-z] [!x] ** $x x;t=1 ( ) , | " \' \\ . = 1 -1 2.5 -.5 1e9 1e400 9007199254740993 0 "5min" "-1h" "0s" "1y" "sum" "max" "[" "(a+)+$" "\\1" true None inf template( x= é \u0000 \ud800'.split(
    ' ',
  );
const TIMES = 'now noon midnight today yesterday monday jan 8 12 31 2026 am pm : / - + _ , h d mon y w min s ms 1e9 00:00 20260131 01/31/26 T Z 99999999999 é'.split(' '); // biome-ignore format: one list
const LINES = ['a.b', 'x;t=1', ';', 'é', ' ', ' ', '\t', '1', '-1', '1.5', '1e999', 'nan', 'inf', '1700000000', 'N', '-1', '99999999999', '\n', '\n', '\r\n', '\u0000', '..']; // biome-ignore format: one list
// biome-ignore format: one list
const PICKLE = ['(', '(', ']', 'l', 't', 'a', 'e', '.', '0', '2', '\x85', '\x86', '\x87', '\x80\x02', '\x80\x04', '\x94', '\x95\xff\0\0\0\0\0\0\0', 'N', '\x88', 'X\x03\0\0\0a.b', 'X\xff\xff\xff\xffa', 'U\x01a', '\x8c\x02a.', '\x8d\x01\0\0\0\0\0\0\0a', 'J\0\xf1Se', 'K\x07', 'M\x07\x01', '\x8a\x04\0\xf1Se', '\x8a\xff', 'G@\x04\0\0\0\0\0\0', 'I1700000000\n', 'F2.5\n', 'F\n', 'L5L\n', "S'a.b'\n", "S'\\x\n", 'V\\u00e9\n', 'p0\n', 'q\0', 'g0\n', 'h\0', 'r\xff\xff\xff\xff', 'j\0\0\0\0', 'cos\nsystem\n', 'R', 'b', '}', 's', 'u'];
const GLOBS = [
  '*',
  '*a',
  'a',
  '?',
  '[a-z]',
  '[!a]',
  '{a,aa}',
  '{a,b,{c,*}}',
  '{',
  '}',
  '[',
  ']',
  ',',
  '**',
  'é',
  '{,a}',
];

const one = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

/** Parts one after the other, some of them cut off or doubled. */
function textOf(random: Random, parts: readonly string[], most: number): string {
  let out = '';
  for (let left = Math.floor(random() * most); left >= 0; left--) {
    const part = random() < 0.03 ? String.fromCharCode(Math.floor(random() * 0x10000)) : one(random, parts);
    out += random() < 0.05 ? part.slice(Math.floor(random() * part.length)) : part;
  }
  return out;
}

/** Counts outcomes by code; anything but a CarpyError is thrown on, with the text. */
class Outcomes {
  readonly counts = new Map<string, number>();

  of(text: string, run: () => unknown): void {
    try {
      run();
      this.add('taken');
    } catch (e) {
      this.refused(text, e);
    }
  }

  refused(text: string, e: unknown): void {
    if (!isCarpyError(e) || e.code === 'CARPY_INTERNAL')
      throw new Error(`seed ${seed}: ${JSON.stringify(text)}`, { cause: e });
    this.add(e.code);
  }

  add(outcome: string): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }

  told(what: string): void {
    console.log(`graphite-fuzz, seed ${seed}: ${what}: ${[...this.counts].map(([k, n]) => `${n} ${k}`).join(', ')}`);
  }
}

it('targets are read or refused, and read again as they are printed', () => {
  const random = seededRandom(seed);
  const outcomes = new Outcomes();
  for (let i = 0; i < texts; i++) {
    const text = textOf(random, [...WORDS, 'sumSeries(', 'alias(', 'f(', '|g('], 24);
    outcomes.of(text, () => {
      const printed = printTarget(parseTarget(text));
      expect(printTarget(parseTarget(printed))).toBe(printed);
    });
  }
  // Longest ones of one part each: what is not linear does not end.
  for (const word of [...WORDS, 'f(', 'a|f()', '{a,', '{', 'f(x=', '"a""', 'template(a,"', '\\.']) {
    const text = word.repeat(Math.ceil(65_536 / word.length)).slice(0, 65_536);
    outcomes.of(text.slice(0, 80), () => parseTarget(text));
  }
  outcomes.told('targets');
  expect(Math.min(...outcomes.counts.values())).toBeGreaterThan(10);
});

it('functions answer or refuse, whatever they are given', async () => {
  const random = seededRandom(seed);
  const outcomes = new Outcomes();
  const source = boundedSource(random);
  const argument = (depth: number): string => {
    if (depth < 3 && random() < 0.4) return call(depth + 1);
    return random() < 0.6 ? one(random, ['a.*', 'a.dense', 'a.minute', 'none']) : one(random, WORDS);
  };
  const call = (depth: number): string => {
    const { name, params } = one(random, functions);
    const args = Array.from({ length: Math.floor(random() * (params.length + 1.2)) }, (_, i) =>
      i === 0 && random() < 0.9 ? one(random, ['a.*', call(depth + 1)].slice(0, depth < 3 ? 2 : 1)) : argument(depth),
    );
    return `${name}(${args.join(',')})`;
  };
  for (let i = 0; i < texts / 10; i++) {
    const target = call(0);
    const range = { fromS: START_S - 60, untilS: START_S + Math.floor(random() * 3_600), nowS: START_S + 7_200 };
    try {
      await evaluate([target], { ...range, maxDataPoints: random() < 0.5 ? undefined : 7 }, source, {
        points: 200_000,
      });
      outcomes.add('taken');
    } catch (e) {
      outcomes.refused(target, e);
    }
  }
  outcomes.told('calls');
  expect(outcomes.counts.get('taken')).toBeGreaterThan(texts / 200);
});

/** As the store has it, a range of more slots than are read at once is refused. */
function boundedSource(random: Random): SeriesSource {
  const source = fakeSource({ series: seriesOf(random) });
  return {
    ...source,
    fetch(requests, context) {
      if (requests.some((r) => r.untilS - r.fromS > 10_000_000))
        throw new CarpyError('CARPY_TOO_MUCH', 'too many slots');
      return source.fetch(requests, context);
    },
  };
}

function seriesOf(random: Random): Record<string, { values: number[]; stepS: number }> {
  const values = (n: number, gaps: number): number[] =>
    Array.from({ length: n }, () =>
      random() < gaps ? Number.NaN : (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20),
    );
  return {
    'a.dense': { values: values(360, 0), stepS: 10 },
    'a.gaps': { values: values(360, 0.5), stepS: 10 },
    'a.null': { values: values(360, 1), stepS: 10 },
    'a.minute': { values: values(60, 0.1), stepS: 60 },
  };
}

it('times are read or refused', () => {
  const random = seededRandom(seed);
  const outcomes = new Outcomes();
  for (let i = 0; i < texts; i++) {
    const text = textOf(random, TIMES, 8);
    outcomes.of(text, () => {
      if (random() < 0.8)
        expect(Number.isFinite(parseTime(text, { nowMs: 1_768_403_045_678, timezone: 'Europe/Berlin' }))).toBe(true);
      else expect(Number.isFinite(parseDuration(text))).toBe(true);
    });
  }
  outcomes.told('times');
  expect(outcomes.counts.get('taken')).toBeGreaterThan(texts / 100);
});

it('carbon lines are taken or counted, however they are cut, and memory stays', () => {
  const random = seededRandom(seed);
  const points = new PointBuffer({ names: new NameTable(), maxPoints: 10_000 });
  const parser = new CarbonParser(points, () => 1_700_000_000_000);
  const splitter = new LineSplitter(parser, MAX_LINE_BYTES);
  let taken = 0;
  const heap = [0, 0];
  for (let i = 0; i < texts; i++) {
    splitter.chunk(Buffer.from(chunkOf(random)));
    if (i % 1_000 === 999) taken += points.takeBatch()?.ids.length ?? 0;
    if (i === Math.floor(texts / 2) || i === texts - 1) {
      collect();
      heap[i === texts - 1 ? 1 : 0] = process.memoryUsage().heapUsed;
    }
  }
  console.log(`graphite-fuzz, seed ${seed}: carbon: ${taken} points taken, ${points.drops.total} lines dropped`);
  expect(Math.min(taken, points.drops.total)).toBeGreaterThan(texts / 100);
  expect(heap[1]).toBeLessThan((heap[0] as number) + SLACK_BYTES);
});

function chunkOf(random: Random): string {
  const kind = random();
  if (kind < 0.001) return 'x'.repeat(20_000);
  if (kind < 0.3)
    return `\na${Math.floor(random() * 5_000)}.b ${random()} ${1_699_999_000 + Math.floor(random() * 1_000)}\n`;
  return textOf(random, LINES, 30);
}

it('pickles are taken or counted, however they are cut, and memory stays', () => {
  const random = seededRandom(seed);
  const points = new PointBuffer({ names: new NameTable(), maxPoints: 10_000 });
  const reader = new PicklePoints(points, () => 1_700_000_000_000);
  const budget = { leftBytes: MAX_FRAME_BYTES };
  let splitter = new FrameSplitter(reader, MAX_FRAME_BYTES, budget);
  let taken = 0;
  let closed = 0;
  const heap = [0, 0];
  for (let i = 0; i < texts; i++) {
    const bytes = framesOf(random);
    const cut = random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length;
    // A client whose stream can't be read on is closed, and another one comes.
    if ([bytes.subarray(0, cut), bytes.subarray(cut)].some((part) => splitter.chunk(part) !== undefined)) {
      closed++;
      splitter.release();
      splitter = new FrameSplitter(reader, MAX_FRAME_BYTES, budget);
    }
    if (i % 1_000 === 999) taken += points.takeBatch()?.ids.length ?? 0;
    if (i === Math.floor(texts / 2) || i === texts - 1) {
      collect();
      heap[i === texts - 1 ? 1 : 0] = process.memoryUsage().heapUsed;
    }
  }
  splitter.release();
  console.log(
    `graphite-fuzz, seed ${seed}: pickles: ${taken} points taken, ${points.drops.total} frames and points dropped, ${closed} streams closed`,
  );
  expect(budget.leftBytes).toBe(MAX_FRAME_BYTES);
  expect(Math.min(taken, points.drops.total, closed)).toBeGreaterThan(texts / 1_000);
  expect(heap[1]).toBeLessThan((heap[0] as number) + SLACK_BYTES);
});

/** A frame: a good pickle, one with bytes changed, or operations in any order; now and then its length is not its own. */
function framesOf(random: Random): Buffer {
  const kind = random();
  const operations = kind < 0.5 ? goodPickle(random) : Buffer.from(textOf(random, PICKLE, 40), 'latin1');
  const pickle = Buffer.from(operations);
  if (kind < 0.3)
    for (let n = Math.floor(random() * 4); n > 0; n--)
      pickle[Math.floor(random() * pickle.length)] = Math.floor(random() * 256);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(kind > 0.99 ? Math.floor(random() * 2 ** 32) : pickle.length);
  return Buffer.concat([length, pickle]);
}

const goodPickle = (random: Random): Buffer =>
  Buffer.from(
    `(l${Array.from({ length: 1 + Math.floor(random() * 5) }, (_, i) => `(S'a${Math.floor(random() * 5_000)}.b'\np${i}\n(I${1_699_999_000 + Math.floor(random() * 1_000)}\nF${random()}\ntta`).join('')}.`,
    'latin1',
  );

it('globs match in time linear in pattern and name', () => {
  const random = seededRandom(seed);
  const names = ['a'.repeat(20_000), 'ab'.repeat(500), 'é'.repeat(300), '', 'a'];
  let matched = 0;
  for (let i = 0; i < texts / 50; i++) {
    const part = textOf(random, GLOBS, 6);
    const pattern = random() < 0.3 ? part.repeat(Math.floor(random() * 60)) : part;
    const matcher = compileSegment(splitPattern(pattern.replaceAll('.', ''))[0] as string);
    const name = random() < 0.02 ? (names[0] as string) : one(random, names.slice(1));
    if (matcher.literals === undefined ? matcher.matches(name) : matcher.literals.includes(name)) matched++;
  }
  // Backtracking would take longer than the world is old for these.
  for (const part of ['*a', '{a,aa}', '{a,{a,{a,a}}}', '?*', '[a-b]*', '{*,a*}']) {
    const matcher = compileSegment(`${part.repeat(1_000).slice(0, 8_000)}b`);
    expect(matcher.literals === undefined && matcher.matches('a'.repeat(2_000))).toBe(false);
  }
  console.log(`graphite-fuzz, seed ${seed}: globs: ${texts / 50} patterns, ${matched} matched`);
  expect(matched).toBeGreaterThan(texts / 5_000);
});
