/** Values that came with a stamp of their own are not aggregated. */
import { NameTable } from '@carpy/core';
import { expect, it } from 'vitest';
import { COUNTER, GAUGE } from '../../src/protocol/metric-type.ts';
import { Subject } from './flushed.ts';

interface Taken {
  readonly name: string | undefined;
  readonly atS: number;
  readonly value: number;
}

function subjectOf(options: object = {}): { readonly subject: Subject; readonly taken: Taken[] } {
  const names = new NameTable();
  const taken: Taken[] = [];
  const onPoint = (id: number, atS: number, value: number): boolean => {
    taken.push({ name: names.nameOf(id), atS, value });
    return true;
  };
  return { subject: new Subject({ names, onPoint, stepS: 5, ...options }), taken };
}

it('go to the series of their names, counters as sum and rate', () => {
  const { subject, taken } = subjectOf();
  const { aggregator } = subject;
  expect(aggregator.point(aggregator.resolve('g', undefined, GAUGE) as number, GAUGE, 7, 1, 60)).toBeUndefined();
  expect(aggregator.point(aggregator.resolve('c', undefined, COUNTER) as number, COUNTER, 3, 10, 65)).toBeUndefined();
  expect(taken).toEqual([
    { name: 'stats.gauges.g', atS: 60, value: 7 },
    { name: 'stats.counters.c.rate', atS: 65, value: 6 },
    { name: 'stats.counters.c.count', atS: 65, value: 30 },
  ]);
});

it('leave out what the settings leave out', () => {
  const { subject, taken } = subjectOf({ settings: { flushCounts: false, legacyNamespace: true } });
  const { aggregator } = subject;
  aggregator.point(aggregator.resolve('c', undefined, COUNTER) as number, COUNTER, 10, 1, 65);
  expect(taken).toEqual([{ name: 'stats.c', atS: 65, value: 2 }]);
});

it('make no zeros in flushes, until something else comes under their name', () => {
  const { subject } = subjectOf();
  const { aggregator } = subject;
  aggregator.point(aggregator.resolve('c', undefined, COUNTER) as number, COUNTER, 3, 1, 65);
  expect(subject.values()).toEqual({});
  expect(subject.send('c:5|c').values()).toMatchObject({ 'stats.counters.c.count': 5 });
  expect(subject.values()).toMatchObject({ 'stats.counters.c.count': 0 });
});

it('are refused under carpy., and where nobody takes them', () => {
  const { aggregator } = subjectOf().subject;
  const custom = aggregator.resolve('carpy.a.s.custom.x', undefined, COUNTER) as number;
  expect(aggregator.point(custom, COUNTER, 1, 1, 60)).toBe('bad_timestamp');
  const alone = new Subject().aggregator;
  expect(alone.point(alone.resolve('c', undefined, COUNTER) as number, COUNTER, 1, 1, 60)).toBe('bad_timestamp');
});

it('are counted when there is no room for them', () => {
  const { aggregator } = new Subject({ onPoint: () => false });
  aggregator.point(aggregator.resolve('g', undefined, GAUGE) as number, GAUGE, 1, 1, 60);
  expect(aggregator.counts().bad).toEqual({ buffer_full: 1 });
});
