/** Records, batches and searches for tests, with what a test does not care for filled in. */
import type { StoredRecord } from '@carpy/core';
import type { RecordScope, RecordSearch, StoredBatch } from '../src/records/records-group.ts';

export const RECORDS_NOW = 1_767_323_045_000;

export const recordId = (n: number): string => n.toString(16).padStart(32, '0');

export const someRecord = (n: number, more: Partial<StoredRecord> = {}): StoredRecord => ({
  id: recordId(n),
  startMs: RECORDS_NOW + n,
  durationMs: n,
  app: 'shop',
  server: 'web-1',
  transaction: 'GET /',
  outcome: 'ok',
  kind: 'http',
  children: [],
  context: {},
  logs: [],
  ...more,
});

export const someBatch = (records: readonly StoredRecord[], more: Partial<StoredBatch> = {}): StoredBatch => ({
  app: 'shop',
  server: 'web-1',
  atMs: RECORDS_NOW,
  seen: { 'GET /': records.length * 2 },
  kept: { 'GET /': records.length },
  records,
  ...more,
});

export const everything: RecordScope = { app: '', filter: { is: 'all' }, fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER };

export const someSearch = (more: Partial<RecordSearch> = {}): RecordSearch => ({
  ...everything,
  order: 'newest',
  limit: 1_000,
  cursor: undefined,
  facetValues: 0,
  bucketMs: 0,
  ...more,
});

export const numbersOf = ({ records }: { readonly records: readonly StoredRecord[] }): number[] =>
  records.map(({ id }) => Number.parseInt(id, 16));
