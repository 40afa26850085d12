/** What Python itself pickles, under every protocol, is read as what it was. */
import { spawnSync } from 'node:child_process';
import { PicklePoints, PointBuffer } from '@carpy/graphite';
import { expect, it } from 'vitest';

const NOW_S = 1_700_000_000;
/** Reads [[path, stamp, value], …] as JSON and writes a frame for each protocol, and one by the pickler that is written in Python. */
const PICKLE = `
import io, json, pickle, struct, sys
points = [(path, (stamp, value)) for path, stamp, value in json.load(sys.stdin)]
shared = (${NOW_S}, 1.5)
points += [('shared.a', shared), ('shared.b', shared), points[0]]
def send(body):
    sys.stdout.buffer.write(struct.pack('!L', len(body)) + body)
for protocol in range(6):
    if protocol > pickle.HIGHEST_PROTOCOL:
        break
    send(pickle.dumps(points, protocol))
    out = io.BytesIO()
    pickle._Pickler(out, protocol).dump(points)
    send(out.getvalue())
    send(pickle.dumps(tuple(map(list, points)), protocol))
`;
const missing = spawnSync('python3', ['-c', 'import pickle']).status !== 0;
if (missing && process.env['CARPY_TEST_REQUIRE'] === 'all') throw new Error('python3 is needed to make pickles');
if (missing) console.warn('skipped: python3 is needed to make pickles');

it.skipIf(missing)('reads what Python pickles, under every protocol (needs python3)', () => {
  const points: readonly (readonly [string, number, number])[] = [
    ['servers.web.load', NOW_S, 0.25],
    ['grün.größe', NOW_S - 10, -1e-300],
    ['a.\\b€', NOW_S, 255],
    ['musik.𝄞', NOW_S, 65_535],
    ['n', NOW_S, 2 ** 31],
    ['n', NOW_S - 1, -(2 ** 40)],
    ['n', NOW_S - 2, 2 ** 53],
    ['zero', 0, 0],
    ['x'.repeat(300), NOW_S, 1e300],
    ['tagged;b=2;a=1', NOW_S, 1],
    ...Array.from({ length: 1_200 }, (_, i) => [`many.n${i}`, NOW_S - i, i / 3] as const),
  ];
  const { stdout, stderr } = spawnSync('python3', ['-c', PICKLE], {
    input: JSON.stringify(points),
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr.toString()).toBe('');
  const want = [
    ...points.map(([path, stamp, value]) => [path === 'tagged;b=2;a=1' ? 'tagged;a=1;b=2' : path, stamp, value]),
    ['shared.a', NOW_S, 1.5],
    ['shared.b', NOW_S, 1.5],
    [...(points[0] as readonly unknown[])],
  ];
  const buffer = new PointBuffer();
  const reader = new PicklePoints(buffer, () => NOW_S * 1000);
  const names = new Map<number, string>();
  let frames = 0;
  for (let at = 0; at < stdout.length; frames++) {
    const end = at + 4 + stdout.readUInt32BE(at);
    reader.frame(stdout, at + 4, end);
    at = end;
    const batch = buffer.takeBatch();
    for (const { id, name } of batch?.declared ?? []) names.set(id, name);
    const read = [...(batch?.ids ?? [])].map((id, i) => [names.get(id), batch?.atS[i], batch?.values[i]]);
    expect(read).toEqual(want);
  }
  expect(frames).toBeGreaterThanOrEqual(15);
  expect(buffer.drops.total).toBe(0);
});
