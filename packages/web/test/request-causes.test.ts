import type { RecordChild, StoredRecord } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { busySpans, causesOf } from '../src/pages/requests/causes.ts';

const child = (
  name: string,
  startOffsetMs: number,
  durationMs: number,
  more: Partial<RecordChild> = {},
): RecordChild => ({
  name,
  parent: -1,
  startOffsetMs,
  durationMs,
  outcome: 'ok',
  ...more,
});

const record = (
  durationMs: number,
  children: readonly RecordChild[],
  causes?: StoredRecord['causes'],
): StoredRecord => ({
  id: '0'.repeat(32),
  app: 'shop',
  server: 'web-1',
  startMs: 0,
  durationMs,
  kind: 'http',
  children,
  context: {},
  logs: [],
  ...(causes === undefined ? {} : { causes }),
});

it('adds up calls by name and says what own time was', () => {
  const children = [
    child('http', 10, 176),
    ...Array.from({ length: 13 }, (_, i) => child('mysql', 200 + i, 0.01, { outcome: i === 0 ? 'error' : 'ok' })),
    // Of a child's own: counted with it.
    child('dns', 10, 5, { parent: 0 }),
  ];
  const causes = causesOf(record(2778, children, { loopBusyMs: 1, gcMs: 0 }));
  expect(causes?.parts).toEqual([
    { name: 'http', totalMs: 176, calls: 1, failed: 0 },
    { name: 'mysql', totalMs: expect.closeTo(0.13, 5), calls: 13, failed: 1 },
  ]);
  expect(causes?.ownMs).toBeCloseTo(2601.87, 5);
  expect(causes?.own).toEqual({ busyMs: 1, gcMs: 0, waitingMs: expect.closeTo(2600.87, 5) });
  expect(causes?.parallel).toBe(false);
});

it('names the one that is left over', () => {
  const causes = causesOf(
    record(
      1000,
      ['mysql', 'http', 'redis', 'dns', 'fs'].map((name, i) => child(name, i * 10, 10 - i)),
    ),
  );
  expect(causes?.others?.name).toBe('fs');
});

it('groups by the first word where there are many names, and the rest together', () => {
  const names = ['mysql.a', 'mysql.b', 'http.x', 'redis.get', 'dns.lookup', 'fs.read', 'smtp.send'];
  const causes = causesOf(
    record(
      1000,
      names.map((name, i) => child(name, i * 10, 10 - i)),
    ),
  );
  expect(causes?.parts.map(({ name, calls }) => [name, calls])).toEqual([
    ['mysql', 2],
    ['http', 1],
    ['redis', 1],
    ['dns', 1],
  ]);
  expect(causes?.others).toEqual({ name: '2 others', totalMs: 9, calls: 2, failed: 0 });
});

it('children at once are told, and cover their time once', () => {
  const causes = causesOf(record(100, [child('a', 0, 60), child('b', 30, 60)]));
  expect(causes?.ownMs).toBe(10);
  expect(causes?.parallel).toBe(true);
  expect(causes?.own).toBeUndefined();
});

it('never gives own time more causes than it has, nor a request less than its own time', () => {
  const times = fc.double({ min: 0, max: 1000, noNaN: true });
  fc.assert(
    fc.property(
      times,
      fc.array(fc.tuple(times, times), { maxLength: 20 }),
      times,
      times,
      (durationMs, spans, loopBusyMs, gcMs) => {
        const children = spans.map(([from, length], i) => child(`f${i}`, from, length));
        const causes = causesOf(record(durationMs, children, { loopBusyMs, gcMs }));
        if (causes?.own === undefined) throw new Error('told causes are shown');
        expect(causes.ownMs).toBeLessThanOrEqual(durationMs);
        expect(causes.own.busyMs + causes.own.gcMs + causes.own.waitingMs).toBeCloseTo(causes.ownMs, 6);
        for (const span of busySpans(children, durationMs)) expect(span.toMs).toBeLessThanOrEqual(durationMs);
      },
    ),
  );
});

it('a log line has no causes', () => {
  const { durationMs: _, ...line } = record(1, []);
  expect(causesOf(line)).toBeUndefined();
});
