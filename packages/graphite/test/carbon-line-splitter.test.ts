import { LineSplitter } from '@carpy/core';
import { CarbonParser, PointBuffer } from '@carpy/graphite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_LINE_BYTES } from '../src/carbon/parse-line.ts';

function split(chunks: readonly Uint8Array[]): { values: number[]; bad: Record<string, number>; unfinished: number } {
  const points = new PointBuffer();
  const splitter = new LineSplitter(new CarbonParser(points, () => 1_700_000_000_000), MAX_LINE_BYTES);
  for (const chunk of chunks) splitter.chunk(chunk);
  return {
    values: [...(points.takeBatch()?.values ?? [])],
    bad: points.drops.byCause(),
    unfinished: splitter.unfinished,
  };
}

const text = (...parts: readonly string[]): Uint8Array[] => parts.map((part) => Buffer.from(part));

it('says the same however the stream is cut', () => {
  const line = fc.constantFrom(
    'a 1 1700000000\n',
    'a 2 1700000000\r\n',
    'bad\n',
    '\n',
    `${'x'.repeat(9_000)}\n`,
    `${'x'.repeat(8_193)}\n`,
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12, size: 'max' }), fc.array(fc.nat({ max: 20_000 })), (lines, cuts) => {
      const whole = Buffer.from(lines.join(''));
      const ends = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b);
      const chunks = [0, ...ends].map((from, i) => whole.subarray(from, ends[i] ?? whole.length));
      expect(split(chunks)).toEqual(split([whole]));
    }),
  );
});

it('joins a line that comes byte by byte', () => {
  const bytes = Buffer.from('a 1 1700000000\r\na 2 1700000000\n');
  expect(split([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual({ values: [1, 2], bad: {}, unfinished: 0 });
});

it('keeps an unfinished line back', () => {
  expect(split(text('a 1 1700000000\na 2 17'))).toEqual({ values: [1], bad: {}, unfinished: 6 });
});

it('takes the longest line allowed', () => {
  const padding = ' '.repeat(8_192 - 'a 1 1700000000'.length);
  expect(split(text('a 1', `${padding} 1700000000`, '\r', '\n'))).toEqual({ values: [1], bad: {}, unfinished: 0 });
});

it('counts an endless line once, keeps nothing of it, and goes on after its end', () => {
  const flood = Array.from({ length: 100 }, () => 'x'.repeat(65_536));
  expect(split(text(...flood))).toEqual({ values: [], bad: { too_long: 1 }, unfinished: 0 });
  expect(split(text(...flood, 'yy\na 1 1700000000\n'))).toEqual({ values: [1], bad: { too_long: 1 }, unfinished: 0 });
});
