import { expect, it, vi } from 'vitest';
import { batches } from '../batches.ts';

import { carbonSink, deadPort, openRemote, T0 } from './fake-graphite.ts';

const carbonAt = (port: number) => ({ carbon: { host: '127.0.0.1', port } });

it('writes a timer as its leaves, Apdex as counts and score, the rest as itself, under the prefix', async () => {
  const sink = await carbonSink();
  const { store, inner } = await openRemote({ ...carbonAt(sink.port), prefix: 'team.a' });
  const writer = store.series.openWriter();
  const make = batches();
  const flush = make.flush({
    slotS: T0,
    timers: { 'carpy.a.s.t.ok': [10, 20, 30] },
    apdex: { 'carpy.a.s.t.apdex': [2, 1, 1] },
    gauges: { 'disk.used;host=x': 0.5 },
  });
  expect(await writer.flush({ ...flush, takesUp: 'kept-1' })).toEqual({ stored: 3, rejected: 0, rejectedNames: [] });
  await writer.points(make.points([['load', T0 + 3.7, 1e-9]]));
  await store.close();
  await vi.waitFor(() => expect(sink.lines()).toHaveLength(12));
  expect(sink.lines()).toEqual([
    `team.a.carpy.a.s.t.ok.count 3 ${T0}`,
    `team.a.carpy.a.s.t.ok.lower 10 ${T0}`,
    `team.a.carpy.a.s.t.ok.mean 20 ${T0}`,
    `team.a.carpy.a.s.t.ok.median 20 ${T0}`,
    `team.a.carpy.a.s.t.ok.upper 30 ${T0}`,
    `team.a.carpy.a.s.t.ok.upper_95 30 ${T0}`,
    `team.a.carpy.a.s.t.apdex.satisfied 2 ${T0}`,
    `team.a.carpy.a.s.t.apdex.tolerating 1 ${T0}`,
    `team.a.carpy.a.s.t.apdex.frustrated 1 ${T0}`,
    `team.a.carpy.a.s.t.apdex.score 0.625 ${T0}`,
    `team.a.disk.used;host=x 0.5 ${T0}`,
    `team.a.load 1e-9 ${T0 + 3}`,
  ]);
  expect(inner.takenUp).toEqual(['kept-1']);
  expect(inner.isClosed()).toBe(true);
});

it('rejects names that would break a line, and numbers that were never declared', async () => {
  const sink = await carbonSink();
  const { store } = await openRemote(carbonAt(sink.port));
  const writer = store.series.openWriter();
  const points = batches().points([
    ['a b', T0, 1],
    ['x\ny', T0, 1],
    ['good', T0, 1],
  ]);
  expect(await writer.points(points)).toEqual({ stored: 1, rejected: 2, rejectedNames: ['a b', 'x\ny'] });
  await expect(store.series.openWriter().points({ ...points, declared: [] })).rejects.toMatchObject({
    code: 'CARPY_BAD_REQUEST',
  });
});

it('refuses while carbon is away, says so in the status, and goes on when it is back', async () => {
  const port = await deadPort();
  let nowMs = 1_700_000_400_000;
  const { store } = await openRemote({ ...carbonAt(port), clock: () => nowMs });
  const writer = store.series.openWriter();
  const points = batches().points([['load', T0, 1]]);
  const refused = { code: 'CARPY_STORE_FAILED', detail: expect.stringContaining(`carbon at 127.0.0.1:${port}`) };
  await expect(writer.points(points)).rejects.toMatchObject(refused);
  expect(store.status().stalled).toContain('ECONNREFUSED');
  const sink = await carbonSink(port);
  // The pause before the next try is not over.
  await expect(writer.points(points)).rejects.toMatchObject(refused);
  nowMs += 60_000;
  await writer.points(points);
  expect(store.status().stalled).toBeUndefined();
  await vi.waitFor(() => expect(sink.lines()).toEqual([`load 1 ${T0}`]));
});

it('connects anew after carbon broke off', async () => {
  const sink = await carbonSink();
  const { store } = await openRemote(carbonAt(sink.port));
  const writer = store.series.openWriter();
  const make = batches();
  await writer.points(make.points([['load', T0, 1]]));
  await vi.waitFor(() => expect(sink.lines()).toHaveLength(1));
  sink.sockets[0]?.resetAndDestroy();
  // What was handed to the kernel before it knew may be lost; carbon acknowledges nothing.
  await vi.waitFor(async () => {
    await writer.points(make.points([['load', T0 + 10, 2]]));
    expect(sink.sockets).toHaveLength(2);
  });
  await vi.waitFor(() => expect(sink.lines().at(-1)).toBe(`load 2 ${T0 + 10}`));
});

it('bounds what waits for a carbon that takes nothing, and gives up on it after the timeout', async () => {
  const sink = await carbonSink();
  sink.server.on('connection', (socket) => socket.pause());
  const { store } = await openRemote({ ...carbonAt(sink.port), timeoutMs: 300, maxSpoolPoints: 10 });
  const writer = store.series.openWriter();
  const rows = Array.from({ length: 300_000 }, (_, i) => [`some.rather.long.name.of.a.series.${i}`, T0, i] as const);
  const make = batches();
  const first = writer.points(make.points(rows)).catch((e: unknown) => e);
  await expect(writer.points(make.points([['load', T0, 1]]))).rejects.toMatchObject({
    code: 'CARPY_STORE_FAILED',
    detail: expect.stringContaining('is slow'),
  });
  expect(await first).toMatchObject({ code: 'CARPY_STORE_FAILED', detail: expect.stringContaining('broke off') });
});
