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
      fc.array(fc.tuple(fc.string({ maxLength: 8 }), fc.constantFrom(0, 1, 3, 255, -1, 0x7fffffff, -0x80000000)), {
        maxLength: 300,
        size: 'max',
      }),
      (keys) => {
        const table = new KeyTable();
        const reference = new Map<string, number>();
        for (const [text, kind] of keys) {
          const key = Buffer.from(text).toString('latin1');
          const name = `${kind}:${key}`;
          expect(find(table, key, kind)).toBe(reference.get(name) ?? NO_KEY);
          if (reference.has(name)) continue;
          expect(insert(table, key, reference.size, kind)).toBe(true);
          reference.set(name, reference.size);
        }
        for (const [name, value] of reference) {
          const colon = name.indexOf(':');
          expect(find(table, name.slice(colon + 1), Number(name.slice(0, colon)))).toBe(value);
        }
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

/** Inserts or finds a key of two pieces that stand apart in one buffer. */
function pieces(table: KeyTable, first: string, second: string, value?: number): number | boolean {
  const bytes = Buffer.from(`${first}|#${second}|`, 'latin1');
  const from2 = first.length + 2;
  const to2 = from2 + second.length;
  const hash = table.hash(bytes, from2, to2, table.hash(bytes, 0, first.length));
  if (value === undefined) return table.find(bytes, 0, first.length, 0, hash, from2, to2);
  return table.insert(bytes, 0, first.length, 0, hash, value, from2, to2);
}

it('knows keys of two pieces, whatever their lengths', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(text, text), { maxLength: 60, selector: String }), (keys) => {
      const table = new KeyTable();
      for (const [i, [first, second]] of keys.entries()) {
        expect(pieces(table, first, second)).toBe(NO_KEY);
        expect(pieces(table, first, second, i)).toBe(true);
      }
      for (const [i, [first, second]] of keys.entries()) expect(pieces(table, first, second)).toBe(i);
    }),
  );
});

it('a class may be written signed or unsigned', () => {
  const table = new KeyTable();
  expect(insert(table, 'a', 5, 0xffffffff)).toBe(true);
  expect([find(table, 'a', -1), find(table, 'a', 0xffffffff), find(table, 'a', 0)]).toEqual([5, 5, NO_KEY]);
});

function keysOf(table: KeyTable): [kind: number, key: string, value: number][] {
  const keys: [number, string, number][] = [];
  table.forEach((kind, bytes, length, value) => {
    keys.push([kind, Buffer.from(bytes.subarray(0, length)).toString('latin1'), value]);
  });
  return keys;
}

it('visits keys in the order they came', () => {
  const table = new KeyTable();
  insert(table, 'requests', 7, 3);
  insert(table, '', 1);
  pieces(table, 'name', 'x:1', 9);
  insert(table, 'z'.repeat(1_000), 2, -4);
  expect(keysOf(table)).toEqual([
    [3, 'requests', 7],
    [0, '', 1],
    [0, 'namex:1', 9],
    [-4, 'z'.repeat(1_000), 2],
  ]);
});

it('retains what it is told to, and takes new keys in the place of the others', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 3_000, size: 'max' }), (kept) => {
      const table = new KeyTable({ maxKeys: kept.length });
      for (let i = 0; i < kept.length; i++) insert(table, `app.requests.${i}`, i, i % 3);
      table.retain((value) => kept[value] === true);
      expect(table.size).toBe(kept.filter((keep) => keep).length);
      for (const [i, keep] of kept.entries()) expect(find(table, `app.requests.${i}`, i % 3)).toBe(keep ? i : NO_KEY);
      let room = kept.length - table.size;
      for (const [i, keep] of kept.entries())
        if (!keep) expect(insert(table, `app.requests.${i}`, i, i % 3)).toBe(room-- > 0);
      for (let i = 0; i < kept.length; i++) expect(find(table, `app.requests.${i}`, i % 3)).toBe(i);
    }),
    { numRuns: 20 },
  );
});

it('gives bytes back with the keys it drops', () => {
  const table = new KeyTable({ maxBytes: 6 });
  expect([insert(table, 'abc', 0), pieces(table, 'd', 'ef', 1), insert(table, 'g', 2)]).toEqual([true, true, false]);
  table.retain((value) => value === 0);
  expect([insert(table, 'ghi', 2), insert(table, 'j', 3)]).toEqual([true, false]);
  table.clear();
  expect([table.size, find(table, 'abc'), insert(table, 'abcdef', 4), find(table, 'abcdef')]).toEqual([
    0,
    NO_KEY,
    true,
    4,
  ]);
});

it('keeps its memory for as many keys again, and gives it back after far fewer', () => {
  const table = new KeyTable();
  const fill = (keys: number): void => {
    for (let i = 0; i < keys; i++) insert(table, `member-${i}`, i);
  };
  const least = table.memoryBytes;
  fill(50_000);
  const full = table.memoryBytes;
  table.clear();
  fill(50_000);
  expect(table.memoryBytes).toBe(full);
  table.clear();
  fill(10);
  table.clear();
  expect(table.memoryBytes).toBeLessThan(full / 8);
  fill(50_000);
  table.retain((value) => value < 5);
  expect(table.memoryBytes).toBe(least);
  expect([table.size, find(table, 'member-4'), find(table, 'member-5')]).toEqual([5, 4, NO_KEY]);
});

it('takes little beside the bytes of its keys', () => {
  const table = new KeyTable();
  for (let i = 0; i < 100_000; i++) insert(table, `carpy.shop.web-1.checkout.ok.key-${i}`.padEnd(40, 'x'), i);
  // 16 for the header, 8 to 16 for slots, and an arena at least half full.
  expect(table.memoryBytes / table.size).toBeLessThan(2 * (40 + 16) + 16);
});

it('refuses a piece that is too long', () => {
  const table = new KeyTable();
  expect([insert(table, 'a'.repeat(65_535), 1), insert(table, 'a'.repeat(65_536), 2)]).toEqual([true, false]);
  expect(find(table, 'a'.repeat(65_535))).toBe(1);
});
