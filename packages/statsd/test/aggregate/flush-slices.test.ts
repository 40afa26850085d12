/** A flush in slices says what a flush at once says, whatever comes meanwhile. */
import type { FlushBatch } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Flushed, Subject } from './flushed.ts';
import { bounds, line, settings } from './lines.ts';

/** Without the two that tell how long the work took. */
function told(flushed: Flushed): object {
  const values = Object.entries(flushed.values).filter(
    ([name]) => !name.endsWith('.processing_time') && !name.endsWith('.calculationtime'),
  );
  const timers = Object.entries(flushed.timers).map(([name, { columns, sketch }]) => [name, columns, sketch.encode()]);
  return { values: Object.fromEntries(values), timers, apdex: flushed.apdex };
}

const act = fc.oneof(
  { weight: 6, arbitrary: line.map((text) => ({ kind: 'line' as const, text })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'begin' as const }) },
  { weight: 8, arbitrary: fc.constantFrom(0, 0, 0, 5).map((budgetMs) => ({ kind: 'step' as const, budgetMs })) },
);

it('gives the same batches for any interleaving of packets and slices', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 150, size: 'max' }), settings, bounds, (acts, someSettings, someBounds) => {
      const sliced = new Subject({ settings: someSettings, ...someBounds });
      const whole = new Subject({ settings: someSettings, ...someBounds });
      let job: { step(budgetMs: number): FlushBatch | undefined } | undefined;
      let slotS = 0;
      let expected: object = {};
      const step = (budgetMs: number): void => {
        const batch = job?.step(budgetMs);
        if (batch === undefined) return;
        job = undefined;
        expect(told(sliced.read(batch))).toEqual(expected);
      };
      for (const one of [...acts, { kind: 'begin' as const }]) {
        if (one.kind === 'line') {
          sliced.send(one.text);
          whole.send(one.text);
        } else if (one.kind === 'step') step(one.budgetMs);
        else {
          step(Number.POSITIVE_INFINITY);
          slotS += 10;
          job = sliced.aggregator.beginFlush(slotS, 10, 10_000);
          expected = told(whole.read(whole.aggregator.flush(slotS, 10, 10_000)));
        }
      }
      step(Number.POSITIVE_INFINITY);
      expect(sliced.aggregator.counts()).toEqual(whole.aggregator.counts());
    }),
    { numRuns: 300 },
  );
});

describe('a flush under way', () => {
  it('writes a gauge as it was, while changes go on from there', () => {
    const subject = new Subject().send('g:5|g');
    const job = subject.aggregator.beginFlush(10, 10, 10_000);
    subject.send('g:+2|g', 'h:1|g');
    const { values } = subject.read(job.step(Number.POSITIVE_INFINITY) as FlushBatch);
    expect(values).toMatchObject({ 'stats.gauges.g': 5 });
    expect(values['stats.gauges.h']).toBeUndefined();
    expect(subject.values()).toEqual({ 'stats.gauges.g': 7, 'stats.gauges.h': 1 });
  });

  it('takes more than one slice, and answers its batch once', () => {
    const subject = new Subject();
    subject.send(...Array.from({ length: 50 }, (_, i) => `t${i}:1|ms`));
    const job = subject.aggregator.beginFlush(10, 10, 10_000);
    let slices = 1;
    let batch = job.step(0);
    for (; batch === undefined; batch = job.step(0)) slices++;
    expect(slices).toBeGreaterThan(50);
    expect(Object.keys(subject.read(batch).values).filter((name) => name.endsWith('.upper_90'))).toHaveLength(50);
    expect(job.step(0)).toBeUndefined();
  });

  it('keeps another from beginning', () => {
    const { aggregator } = new Subject();
    const job = aggregator.beginFlush(10, 10, 10_000);
    expect(() => aggregator.beginFlush(20, 10, 10_000)).toThrow('under way');
    job.step(Number.POSITIVE_INFINITY);
    expect(aggregator.beginFlush(20, 10, 10_000).step(Number.POSITIVE_INFINITY)?.slotS).toBe(20);
  });

  it('is worked off before the window is saved or names are removed, and its batch still comes', () => {
    for (const other of ['save', 'remove'] as const) {
      const subject = new Subject().send('c:5|c');
      const job = subject.aggregator.beginFlush(10, 10, 10_000);
      if (other === 'save') subject.aggregator.save();
      else expect(subject.aggregator.remove('counters', 'c')).toEqual(['c']);
      const batch = job.step(0) as FlushBatch;
      expect(subject.read(batch).values).toMatchObject({ 'stats.counters.c.count': 5 });
    }
  });
});
