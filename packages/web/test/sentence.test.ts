import type { OverviewAnswer, TransactionRow } from '@carpy/api';
import { expect, it } from 'vitest';
import { sentenceOf } from '../src/pages/overview/sentence.ts';
import type { Sentence } from '../src/pages/overview/sentence-parts.ts';

const SLOTS = 60;
const nowMs = 1_800_000_000_000;
const startS = nowMs / 1000 - (SLOTS - 1) * 60;
const all = (value: number): number[] => Array.from({ length: SLOTS }, () => value);
/** `before` up to a slot, `after` from there. */
const risen = (before: number, after: number, at = 40): number[] =>
  Array.from({ length: SLOTS }, (_, i) => (i < at ? before : after));

type Totals = OverviewAnswer['totals'];
const totals = (change: Partial<Totals> = {}): Totals => ({
  count: 6000,
  errorCount: 6,
  meanMs: 80,
  lowerMs: 4,
  medianMs: 60,
  p95Ms: 118,
  p99Ms: 400,
  upperMs: 900,
  totalMs: 480_000,
  apdex: { score: 0.97, satisfied: 5800, tolerating: 194, frustrated: 6, thresholdMs: 500 },
  recordedS: 3600,
  ...change,
});
const row = (change: Partial<TransactionRow> = {}): TransactionRow => ({
  transaction: 'POST-cart',
  display: 'POST /cart',
  totals: totals({ count: 1000 }),
  share: 0.5,
  p95: all(120),
  errors: all(0),
  ...change,
});
const columns = (count: number[]) => ({
  count,
  mean: all(80),
  median: all(60),
  upper_95: all(118),
  upper: all(900),
  lower: all(4),
});
const answer = (change: Partial<OverviewAnswer> = {}): OverviewAnswer => ({
  range: { fromMs: nowMs - 3_600_000, toMs: nowMs, live: true },
  grid: { startS, stepS: 60, slots: SLOTS, fineStepS: 10, coveredMs: all(60_000) },
  app: 'shop',
  display: 'shop',
  firstPointMs: nowMs - 86_400_000,
  lastPointMs: nowMs - 5000,
  servers: [
    { server: 'web-1', display: 'web-1', lastSeenMs: nowMs - 5000, reporting: true, version: null, totals: totals() },
  ],
  totals: totals(),
  ok: columns(all(100)),
  error: columns(all(0)),
  apdex: { score: all(0.97), satisfied: all(97), tolerating: all(3), frustrated: all(0) },
  stack: [
    { function: 'db', display: 'mysql.select.cart_items', values: risen(20, 190) },
    { function: '_own', display: 'own time', values: risen(10, 20) },
  ],
  transactions: [row()],
  transactionCount: 1,
  annotations: [],
  ...change,
});
const of = (change: Partial<OverviewAnswer> = {}): Sentence => sentenceOf(answer(change), nowMs, 10_000);
const kinds = (sentence: Sentence): string[] => sentence.parts.map((p) => p.kind).filter((k) => k !== 'text');

it('says that all is well, with rate, errors and p95', () => {
  const sentence = of();
  expect(sentence).toMatchObject({ rule: 'well', mood: 'well' });
  expect(kinds(sentence)).toEqual(['rate', 'share', 'duration']);
});

it('does not call well what always failed a little', () => {
  const sentence = of({ totals: totals({ errorCount: 240, count: 6000 }), error: columns(all(4)) });
  expect(sentence).toMatchObject({ rule: 'no-worse', mood: 'well' });
  expect(kinds(sentence)).toEqual(['rate', 'share', 'duration']);
});

it('names the slow transaction, since when, the function and the deploy', () => {
  const sinceMs = (startS + 40 * 60 - 10) * 1000;
  const deploy = {
    id: 'd',
    whenMs: sinceMs - 180_000,
    app: 'shop',
    servers: [],
    version: '4f2c',
    text: '',
    tags: ['deploy'],
  };
  const sentence = of({ transactions: [row({ p95: risen(120, 1800) })], annotations: [deploy] });
  expect(sentence.rule).toBe('slower');
  expect(sentence.parts).toEqual(
    expect.arrayContaining([
      { kind: 'transaction', transaction: 'POST-cart', display: 'POST /cart' },
      { kind: 'duration', ms: 1800, bad: true },
      { kind: 'times', factor: 15 },
      { kind: 'moment', atMs: sinceMs },
      { kind: 'function', display: 'mysql.select.cart_items' },
      { kind: 'span', ms: 180_000 },
      { kind: 'deploy', version: '4f2c', whenMs: deploy.whenMs },
    ]),
  );
});

