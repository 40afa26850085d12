import { expect, it } from 'vitest';
import { ConsoleForwarder } from '../../src/forward/console-forwarder.ts';
import { batchOf, plainBatch } from './batches.ts';

it('writes one flush as one line of JSON', () => {
  const written: string[] = [];
  const forwarder = new ConsoleForwarder({ write: (text) => written.push(text) });
  const declared = [
    { id: 0, kind: 'plain', name: '__proto__' },
    { id: 1, kind: 'timer', name: 'carpy.a.s.t.ok' },
  ] as const;
  forwarder.batch(batchOf({ slotS: 20, declared, values: [[0, 7]], timers: [[1, 2, 3, 1, 2, 1.5, 2]] }));
  expect(written).toEqual([
    '{"slotS":20,"series":{"__proto__":7,"carpy.a.s.t.ok.count":2,"carpy.a.s.t.ok.lower":1,"carpy.a.s.t.ok.mean":1.5,' +
      '"carpy.a.s.t.ok.median":1.5,"carpy.a.s.t.ok.upper":2,"carpy.a.s.t.ok.upper_95":2}}\n',
  ]);
  expect(forwarder.counts()).toMatchObject({ sent: 7, sentBytes: written[0]?.length, lost: 0, connected: true });
});

it('indents when it shall be pretty', () => {
  const written: string[] = [];
  new ConsoleForwarder({ write: (text) => written.push(text), pretty: true }).batch(plainBatch(1, 20));
  expect(written.join('')).toBe('{\n  "slotS": 20,\n  "series": {\n    "stats.gauges.g0": 0.5\n  }\n}\n');
});

it('says how many names it cut', () => {
  const written: string[] = [];
  const forwarder = new ConsoleForwarder({ write: (text) => written.push(text), maxNames: 2 });
  forwarder.batch(plainBatch(5, 20));
  expect(JSON.parse(written[0] ?? '')).toEqual({
    slotS: 20,
    series: { 'stats.gauges.g0': 0.5, 'stats.gauges.g1': 1.5 },
    cut: 3,
  });
  expect(forwarder.counts()).toMatchObject({ sent: 2, lost: 3, lostBatches: 1 });
});

it('counts what could not be written, and what comes after the end', async () => {
  let broken = true;
  const forwarder = new ConsoleForwarder({
    write: () => {
      if (broken) throw new Error('pipe closed');
    },
    now: () => 42,
  });
  forwarder.batch(plainBatch(3, 20));
  expect(forwarder.counts()).toMatchObject({ sent: 0, lost: 3, lastError: 'pipe closed', lastErrorAtMs: 42 });
  broken = false;
  await forwarder.close();
  forwarder.batch(plainBatch(3, 30));
  expect(forwarder.counts()).toMatchObject({ sent: 0, lost: 6, lostBatches: 2, connected: false });
});
