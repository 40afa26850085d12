import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../src/codec/bytes.ts';
import { decodeColumn, encodeColumn } from '../src/codec/column.ts';

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** Decodes, and checks that nothing around the column was touched. */
function decode(bytes: Uint8Array, count: number): number[] {
  const out = new Float64Array(count + 2).fill(77);
  try {
    decodeColumn(new ByteReader(bytes), out, 1, count);
  } finally {
    expect([out[0], out[count + 1]]).toEqual([77, 77]);
  }
  return [...out.subarray(1, count + 1)];
}

function expectReadOrRefused(bytes: Uint8Array, count: number): void {
  try {
    decode(bytes, count);
  } catch (e) {
    expect(e).toBeInstanceOf(RangeError);
  }
}

describe('decodeColumn', () => {
  it.each([
    ['all of one float', '01182d4454fb210940', [Math.PI, Math.PI, Math.PI]],
    ['all −0', '010000000000000080', [-0, -0]],
    ['floats', '029c7500883ce4377e0000000000000080343333333333d33f', [1e300, -0, 0.1 + 0.2]],
    ['all of one count', '08e012', [1200, 1200, 1200]],
    ['all of one decimal', '0bf901', [-0.125, -0.125]],
    ['varints', '100ad8040d', [5, 300, -7]],
    ['varints of decimals', '11fa013e00', [12.5, 3.1, 0]],
    ['varints of no values', '10', []],
    ['varints up to 2^50', '108080808080808004ffffffffffffff03', [2 ** 50, -(2 ** 50)]],
    ['differences', '1880897a0204', [1_000_000, 1_000_001, 1_000_003]],
    ['differences of decimals', '1bf2c0010203ad05', [12.345, 12.346, 12.344, 12.001]],
  ])('reads what the first version wrote: %s', (_, hex, values) => {
    expect(decode(bytesOf(hex), values.length)).toEqual(values);
  });

  it.each([
    ['packed bits', '20 c801 03 883ed6', [100, 101, 102, 107, 103, 104, 105, 106]],
    ['packed bits of hundredths', '22 c801 03 883ed6', [1, 1.01, 1.02, 1.07, 1.03, 1.04, 1.05, 1.06]],
    ['packed thirds', '61 3c 03 883ed6', [1, 31 / 30, 32 / 30, 37 / 30, 1.1, 34 / 30, 35 / 30, 1.2]],
    ['patched bits', '28 0a 01 01 03 6a36', [5, 6, 5, 6, 5, 6, 12, 5]],
    ['packed differences', '30 0a 03 01 0d', [5, 4, 2, 1, 0]],
    ['patched differences', '38 0a 02 00 01 03 1e', [5, 6, 7, 4, 5]],
    ['multiples of decimals', 'a2 0c 10 02 01 06', [0.12, -0.12, 0.36]],
    ['thirds with offsets', '98 10 02 04 00 10 00 02 00', [1 / 3, 2 / 3 + 2 ** -53, 0]],
    ['words of floats', '40 1d 08 808080ff07 10 00 02', [1, 1 + 2 ** -23]],
  ])('reads %s as the format says', (_, hex, values) => {
    const bytes = bytesOf(hex.replaceAll(' ', ''));
    const from = new ByteReader(bytes);
    const out = new Float64Array(values.length);
    decodeColumn(from, out, 0, values.length);
    expect([...out]).toEqual(values);
    expect(from.left).toBe(0);
  });

  it.each([
    ['no byte', ''],
    ['encoding 0', '00'],
    ['encoding 3', '03'],
    ['seven decimals of one', '0f00'],
    ['seven decimals of packed bits', '27000100'],
    ['encoding 65 as one column', '410000'],
    ['seven decimals of thirds', '67000100'],
    ['a scaled column in varints of decimals', '80110100'],
    ['a scaled column in words', '804000'],
    ['seven decimals of a scaled column', '87080000'],
    ['a scaled column without its offsets', '900802'],
    ['a scaled column without its factor', 'a0'],
    ['encoding 192', 'c0080200'],
    ['encoding 255', 'ff'],
    ['a varint without end', '08ffffffffffffffffffffff'],
    ['missing bits', '20000800'],
    ['numbers of 54 bits', `200036${'00'.repeat(100)}`],
    ['numbers of 255 bits', `2000ff${'00'.repeat(100)}`],
    ['more patches than numbers', `2800000501${'00'.repeat(100)}`],
    ['patches beyond memory', '280000ffffffffffff0f08'],
    ['patches of 55 bits', `2800000137${'00'.repeat(100)}`],
    ['a patch behind the last of three numbers', '28000001010f', 3],
    ['floats shifted by 32 bits', '402008000800'],
    ['floats within floats', '4000400008000800'],
    ['decimals within floats', '400009000800'],
    ['raw floats within floats', `400002${'00'.repeat(40)}`],
  ])('refuses %s', (_, hex, count = 4) => {
    expect(() => decode(bytesOf(hex), count)).toThrow(RangeError);
  });

  const values = fc.oneof(
    fc.array(fc.double(), { minLength: 1 }),
    fc.array(
      fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 100),
      { minLength: 1 },
    ),
    fc.array(fc.oneof({ weight: 9, arbitrary: fc.nat(15) }, fc.maxSafeInteger()), { minLength: 12 }),
  );
  const encoded = (column: readonly number[]): Uint8Array => {
    const out = new ByteWriter();
    encodeColumn(out, Float64Array.from(column), 0, column.length);
    return out.take();
  };

  it('refuses every column that was cut short', () => {
    fc.assert(
      fc.property(values, (column) => {
        const bytes = encoded(column);
        for (let length = 0; length < bytes.length; length++)
          expect(() => decode(bytes.subarray(0, length), column.length)).toThrow(RangeError);
      }),
    );
  });

  it('reads any bytes or refuses them with a RangeError', () => {
    const encodings = fc.integer({ min: 0, max: 130 });
    fc.assert(
      fc.property(encodings, fc.uint8Array({ maxLength: 200 }), fc.nat(60), (encoding, bytes, count) => {
        expectReadOrRefused(Uint8Array.of(encoding, ...bytes), count);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads damaged columns or refuses them with a RangeError', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(values, damage, fc.nat(3), (column, places, more) => {
        const bytes = encoded(column);
        for (const [place, byte] of places) bytes[place % Math.min(bytes.length, 12)] = byte;
        expectReadOrRefused(bytes, column.length + more);
      }),
      { numRuns: 2_000 },
    );
  });
});
