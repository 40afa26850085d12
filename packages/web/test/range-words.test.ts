import { expect, it } from 'vitest';
import { rangeWords } from '../src/state/range-words.ts';

const now = Date.UTC(2026, 0, 10, 12, 0, 0);

it.each([
  ['-1h', 'now', 'Last 1 h'],
  ['now-1d/d', 'now/d', 'Yesterday'],
  ['-90min', 'now', 'Last 90 min'],
  ['quux', 'now', 'quux to now'],
])('%s to %s is %s', (from, to, want) => {
  expect(rangeWords({ from, to }, now)).toBe(want);
});

it('names the begin of a range that goes on, and both ends of one that is over', () => {
  expect(rangeWords({ from: String(now - 600_000), to: 'now' }, now)).toMatch(/^Since /);
  expect(rangeWords({ from: String(now - 600_000), to: String(now - 60_000) }, now)).toContain('–');
});
