import { formatMs } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineWriter, writeMs } from '../src/line-writer.ts';

const prefix = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function written(durationMs: number): string {
  const buffer = Buffer.alloc(64);
  return buffer.toString('latin1', 0, writeMs(buffer, 0, durationMs));
}

describe('writeMs', () => {
  it.each([
    [0, '0'],
    [12.3, '12.3'],
    [0.004, '0.004'],
    [0.0004, '0'],
    [0.0005, '0.001'],
    [0.05, '0.05'],
    [100, '100'],
    [999.9995, '1000'],
    [10.01, '10.01'],
    [123456789.12, '123456789.12'],
    [4294967296.5, '4294967296.5'],
  ])('%d is %s', (value, want) => expect(written(value)).toBe(want));

  it('agrees with formatMs for every duration', () => {
    const durations = fc.oneof(
      fc.double({ min: 0, max: 1e15, noNaN: true }),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 1000),
    );
    fc.assert(
      fc.property(durations, (durationMs) => {
        expect(written(durationMs)).toBe(formatMs(durationMs));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('LineWriter', () => {
  it('fills datagrams up to their size, loses no line, and never ends one in a newline', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 150, max: 600 }),
        fc.array(
          fc.record({
            name: fc.stringMatching(/^[a-z.]{1,100}$/),
            ms: fc.integer({ min: 0, max: 1e9 }),
            whole: fc.boolean(),
          }),
          {
            maxLength: 60,
          },
        ),
        (size, lines) => {
          const datagrams: string[] = [];
          let counted = 0;
          const writer = new LineWriter(
            size,
            () => Buffer.alloc(size),
            (buffer, length, n) => {
              counted += n;
              datagrams.push(buffer.toString('latin1', 0, length));
            },
          );
          for (const line of lines) {
            if (line.whole) writer.whole(prefix(`${line.name}:1|c`));
            else writer.timing(prefix(`${line.name}:`), line.ms);
          }
          writer.cut();
          writer.cut();
          expect(datagrams.flatMap((d) => d.split('\n'))).toEqual(
            lines.map((line) => (line.whole ? `${line.name}:1|c` : `${line.name}:${line.ms}|ms`)),
          );
          expect(counted).toBe(lines.length);
          for (const datagram of datagrams) expect(datagram.length).toBeLessThanOrEqual(size);
        },
      ),
    );
  });

  it('leaves out a line longer than a datagram, and says so', () => {
    const sent: number[] = [];
    const writer = new LineWriter(
      150,
      () => Buffer.alloc(150),
      (_buffer, length) => sent.push(length),
    );
    expect(writer.whole(Buffer.alloc(151))).toBe(false);
    expect(writer.whole(Buffer.alloc(150))).toBe(true);
    expect(writer.whole(Buffer.alloc(10))).toBe(true);
    writer.cut();
    expect(sent).toEqual([150, 10]);
  });
});
