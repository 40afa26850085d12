import { DecimalReader, parseDecimal } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const reader = new DecimalReader();
const read = (text: string): number => reader.read(Buffer.from(`x${text}`), 1, text.length + 1);

describe('DecimalReader', () => {
  it('reads the number that Number reads, or leaves it to the string path', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '5', '9'), maxLength: 24 });
    fc.assert(
      fc.property(digits, fc.boolean(), digits, (whole, point, fraction) => {
        const text = whole + (point ? `.${fraction}` : '');
        const value = read(text);
        if (!Number.isNaN(value)) expect(value).toBe(Number(text));
        expect(reader.at).toBe(text.length + 1);
      }),
    );
  });

  it('reads all that applications usually send', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999 }), (whole, fraction) => {
        expect(read(`${whole}.${fraction}`)).toBe(Number(`${whole}.${fraction}`));
      }),
    );
  });

  it.each(['', '.', '-1', '+1', 'e', '1234567890123456789', '0.12345678901234567890123'])('leaves %j alone', (text) => {
    expect(read(text)).toBeNaN();
  });

  it('stops at what is no digit, and at its bound', () => {
    expect([read('12.5|c'), reader.at]).toEqual([12.5, 5]);
    expect([reader.read(Buffer.from('123'), 0, 2), reader.at]).toEqual([12, 2]);
  });
});

describe('parseDecimal', () => {
  it.each([
    { text: '1', want: 1 },
    { text: '-1.5', want: -1.5 },
    { text: '+.5', want: 0.5 },
    { text: '5.', want: 5 },
    { text: '1e-3', want: 0.001 },
    { text: '2E+2', want: 200 },
  ])('reads $text', ({ text, want }) => {
    expect(parseDecimal(text)).toBe(want);
  });

  it.each(['', ' ', '.', '+', '1e', '0x10', 'Infinity', '-Infinity', 'NaN', '1e400', '1_000', '1 2', '--1', '１'])(
    'refuses %j',
    (text) => {
      expect(parseDecimal(text)).toBeNaN();
    },
  );
});
