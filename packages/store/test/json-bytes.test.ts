import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonBytes, jsonKeyOf } from '../src/codec/json-bytes.ts';

const bytes = new JsonBytes();
const written = (): string => Buffer.from(bytes.view()).toString('utf8');

function textOf(value: unknown): string {
  bytes.clear();
  bytes.value(value);
  return written();
}

describe('JsonBytes', () => {
  it('writes what JSON.stringify writes', () => {
    const number = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.integer().map((n) => n / 1_000),
      fc.integer({ min: 0, max: 9_999_999 }).map((n) => n / 100),
    );
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 80, maxLength: 120 }));
    const leaf = fc.oneof(number, text, fc.boolean(), fc.constant(null), fc.constant(undefined));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(
        value.filter((v) => v !== undefined),
        (v) => {
          expect(textOf(v)).toBe(JSON.stringify(v));
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    0,
    -0,
    1e21,
    -1e21,
    1e-7,
    0.1 + 0.2,
    1_073_741_823.999,
    2 ** 30,
    -(2 ** 31),
    -0.005,
    1.05,
    Number.NaN,
    1 / 0,
  ])('writes the number %s', (n) => {
    expect(textOf([n])).toBe(JSON.stringify([n]));
  });

  it('writes fields and items one by one', () => {
    bytes.clear();
    bytes.open();
    bytes.field(jsonKeyOf('absent'), undefined);
    bytes.field(jsonKeyOf('a "b"'), 1.5);
    bytes.key(jsonKeyOf('pairs'));
    bytes.list([1, 2], (n) => {
      bytes.openList();
      bytes.item(n);
      bytes.item({ n });
      bytes.closeList();
    });
    bytes.field(jsonKeyOf('none'), []);
    bytes.key(jsonKeyOf('empty'));
    bytes.openList();
    bytes.closeList();
    bytes.field(jsonKeyOf('end'), true);
    bytes.close();
    expect(written()).toBe('{"a \\"b\\"":1.5,"pairs":[[1,{"n":1}],[2,{"n":2}]],"none":[],"empty":[],"end":true}');
  });

  it('grows with what is written', () => {
    const long = Array.from({ length: 5_000 }, (_, i) => `value "${i}" ü`);
    expect(textOf(long)).toBe(JSON.stringify(long));
    expect(textOf({ text: 'ü'.repeat(100_000) })).toBe(JSON.stringify({ text: 'ü'.repeat(100_000) }));
  });
});
