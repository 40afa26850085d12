import type { AppsAnswer, IngestCounts } from '@carpy/api';
import { expect, it } from 'vitest';
import { checklistOf, hintsOf } from '../src/pages/welcome/checklist.ts';

const counts = (change: Partial<IngestCounts> = {}): IngestCounts => ({
  packets: 0,
  metrics: 0,
  carbonPoints: 0,
  bad: {},
  badSamples: [],
  flushes: 0,
  lastPacketAtMs: null,
  lastSender: null,
  seriesActive: 0,
  names: 12,
  maxNames: 1_000_000,
  namesForgotten: 0,
  events: 0,
  serviceChecks: 0,
  statsd: null,
  forwards: [],
  ...change,
});
const apps = (count: number): AppsAnswer =>
  ({ apps: [{ app: 'shop', display: 'shop', totals: { count } }] }) as unknown as AppsAnswer;
const done = (c: IngestCounts | undefined, a: AppsAnswer | undefined): string =>
  checklistOf(c, a)
    .filter((step) => step.done)
    .map((step) => step.key)
    .join(' ');

it('turns step by step', () => {
  expect(done(undefined, undefined)).toBe('');
  expect(done(counts({ packets: 1 }), undefined)).toBe('packet');
  expect(done(counts({ packets: 1, metrics: 3 }), undefined)).toBe('packet metric');
  expect(done(counts({ carbonPoints: 3 }), undefined)).toBe('packet metric');
  expect(done(counts({ packets: 1, metrics: 3 }), apps(0))).toBe('packet metric transaction');
  expect(done(counts({ packets: 1, metrics: 3 }), apps(4))).toBe('packet metric transaction chart');
});

it('says who sent', () => {
  expect(checklistOf(counts({ packets: 1, lastSender: '127.0.0.1:5' }), undefined)[0]?.detail).toBe('from 127.0.0.1:5');
});

it('hints at the step that is open', () => {
  const hints = (c: IngestCounts, a?: AppsAnswer): string => hintsOf(checklistOf(c, a), c).join(' ');
  expect(hints(counts())).toContain('container');
  expect(hints(counts({ packets: 2, bad: { no_value: 2, unknown_type: 0 } }))).toContain('no_value (2)');
  expect(hints(counts({ packets: 2, bad: { no_value: 2, unknown_type: 0 } }))).not.toContain('unknown_type');
  expect(hints(counts({ packets: 2, metrics: 2 }))).toContain('carpy.<app>.<server>');
  expect(hints(counts({ packets: 2, metrics: 2 }), apps(4))).toBe('');
});
