import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowWindow, scrollToShow } from '../src/components/virtual-window.ts';

it('draws what is in view and little more, however long the list', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: -500, max: 30_000_000 }),
      fc.integer({ min: 0, max: 2000 }),
      (count, topPx, heightPx) => {
        const { from, to } = rowWindow(count, 28, topPx, heightPx);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(count);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(heightPx / 28) + 26);
        const firstInView = Math.floor(Math.max(0, topPx) / 28);
        if (firstInView < count && topPx + heightPx > 0) {
          expect(from).toBeLessThanOrEqual(firstInView);
          expect(to).toBeGreaterThan(firstInView);
        }
      },
    ),
  );
});

it.each([
  [5, 280, 280, 140],
  [10, 280, 280, undefined],
  [19, 280, 280, undefined],
  [20, 280, 280, 308],
])('row %d of a view from %d px, %d px high: to %s', (row, topPx, heightPx, want) => {
  expect(scrollToShow(row, 28, topPx, heightPx)).toBe(want);
});
