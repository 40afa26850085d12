import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CarbonText } from '../../src/forward/carbon-text.ts';

function encode(points: readonly (readonly [string, string, number, number])[]): { bytes: Buffer; points: number }[] {
  const chunks: { bytes: Buffer; points: number }[] = [];
  const encoder = new CarbonText((bytes, n) => chunks.push({ bytes: Buffer.from(bytes), points: n }));
  for (const point of points) encoder.point(...point);
  encoder.end();
  return chunks;
}

it('writes a line a point', () => {
  const [chunk, ...rest] = encode([
    ['a.b', '', 1.5, 100],
    ['t.ok', '.mean', -0, 100],
    ['grün;k=ü', '', 1e21, 110],
  ]);
  expect(chunk?.bytes.toString()).toBe('a.b 1.5 100\nt.ok.mean 0 100\ngrün;k=ü 1e+21 110\n');
  expect(chunk?.points).toBe(3);
  expect(rest).toEqual([]);
});

it('makes nothing of nothing', () => {
  expect(encode([])).toEqual([]);
});

it('cuts chunks between lines and loses none', () => {
  const points = Array.from({ length: 20_000 }, (_, i) => [`stats.gauges.g${i}`, '.x', i / 8, 1_700_000_000] as const);
  const chunks = encode(points);
  expect(chunks.length).toBeGreaterThan(5);
  for (const { bytes, points: n } of chunks) expect(bytes.toString().match(/\n/g)?.length).toBe(n);
  const text = Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();
  expect(text).toBe(points.map(([path, leaf, value, atS]) => `${path}${leaf} ${value} ${atS}\n`).join(''));
});

it('takes a path longer than a chunk', () => {
  const path = 'ä'.repeat(100_000);
  expect(
    encode([
      ['a', '', 1, 5],
      [path, '', 2, 5],
      ['b', '', 3, 5],
    ])
      .map(({ bytes }) => bytes.toString())
      .join(''),
  ).toBe(`a 1 5\n${path} 2 5\nb 3 5\n`);
});

it('writes numbers that read back the same', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = encode([['a', '', value, 1]])[0]?.bytes.toString() ?? '';
      expect(Number(text.split(' ')[1])).toBe(value === 0 ? 0 : value);
    }),
  );
});
