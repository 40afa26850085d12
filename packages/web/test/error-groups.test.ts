import type { ErrorGroupRow, ErrorsAnswer } from '@carpy/api';
import { describe, expect, it } from 'vitest';
import { gridOfBuckets } from '../src/chart/buckets.ts';
import { slotSpan } from '../src/chart/grid.ts';
import { countNew } from '../src/data/count-new.ts';
import { setReaderLocale } from '../src/format/index.ts';
import { groupLayers, labelOf } from '../src/pages/errors/group-layers.ts';
import { actionsOf, countWords, namesWords, undoOf } from '../src/pages/errors/group-words.ts';

setReaderLocale({ tag: 'en-GB', timeZone: 'UTC' });

const group = (fingerprint: string, more: Partial<ErrorGroupRow> = {}): ErrorGroupRow => ({
  fingerprint,
  app: 'shop',
  type: 'TypeError',
  pattern: `message ${fingerprint}`,
  message: '',
  state: 'open',
  firstSeenMs: 0,
  lastSeenMs: 0,
  count: 3,
  exact: true,
  shareOfRequests: null,
  transactions: [],
  servers: [],
  versions: [],
  trend: [1, 0, 2],
  ...more,
});

describe('the histogram of errors', () => {
  it('shows the first eight apart and sums the others', () => {
    const layers = groupLayers(
      Array.from({ length: 11 }, (_, i) => group(`f${i}`)),
      3,
    );
    expect(layers).toHaveLength(9);
    expect(layers[8]).toMatchObject({ label: '3 other groups', values: [3, 0, 6], color: 'rest' });
    expect(new Set(layers.slice(0, 8).map((layer) => layer.color)).size).toBe(8);
  });

  it('adds no layer of others where there are none', () => {
    expect(groupLayers([group('a')], 3).map((layer) => layer.key)).toEqual(['a']);
  });

  it('names a group by its pattern, cut where it is long', () => {
    expect(labelOf(group('a'))).toBe('message a');
    expect(labelOf(group('a', { pattern: '' }))).toBe('TypeError');
    expect(labelOf(group('a', { pattern: 'x'.repeat(200) }))).toHaveLength(60);
  });

  it('draws a bucket where its time is, and the last one as still filling', () => {
    const grid = gridOfBuckets({ startMs: 60_000, bucketMs: 30_000, toMs: 140_000 }, 3);
    expect(slotSpan(grid, 0)).toEqual({ fromMs: 60_000, toMs: 90_000 });
    expect(slotSpan(grid, 2)).toEqual({ fromMs: 120_000, toMs: 150_000 });
    expect(grid.openSlot).toBe(2);
    expect(gridOfBuckets({ startMs: 60_000, bucketMs: 30_000, toMs: 150_000 }, 3).openSlot).toBeUndefined();
  });
});

describe('words', () => {
  it.each([
    [1234, true, '1,234'],
    [1234.4, false, '≈\u00a01,234'],
  ])('a count of %s, exact: %s', (count, exact, want) => {
    expect(countWords(count, exact)).toBe(want);
  });

  it('names the first and counts the rest', () => {
    const names = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
    expect(namesWords(names, 1)).toBe('a and 3 more');
    expect(namesWords(names.slice(0, 2))).toBe('a, b');
    expect(namesWords([])).toBe('');
  });
});

it('what takes a change back leads to the state from before', () => {
  for (const state of ['open', 'resolved', 'ignored'] as const) {
    for (const action of actionsOf(state)) expect(undoOf(state)).not.toBe(action);
  }
  expect(undoOf('ignored')).toBe('ignore');
});

it('counts as new what is new since a deploy, or back', () => {
  const answer = { groups: [group('a', { newSince: '2' }), group('b', { reopened: true }), group('c')] } as unknown;
  expect(countNew(answer as ErrorsAnswer)).toBe(2);
  expect(countNew(undefined)).toBe(0);
});
