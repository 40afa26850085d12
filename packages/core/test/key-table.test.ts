import { KeyTable, NO_KEY } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const bytesOf = (text: string): Uint8Array => Buffer.from(`<${text}>`, 'latin1');

function find(table: KeyTable, key: string, kind = 0): number {
  const bytes = bytesOf(key);
  return table.find(bytes, 1, bytes.length - 1, kind, table.hash(bytes, 1, bytes.length - 1));
}

function insert(table: KeyTable, key: string, value: number, kind = 0): boolean {
  const bytes = bytesOf(key);
  return table.insert(bytes, 1, bytes.length - 1, kind, table.hash(bytes, 1, bytes.length - 1), value);
}

it('behaves as a map from key and class', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 8 }), fc.integer({ min: 0, max: 3 })), {
        maxLength: 300,
        size: 'max',
      }),
      (keys) => {
        const table = new KeyTable();
        const reference = new Map<string, number>();
        for (const [text, kind] of keys) {
          const key = Buffer.from(text).toString('latin1');
          const name = `${kind}${key}`;
          expect(find(table, key, kind)).toBe(reference.get(name) ?? NO_KEY);
          if (reference.has(name)) continue;
          expect(insert(table, key, reference.size, kind)).toBe(true);
          reference.set(name, reference.size);
        }
        for (const [name, value] of reference) expect(find(table, name.slice(1), Number(name[0]))).toBe(value);
        expect(table.size).toBe(reference.size);
      },
    ),
  );
});

it('grows past its first size and keeps every key', () => {
  const table = new KeyTable({ seed: 7 });
  for (let i = 0; i < 20_000; i++) expect(insert(table, `app.requests.${i}`, i)).toBe(true);
  for (let i = 0; i < 20_000; i++) expect(find(table, `app.requests.${i}`)).toBe(i);
  expect(find(table, 'app.requests.20000')).toBe(NO_KEY);
});

it('finds keys whose hashes are equal', () => {
  const table = new KeyTable();
  const [a, b] = [Buffer.from('alpha'), Buffer.from('beta')];
  expect(table.insert(a, 0, a.length, 0, 1, 10)).toBe(true);
  expect(table.insert(b, 0, b.length, 0, 1, 20)).toBe(true);
  expect(table.find(a, 0, a.length, 0, 1)).toBe(10);
  expect(table.find(b, 0, b.length, 0, 1)).toBe(20);
  expect(table.find(b, 0, 3, 0, 1)).toBe(NO_KEY);
});

it('refuses keys past its bounds', () => {
  const few = new KeyTable({ maxKeys: 2 });
  expect([insert(few, 'a', 0), insert(few, 'b', 1), insert(few, 'c', 2)]).toEqual([true, true, false]);
  expect([find(few, 'b'), find(few, 'c')]).toEqual([1, NO_KEY]);
  const small = new KeyTable({ maxBytes: 5 });
  expect([insert(small, 'abc', 0), insert(small, 'def', 1), insert(small, 'de', 2)]).toEqual([true, false, true]);
});
