import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashRing, hashKey, NO_NODE } from '../../src/relay/hash-ring.ts';

const hashOf = (key: string): number => {
  const bytes = Buffer.from(key);
  return hashKey(bytes, 0, bytes.length);
};
const ringOf = (ids: readonly string[]): HashRing => new HashRing(ids.map((id) => ({ id })));
const ownerOf = (ring: HashRing, ids: readonly string[], key: string): string | undefined =>
  ids[ring.ownerAt(ring.placeOf(hashOf(key)))];

const keys = Array.from({ length: 2_000 }, (_, i) => `app.web-${i % 20}.requests.route${i}`);
const nodeIds = fc.uniqueArray(
  fc
    .tuple(fc.integer({ min: 1, max: 250 }), fc.integer({ min: 1, max: 65_535 }))
    .map(([a, port]) => `10.0.0.${a}:${port}`),
  { minLength: 2, maxLength: 8 },
);

describe('HashRing', () => {
  it('moves only the keys of a node that is taken out, or put in', () => {
    fc.assert(
      fc.property(nodeIds, (ids) => {
        const [gone, ...rest] = ids;
        const all = ringOf(ids);
        const without = ringOf(rest);
        for (const key of keys) {
          const before = ownerOf(all, ids, key);
          const after = ownerOf(without, rest, key);
          if (before === gone) expect(rest).toContain(after);
          else expect(after).toBe(before);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('serves the keys of a node that is down as if it were not in the ring', () => {
    fc.assert(
      fc.property(nodeIds, fc.infiniteStream(fc.boolean()), (ids, chances) => {
        const up = ids.map(() => chances.next().value === true);
        const ring = ringOf(ids);
        ring.setUp(up);
        const rest = ids.filter((_, i) => up[i]);
        const only = rest.length === 0 ? undefined : ringOf(rest);
        for (const key of keys) {
          expect(ownerOf(ring, ids, key)).toBe(only === undefined ? undefined : ownerOf(only, rest, key));
        }
        ring.setUp(ids.map(() => true));
        const all = ringOf(ids);
        for (const key of keys) expect(ownerOf(ring, ids, key)).toBe(ownerOf(all, ids, key));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of the nodes: two relays agree', () => {
    fc.assert(
      fc.property(nodeIds, (ids) => {
        const turned = [...ids].reverse();
        const [one, other] = [ringOf(ids), ringOf(turned)];
        for (const key of keys) expect(ownerOf(one, ids, key)).toBe(ownerOf(other, turned, key));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order even where two nodes have one place', () => {
    // Of some 200,000 places a few coincide.
    const ids = Array.from({ length: 400 }, (_, i) => `node-${i}:8125`);
    const turned = [...ids].reverse();
    const [one, other] = [ringOf(ids), ringOf(turned)];
    const homes = (ring: HashRing, names: readonly string[]): string =>
      Array.from({ length: 400 * 512 }, (_, place) => names[ring.homeAt(place)]).join();
    expect(homes(one, ids) === homes(other, turned)).toBe(true);
  });

  it('places keys where every version of it will', () => {
    const ids = ['127.0.0.1:8127', '127.0.0.1:8129', '127.0.0.1:8131'];
    const ring = ringOf(ids);
    const placed = ['a', 'b', 'c', 'gorets', 'carpy.shop.web.checkout', ''].map((key) => ownerOf(ring, ids, key));
    expect(placed).toMatchInlineSnapshot(`
      [
        "127.0.0.1:8131",
        "127.0.0.1:8129",
        "127.0.0.1:8131",
        "127.0.0.1:8129",
        "127.0.0.1:8129",
        "127.0.0.1:8127",
      ]
    `);
  });

  it.each([
    { hosts: (i: number) => `127.0.0.1:${8_127 + 2 * i}` },
    { hosts: (i: number) => `statsd-${i}.example.com:8125` },
    { hosts: (i: number) => `10.0.0.${i + 1}:8125` },
  ])('spreads 100,000 names over five nodes within 10 %, set $#', ({ hosts }) => {
    const ids = Array.from({ length: 5 }, (_, i) => hosts(i));
    const ring = ringOf(ids);
    const shares = new Map<string | undefined, number>();
    for (let i = 0; i < 100_000; i++) {
      const owner = ownerOf(ring, ids, `app.web-${i % 20}.requests.route${i}.count`);
      shares.set(owner, (shares.get(owner) ?? 0) + 1 / 20_000);
    }
    for (const id of ids) expect(Math.abs((shares.get(id) ?? 0) - 1)).toBeLessThan(0.1);
  });

  it('gives a node of weight 3 three times the keys', () => {
    const ring = new HashRing([{ id: 'a:1', weight: 3 }, { id: 'b:1' }]);
    let heavy = 0;
    for (let i = 0; i < 20_000; i++) heavy += ring.ownerAt(ring.placeOf(hashOf(`name${i}`))) === 0 ? 1 : 0;
    expect(Math.abs(heavy / 20_000 - 0.75)).toBeLessThan(0.05);
  });

  it('has no owner when all are down', () => {
    const ring = ringOf(['a:1', 'b:1']);
    ring.setUp([false, false]);
    expect(ring.ownerAt(ring.placeOf(hashOf('x')))).toBe(NO_NODE);
  });

  it.each([
    { nodes: [], message: /at least one node/ },
    { nodes: [{ id: 'a:1' }, { id: 'a:1' }], message: /a:1 is given twice/ },
    { nodes: [{ id: 'a:1', weight: 0 }], message: /0\.01 to 100/ },
    { nodes: [{ id: 'a:1', weight: Number.NaN }], message: /0\.01 to 100/ },
    { nodes: Array.from({ length: 30 }, (_, i) => ({ id: `a:${i}`, weight: 100 })), message: /add up to more than/ },
  ])('refuses nodes: $message', ({ nodes, message }) => {
    expect(() => new HashRing(nodes)).toThrow(message);
  });
});

it('hashKey looks at its bytes only', () => {
  const bytes = Buffer.from('xxname:1|c');
  expect(hashKey(bytes, 2, 6)).toBe(hashOf('name'));
  expect(hashOf('')).toBeGreaterThanOrEqual(0);
});
