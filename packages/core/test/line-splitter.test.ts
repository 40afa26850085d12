import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from '../src/line-splitter.ts';

/** What comes out of a stream that arrives in these chunks. */
function split(chunks: readonly string[], maxLineBytes = 8): { lines: string; tooLong: string[]; unfinished: number } {
  let lines = '';
  const tooLong: string[] = [];
  const text = (bytes: Uint8Array, from: number, to: number): string =>
    Buffer.from(bytes.subarray(from, to)).toString();
  const splitter = new LineSplitter(
    {
      lines: (bytes, from, to) => {
        expect(bytes[to - 1]).toBe(10);
        lines += text(bytes, from, to);
      },
      tooLong: (bytes, from, to) => tooLong.push(text(bytes, from, to)),
    },
    maxLineBytes,
  );
  for (const chunk of chunks) splitter.chunk(Buffer.from(chunk));
  return { lines, tooLong, unfinished: splitter.unfinished };
}

it.each([
  { name: 'whole lines', chunks: ['a\nb\n'], lines: 'a\nb\n', unfinished: 0 },
  { name: 'a line over three chunks', chunks: ['a', 'b', 'c\n'], lines: 'abc\n', unfinished: 0 },
  { name: 'a newline alone', chunks: ['ab', '\n', 'c\n'], lines: 'ab\nc\n', unfinished: 0 },
  { name: 'an end that is kept', chunks: ['a\nb'], lines: 'a\n', unfinished: 1 },
  { name: 'an empty chunk', chunks: ['', 'a\n', ''], lines: 'a\n', unfinished: 0 },
  { name: 'the longest line with \\r\\n', chunks: ['12345', '678\r\n'], lines: '12345678\r\n', unfinished: 0 },
])('$name', ({ chunks, lines, unfinished }) => {
  expect(split(chunks)).toEqual({ lines, tooLong: [], unfinished });
});

it('counts a line over the bound once and goes on after it', () => {
  const { lines, tooLong, unfinished } = split(['a\n12345', '67890', 'xxx', 'x'.repeat(100), 'x\nb\nc', '\n']);
  expect(lines).toBe('a\nb\nc\n');
  expect(tooLong).toEqual(['1234567890']);
  expect(unfinished).toBe(0);
});

it('does not depend on where the chunks are cut', () => {
  const pieces = fc.array(fc.constantFrom('\n', 'a', 'bc', 'def', '12345678', '0123456789'), { maxLength: 30 });
  fc.assert(
    fc.property(pieces, fc.array(fc.nat({ max: 80 }), { maxLength: 10 }), (parts, cuts) => {
      const text = parts.join('');
      const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const chunks = at.slice(1).map((to, i) => text.slice(at[i], to));
      const bound = 200;
      const last = text.lastIndexOf('\n') + 1;
      expect(split(chunks, bound)).toEqual({ lines: text.slice(0, last), tooLong: [], unfinished: text.length - last });
    }),
  );
});

it('keeps no more than the bound and loses only lines over it, however bytes come', () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 20 }), { maxLength: 20 });
  fc.assert(
    fc.property(lines, (texts) => {
      const { lines: out, tooLong } = split([...texts.map((line) => `${line}\n`).join('')], 8);
      // One byte at a time: 8 and room for \r\n, so 9 bytes with their newline fit.
      const fits = (line: string): boolean => line.length <= 9;
      expect(out).toBe(
        texts
          .filter(fits)
          .map((line) => `${line}\n`)
          .join(''),
      );
      expect(tooLong).toHaveLength(texts.filter((line) => !fits(line)).length);
    }),
  );
});