it('names the deploy within the minute whose percentile rose, and not the one before it', () => {
  const grid = { startS, stepS: 10, percentileStepS: 60, slots: SLOTS, fineStepS: 10, coveredMs: all(10_000) };
  const sinceMs = (startS + 30 * 10 - 10) * 1000;
  const deploy = (version: string, whenMs: number) => ({
    id: version,
    whenMs,
    app: 'shop',
    servers: [],
    version,
    text: '',
    tags: [],
  });
  const annotations = [deploy('before', sinceMs - 120_000), deploy('culprit', sinceMs + 25_000)];
  const { parts } = of({ grid, transactions: [row({ p95: risen(120, 1800, 30) })], annotations });
  expect(parts).toContainEqual({ kind: 'deploy', version: 'culprit', whenMs: sinceMs + 25_000 });
  expect(parts).toContainEqual({ kind: 'text', text: 'with ' });
});

it('names no deploy that came long before or after, and no mark that is none', () => {
  const sinceMs = (startS + 40 * 60 - 10) * 1000;
  const at = (whenMs: number, version: string | null) => ({
    id: 'd',
    whenMs,
    app: 'shop',
    servers: [],
    version,
    text: '',
    tags: [],
  });
  const annotations = [at(sinceMs - 1_800_000, 'a'), at(sinceMs + 300_000, 'b'), at(sinceMs - 60_000, null)];
  expect(kinds(of({ transactions: [row({ p95: risen(120, 1800) })], annotations }))).not.toContain('deploy');
});

it('picks the transaction that costs users most', () => {
  const rare = row({ transaction: 'rare', display: 'rare', totals: totals({ count: 60 }), p95: risen(100, 3000) });
  const common = row({
    transaction: 'common',
    display: 'common',
    totals: totals({ count: 5000 }),
    p95: risen(100, 400),
  });
  expect(of({ transactions: [rare, common] }).parts).toContainEqual({
    kind: 'transaction',
    transaction: 'common',
    display: 'common',
  });
});

it('makes nothing of a percentile over a few requests', () => {
  expect(of({ transactions: [row({ totals: totals({ count: 49 }), p95: risen(120, 1800) })] }).rule).toBe('well');
});

it('leaves the slot that is still filling out', () => {
  const p95 = [...all(120).slice(0, 55), 1800, 1800, 1800, 1800, 1800];
  const grid = { ...answer().grid, openSlot: 56 };
  expect(of({ grid, transactions: [row({ p95 })] }).rule).toBe('well');
  expect(of({ transactions: [row({ p95 })] }).rule).toBe('slower');
});

it('tells rising errors, since when and where', () => {
  const sentence = of({
    totals: totals({ errorCount: 200 }),
    error: columns(risen(0, 10)),
    transactions: [row({ totals: totals({ errorCount: 180 }) })],
  });
  expect(sentence.rule).toBe('errors');
  expect(kinds(sentence)).toEqual(['share', 'moment', 'share', 'transaction']);
});

it('tells many errors that were always there', () => {
  const sentence = of({ totals: totals({ errorCount: 600 }), error: columns(all(10)) });
  expect(sentence.rule).toBe('errors');
  expect(kinds(sentence)).not.toContain('moment');
});

it('makes nothing of a few errors that chance put together', () => {
  const few = Array.from({ length: SLOTS }, (_, i) => (i >= 40 && i % 2 === 0 ? 1 : 0));
  expect(of({ totals: totals({ errorCount: 10, count: 6000 }), ok: columns(all(20)), error: columns(few) }).rule).toBe(
    'well',
  );
  expect(of({ totals: totals({ errorCount: 4, count: 40 }), error: columns(all(0)) }).rule).toBe('well');
});

