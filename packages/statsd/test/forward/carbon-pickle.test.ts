import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { CarbonPickle } from '../../src/forward/carbon-pickle.ts';

type Point = readonly [path: string, leaf: string, value: number, slotS: number];

function encode(points: readonly Point[]): { bytes: Buffer; points: number }[] {
  const frames: { bytes: Buffer; points: number }[] = [];
  const encoder = new CarbonPickle((bytes, n) => frames.push({ bytes: Buffer.from(bytes), points: n }));
  for (const point of points) encoder.point(...point);
  encoder.end();
  return frames;
}

/** Reads frames as carbon does: length, then a pickle; prints all points as JSON. */
const UNPICKLE = `
import json, pickle, struct, sys
data, out = sys.stdin.buffer.read(), []
while data:
    n, = struct.unpack('!L', data[:4])
    for path, (at, value) in pickle.loads(data[4:4 + n]):
        out.append([path, float(at), float(value)])
    data = data[4 + n:]
json.dump(out, sys.stdout)
`;
const missing = spawnSync('python3', ['-c', 'import pickle']).status !== 0;
if (missing && process.env['CARPY_TEST_REQUIRE'] === 'all') throw new Error('python3 is needed to check pickles');

it.skipIf(missing)('is what a real unpickler reads (needs python3)', () => {
  const points: Point[] = [
    ['carpy.a.s.t.ok', '.mean', 12.345, 1_700_000_000],
    ['grün;k=ü', '', -1e-300, 0],
    ['late', '', 3, 4_000_000_000],
    ['x'.repeat(300_000), '', 1, 1],
    ...Array.from({ length: 1_200 }, (_, i): Point => [`n${i}`, '', i / 3, 1_700_000_000 + i]),
  ];
  const frames = encode(points);
  const { stdout, stderr } = spawnSync('python3', ['-c', UNPICKLE], {
    input: Buffer.concat(frames.map(({ bytes }) => bytes)),
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr.toString()).toBe('');
  expect(JSON.parse(stdout.toString())).toEqual(points.map(([path, leaf, value, atS]) => [path + leaf, atS, value]));
});

it('makes frames of at most 500 points, each below the 1 MiB that carbon takes', () => {
  const long = 'p'.repeat(5_000);
  const frames = encode(Array.from({ length: 1_001 }, (_, i): Point => [i < 500 ? `${long}${i}` : `p${i}`, '', i, 10]));
  expect(frames.reduce((sum, { points }) => sum + points, 0)).toBe(1_001);
  for (const { bytes, points } of frames) {
    expect(points).toBeLessThanOrEqual(500);
    expect(bytes.length).toBeLessThan(1024 * 1024);
    expect(bytes.readUInt32BE(0)).toBe(bytes.length - 4);
  }
});

it('makes nothing of nothing', () => {
  expect(encode([])).toEqual([]);
});
