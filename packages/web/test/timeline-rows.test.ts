import type { RecordChild } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldKey, timelineRows, timelineTicks } from '../src/pages/requests/timeline-rows.ts';

const child = (name: string, from: number, to: number, parent = -1, outcome: 'ok' | 'error' = 'ok'): RecordChild => ({
  name,
  parent,
  startOffsetMs: from,
  durationMs: to - from,
  outcome,
});

/** `name×calls@depth`, gaps as `~from-to`. */
const drawn = (
  children: readonly RecordChild[],
  durationMs = 100,
  unfolded: readonly string[] = [],
): readonly string[] =>
  timelineRows(children, durationMs, new Set(unfolded)).map((row) =>
    row.is === 'gap'
      ? `~${row.span.fromMs}-${row.span.toMs}`
      : `${'  '.repeat(row.depth)}${row.name}${row.spans.length > 1 ? `×${row.spans.length}` : ''}${row.failed > 0 ? '!' : ''}`,
  );

it('folds equal neighbours, keeps others apart, and unfolds on demand', () => {
  const children = [
    ...Array.from({ length: 12 }, (_, i) => child('mysql', i * 5, i * 5 + 5)),
    child('redis', 60, 80),
    child('mysql', 80, 100),
  ];
  expect(drawn(children)).toEqual(['mysql×12', 'redis', 'mysql']);
  expect(drawn(children, 100, [foldKey(0)])).toHaveLength(14);
});

it('nests, and folds no call that has calls of its own', () => {
  const children = [
    child('http', 0, 50),
    child('dns', 0, 10, 0),
    child('tls', 10, 20, 0),
    child('http', 50, 100, -1, 'error'),
  ];
  expect(drawn(children)).toEqual(['http', '  dns', '  tls', 'http!']);
});

it('shows the gaps that matter, before, between and after', () => {
  expect(drawn([child('a', 10, 40), child('b', 41, 60)])).toEqual(['~0-10', 'a', 'b', '~60-100']);
  expect(drawn([])).toEqual(['~0-100']);
  expect(drawn([child('a', 0, 100)])).toEqual(['a']);
});

it('says which ran beside the one above', () => {
  const rows = timelineRows([child('a', 0, 60), child('b', 30, 100)], 100);
  expect(rows.map((row) => row.is === 'child' && row.parallel)).toEqual([false, true]);
});

it('stands any tree that is sent, and draws every call once', () => {
  const any = fc.record({
    name: fc.constantFrom('a', 'b'),
    parent: fc.integer({ min: -5, max: 30 }),
    startOffsetMs: fc.double({ min: -10, max: 200, noNaN: true }),
    durationMs: fc.double({ min: 0, max: 200, noNaN: true }),
    outcome: fc.constantFrom('ok' as const, 'error' as const),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), (children) => {
      const rows = timelineRows(children, 100);
      const calls = rows.reduce((sum, row) => sum + (row.is === 'child' ? row.spans.length : 0), 0);
      expect(calls).toBe(children.length);
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    }),
  );
});

it.each([
  [3650, 4, [0, 1000, 2000, 3000]],
  [100, 4, [0, 25, 50, 75]],
  [0.4, 4, [0, 0.1, 0.2, 0.3]],
  // On a phone: one that stands at its beginning alone would tell nothing.
  [20.03, 2, [0, 10]],
  [424, 2, [0, 250]],
])('an axis of %d ms has round ticks, about %d', (durationMs, most, want) => {
  const ticks = timelineTicks(durationMs, most);
  expect(ticks).toHaveLength(want.length);
  for (const [i, tick] of ticks.entries()) expect(tick).toBeCloseTo(want[i] ?? 0, 9);
});