it('needs a minute of either level, however fine the steps', () => {
  const grid = { ...answer().grid, stepS: 10 };
  const p95 = all(120).map((v, i) => (i >= SLOTS - 5 ? 1800 : v));
  expect(of({ grid, transactions: [row({ p95 })] }).rule).toBe('well');
  expect(of({ grid, transactions: [row({ p95: p95.map((v, i) => (i >= SLOTS - 6 ? 1800 : v)) })] }).rule).toBe(
    'slower',
  );
});

const spell = (from: number, to: number, usual = 120): number[] =>
  Array.from({ length: SLOTS }, (_, i) => (i >= from && i < to ? 900 : usual));

it('tells a while in which a transaction was slow, with what it was in', () => {
  const stack = [
    { function: 'api', display: 'http.payments', values: spell(20, 23, 20) },
    { function: '_own', display: 'own time', values: all(10) },
  ];
  const sentence = of({ transactions: [row({ p95: spell(20, 23) })], stack });
  expect(sentence).toMatchObject({ rule: 'slow-spell', mood: 'bad' });
  expect(sentence.parts).toEqual(
    expect.arrayContaining([
      { kind: 'transaction', transaction: 'POST-cart', display: 'POST /cart' },
      { kind: 'duration', ms: 900, bad: true },
      { kind: 'times', factor: 7.5 },
      { kind: 'moment', atMs: (startS + 20 * 60 - 10) * 1000 },
      { kind: 'moment', atMs: (startS + 23 * 60 - 10) * 1000 },
      { kind: 'function', display: 'http.payments' },
    ]),
  );
});

it('tells such a while also when it only just began', () => {
  const { rule, parts } = of({ transactions: [row({ p95: spell(SLOTS - 2, SLOTS) })] });
  expect(rule).toBe('slow-spell');
  expect(parts).toContainEqual({ kind: 'text', text: ', since ' });
  expect(kinds({ rule, parts, mood: 'bad' }).filter((kind) => kind === 'moment')).toHaveLength(1);
});

it.each([
  ['one slot is none', spell(20, 21)],
  ['it is not high enough', spell(20, 23, 400)],
  ['such values are usual', all(120).map((v, i) => (i % 10 < 2 ? 900 : v))],
])('tells of no such while where %s', (_, p95) => {
  expect(of({ transactions: [row({ p95 })] }).rule).toBe('well');
});

it('tells a low Apdex with its T', () => {
  const sentence = of({
    totals: totals({ apdex: { score: 0.6, satisfied: 1, tolerating: 1, frustrated: 1, thresholdMs: 500 } }),
  });
  expect(sentence.rule).toBe('apdex');
  expect(sentence.parts).toContainEqual({ kind: 'duration', ms: 500 });
});

it('tells a server that fell silent in this range', () => {
  const [web] = answer().servers;
  const silent = {
    ...(web as OverviewAnswer['servers'][number]),
    server: 'w',
    display: 'worker-1',
    lastSeenMs: nowMs - 600_000,
    reporting: false,
  };
  expect(of({ servers: [...answer().servers, silent] })).toMatchObject({ rule: 'silent-server', mood: 'bad' });
  expect(of({ servers: [...answer().servers, { ...silent, lastSeenMs: nowMs - 86_400_000 }] }).rule).toBe('well');
});

it('tells before all else that nothing comes any more', () => {
  const sentence = of({ lastPointMs: nowMs - 120_000, transactions: [row({ p95: risen(120, 1800) })] });
  expect(sentence).toMatchObject({ rule: 'no-data', mood: 'bad' });
  expect(sentence.parts).toContainEqual({ kind: 'moment', atMs: nowMs - 120_000 });
  expect(of({ lastPointMs: nowMs - 120_000, range: { fromMs: 0, toMs: 1, live: false } }).rule).toBe('well');
});

it('has nothing to say about nothing', () => {
  expect(of({ totals: totals({ count: 0, errorCount: 0 }), transactions: [] })).toMatchObject({
    rule: 'empty',
    mood: 'idle',
  });
});
