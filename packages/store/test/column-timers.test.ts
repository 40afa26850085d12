import { quantiseMs, summarise, TIMER_COLUMN_COUNT } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../src/codec/bytes.ts';
import { encodeColumn } from '../src/codec/column.ts';
import { decodeTimerColumns, encodeTimerColumns } from '../src/codec/timer-columns.ts';

const STRIDE = 64;

/** Columns of records of these timings; each record has at least one. */
function columnsOf(slots: readonly (readonly number[])[]): Float64Array {
  const columns = new Float64Array(STRIDE * TIMER_COLUMN_COUNT);
  const record = new Float64Array(TIMER_COLUMN_COUNT);
  slots.forEach((timings, i) => {
    summarise(Float64Array.from(timings).sort(), record, 0);
    record.forEach((value, c) => {
      columns[c * STRIDE + i] = value;
    });
  });
  return columns;
}

function encoded(columns: Float64Array, count: number): Uint8Array {
  const out = new ByteWriter(1);
  encodeTimerColumns(out, columns, STRIDE, count);
  return out.take();
}

function expectRoundTrip(columns: Float64Array, count: number): number {
  const bytes = encoded(columns, count);
  const back = new Float64Array(columns.length).fill(77);
  const from = new ByteReader(bytes);
  decodeTimerColumns(from, back, STRIDE, count);
  expect(from.left).toBe(0);
  for (let c = 0; c < TIMER_COLUMN_COUNT; c++) {
    const at = c * STRIDE;
    expect([...back.subarray(at, at + count)]).toEqual([...columns.subarray(at, at + count)]);
    expect(back.subarray(at + count, at + STRIDE).every((v) => v === 77)).toBe(true);
  }
  return bytes.length;
}

const timing = fc.oneof(
  fc.nat(60_000_000).map((n) => n / 1000),
  fc.constantFrom(0, 0.0004, 1 / 3, 1e300),
);
const slots = (most: number) =>
  fc.array(fc.array(timing, { minLength: 1, maxLength: most }), { minLength: 1, maxLength: STRIDE });

describe('encodeTimerColumns', () => {
  it.each([1, 2, 3, 12, 40])('brings back records of up to %d timings bit for bit', (most) => {
    fc.assert(
      fc.property(slots(most), (timings) => {
        expectRoundTrip(columnsOf(timings), timings.length);
      }),
    );
  });

  it('brings back columns that are no record at all', () => {
    const odd = fc.oneof(fc.constantFrom(-1, -0, 0, 0.5, 1, 1.5, 2, 3, 10, 300, Number.NaN), fc.double());
    const rows = fc.array(fc.tuple(odd, odd, odd, odd, odd, odd), { minLength: 1, maxLength: STRIDE });
    fc.assert(
      fc.property(rows, (records) => {
        const columns = new Float64Array(STRIDE * TIMER_COLUMN_COUNT);
        records.forEach((record, i) => {
          record.forEach((value, c) => {
            columns[c * STRIDE + i] = value;
          });
        });
        expectRoundTrip(columns, records.length);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves out what few timings tell', () => {
    const one = Array.from({ length: 60 }, (_, i) => [((i * i * 7919) % 100_003) / 1000]);
    const alone = new ByteWriter();
    const columns = columnsOf(one);
    for (let c = 0; c < TIMER_COLUMN_COUNT; c++) encodeColumn(alone, columns, c * STRIDE, 60);
    expect(expectRoundTrip(columns, 60)).toBeLessThan(alone.length / 4);
  });

  it('keeps a value that differs from what is told, and leaves out the others', () => {
    const timings = Array.from({ length: 60 }, (_, i) => Array.from({ length: 1 + (i % 3) }, (_, n) => i + n));
    const columns = columnsOf(timings);
    const bytes = expectRoundTrip(columns, 60);
    // A median of three that is merged from sketches is near the middle one, and not it.
    columns[4 * STRIDE + 2] = quantiseMs((columns[4 * STRIDE + 2] as number) * 1.01);
    const more = expectRoundTrip(columns, 60);
    expect(more).toBeGreaterThan(bytes);
    expect(more).toBeLessThan(bytes + 60);
  });

  it('writes plain columns where nothing is told, and reads those', () => {
    const many = Array.from({ length: 20 }, (_, i) => Array.from({ length: 30 }, (_, n) => i + n * n));
    const columns = columnsOf(many);
    const plain = new ByteWriter();
    for (let c = 0; c < TIMER_COLUMN_COUNT; c++) encodeColumn(plain, columns, c * STRIDE, 20);
    expect(encoded(columns, 20)).toEqual(plain.take());
    expectRoundTrip(columns, 20);
  });
});

describe('decodeTimerColumns', () => {
  it('reads and writes as the format says', () => {
    const columns = columnsOf([[5], [3, 4]]);
    const bytes = Buffer.from('4139ff 100204 100a0e 0806'.replaceAll(' ', ''), 'hex');
    expect(Buffer.from(encoded(columns, 2))).toEqual(bytes);
    expectRoundTrip(columns, 2);
  });

  it('takes a difference that rounds to nothing for 0, never −0', () => {
    const bytes = new Uint8Array(Buffer.from('4139ff 0804 0802 0ca29c01'.replaceAll(' ', ''), 'hex'));
    const out = new Float64Array(TIMER_COLUMN_COUNT);
    decodeTimerColumns(new ByteReader(bytes), out, 1, 1);
    expect([...out]).toEqual([2, 1, 1.0001, 0, 0.5, 0]);
  });

  it('reads six plain columns, as the first version wrote them, whatever they tell', () => {
    const plain = Buffer.from('080208e80708e80708e80708e80708e807', 'hex');
    const out = new Float64Array(STRIDE * TIMER_COLUMN_COUNT);
    const from = new ByteReader(new Uint8Array(plain));
    decodeTimerColumns(from, out, STRIDE, 2);
    for (let c = 1; c < TIMER_COLUMN_COUNT; c++)
      expect([...out.subarray(c * STRIDE, c * STRIDE + 2)]).toEqual([500, 500]);
    expect([...out.subarray(0, 2)]).toEqual([1, 1]);
    expect(from.left).toBe(0);
  });

  it('reads any bytes or refuses them with a RangeError', () => {
    fc.assert(
      fc.property(slots(3), fc.nat(), fc.nat(255), fc.nat(300), (timings, place, byte, cut) => {
        const bytes = encoded(columnsOf(timings), timings.length);
        bytes[place % bytes.length] = byte;
        try {
          const out = new Float64Array(STRIDE * TIMER_COLUMN_COUNT);
          decodeTimerColumns(new ByteReader(bytes.subarray(0, cut)), out, STRIDE, timings.length);
        } catch (e) {
          expect(e).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses what was cut short', () => {
    const bytes = encoded(columnsOf([[1], [2, 3], [4, 5, 6.5], [7]]), 4);
    for (let length = 0; length < bytes.length; length++) {
      const out = new Float64Array(STRIDE * TIMER_COLUMN_COUNT);
      const cut = new ByteReader(bytes.subarray(0, length));
      expect(() => decodeTimerColumns(cut, out, STRIDE, 4)).toThrow(RangeError);
    }
  });
});
