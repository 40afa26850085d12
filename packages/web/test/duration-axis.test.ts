import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationAt, linearAxis, logAxis, shareOf } from '../src/chart/duration-axis.ts';

const english = { tag: 'en-GB', timeZone: 'UTC' };
const labels = (ticks: readonly { readonly label: string }[]): string[] =>
  ticks.map(({ label }) => label.replace(/\s/g, ' '));

describe('axis of durations', () => {
  it('a duration and its place on the axis are each other’s inverse', () => {
    const ms = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(ms, ms, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        fc.pre(Math.max(a, b) > Math.min(a, b) * 1.01);
        for (const axis of [logAxis(Math.min(a, b), Math.max(a, b), 200, english), linearAxis(b, 200, english)])
          expect(shareOf(axis, durationAt(axis, share))).toBeCloseTo(share, 6);
      }),
    );
  });

  it('what lies outside stands on the edge', () => {
    const axis = logAxis(1, 1000, 200, english);
    expect(shareOf(axis, 0)).toBe(0);
    expect(shareOf(axis, 5000)).toBe(1);
  });

  it.each([
    {
      minMs: 1,
      maxMs: 10_000,
      heightPx: 240,
      want: ['1 ms', '3 ms', '10 ms', '30 ms', '100 ms', '300 ms', '1 s', '3 s', '10 s'],
    },
    { minMs: 1, maxMs: 10_000, heightPx: 120, want: undefined },
    {
      minMs: 0.2,
      maxMs: 0.9,
      heightPx: 240,
      want: ['0.2 ms', '0.5 ms'],
    },
    { minMs: 101, maxMs: 109, heightPx: 240, want: ['101 ms', '105 ms', '109 ms'] },
  ])('$minMs to $maxMs ms on $heightPx px has round ticks, never too near', ({ minMs, maxMs, heightPx, want }) => {
    const { ticks } = logAxis(minMs, maxMs, heightPx, english);
    if (want !== undefined) expect(labels(ticks)).toEqual(want);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    const gapsPx = ticks
      .slice(1)
      .map(({ ms }, at) => (Math.log(ms / (ticks[at]?.ms ?? 1)) / Math.log(maxMs / minMs)) * heightPx);
    expect(Math.min(...gapsPx)).toBeGreaterThanOrEqual(20);
  });
});
