/** StatsD's own arithmetic, run beside ours on the same values: every number is the same, to the last bit. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlainTimer } from '../../src/aggregate/plain-timer.ts';
import { timerPlans } from '../../src/aggregate/timer-plan.ts';
import { DEFAULT_STATSD_SETTINGS, type StatsdSettings } from '../../src/settings.ts';

type Stats = Record<string, number | Record<string, number>>;
interface Oracle {
  process_metrics(
    metrics: object,
    wanted: readonly string[],
    intervalMs: number,
    at: number,
    done: (out: { timer_data: Record<string, Stats> }) => void,
  ): void;
}
const oracle = createRequire(import.meta.url)('statsd/lib/process_metrics.js') as Oracle;

/** What StatsD makes of a timer, by the names of its series. */
function theirs(values: readonly number[], weight: number, settings: StatsdSettings): Record<string, number> {
  const out: Record<string, number> = {};
  const metrics = {
    counters: {},
    timers: { t: [...values] },
    timer_counters: { t: weight },
    pctThreshold: settings.percentThresholds,
    histogram: settings.histogram,
  };
  oracle.process_metrics(metrics, settings.calculatedTimerMetrics, 10_000, 0, ({ timer_data }) => {
    for (const [name, value] of Object.entries(timer_data['t'] as Stats)) {
      if (typeof value === 'number') out[name] = value;
      else for (const [bin, n] of Object.entries(value)) out[`${name}.${bin}`] = n;
    }
  });
  return out;
}

function ours(values: readonly number[], weight: number, settings: StatsdSettings): Record<string, number> {
  const plans = timerPlans(settings);
  const plan = plans.at(-1) as (typeof plans)[number];
  const timer = new PlainTimer();
  timer.exact(Float64Array.from(values).sort(), 0, values.length, weight, 10, plan);
  return Object.fromEntries(
    plan.picks
      .map((pick, i) => [plan.suffixes[i] as string, timer.stats[pick] as number] as const)
      .filter(([, value]) => !Number.isNaN(value)),
  );
}

it('gives the numbers that StatsD gives', () => {
  const threshold = fc.oneof(
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: -99, max: -1 }),
    fc.constantFrom(99.9, 0.5, -0.5, 33.33),
  );
  const bins = fc
    .uniqueArray(fc.double({ min: 0, max: 2_000, noNaN: true }), { maxLength: 5 })
    .map((some) => [...some].sort((a, b) => a - b));
  const words = fc.subarray(['count', 'count_ps', 'mean', 'upper', 'upper_percent', 'sum_squares', 'histogram', 'std']);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 120, size: 'max' }),
      fc.uniqueArray(threshold, { maxLength: 4 }),
      bins,
      words,
      (values, percentThresholds, some, calculatedTimerMetrics) => {
        const settings: StatsdSettings = {
          ...DEFAULT_STATSD_SETTINGS,
          percentThresholds,
          calculatedTimerMetrics,
          histogram: some.length === 0 ? [] : [{ metric: '', bins: [...some, 'inf'] }],
        };
        const want = theirs(values, values.length, settings);
        const got = ours(values, values.length, settings);
        for (const [name, value] of Object.entries(want)) {
          // Where a threshold takes all of the top, StatsD reads before the first value: documented, ours are the sums of all.
          if (Number.isNaN(value)) expect(got[name]).toBeGreaterThanOrEqual(0);
          else expect([name, got[name]]).toEqual([name, value]);
        }
        expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort());
      },
    ),
    { numRuns: 400 },
  );
});

it('puts values into bins by their upper bounds, exclusive', () => {
  const settings: StatsdSettings = { ...DEFAULT_STATSD_SETTINGS, histogram: [{ metric: '', bins: [0.5, 10, 100] }] };
  const got = ours([0.4, 0.5, 9.99, 10, 99, 100, 5_000], 7, settings);
  expect([got['histogram.bin_0_5'], got['histogram.bin_10'], got['histogram.bin_100']]).toEqual([1, 2, 2]);
  expect(got['histogram.bin_inf']).toBeUndefined();
});
