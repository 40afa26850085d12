/** Names and numbers by StatsD's own options. The same against StatsD itself: ../conformance. */
import { NameTable } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { Subject } from './flushed.ts';

describe('the legacy namespace', () => {
  const settings = { legacyNamespace: true, globalPrefix: 'ignored', prefixCounter: 'ignored' };

  it('puts names where old StatsD put them', () => {
    const { values } = new Subject({ settings }).send('c:4|c', 't:5|ms', 'g:6|g', 's:x|s').flush();
    expect(values).toMatchObject({
      'stats.c': 0.4,
      'stats_counts.c': 4,
      'stats.timers.t.upper': 5,
      'stats.gauges.g': 6,
      'stats.sets.s.count': 1,
      'stats.statsd.packets_received': 0.1,
      'stats_counts.statsd.packets_received': 1,
      'statsd.numStats': 7,
      'stats.statsd.graphiteStats.calculationtime': expect.any(Number),
      'stats.statsd.processing_time': expect.any(Number),
      'stats.statsd.timers_sketched': 0,
    });
  });

  it('leaves carpy’s own names alone', () => {
    const subject = new Subject({ settings: { ...settings, globalSuffix: 'x', deleteCounters: true } });
    expect(subject.send('carpy.a.s.custom.n:4|c').values()).toMatchObject({ 'carpy.a.s.custom.n': 4 });
  });
});

describe('prefixes and suffix', () => {
  it('go around the key, the suffix before the tags', () => {
    const settings = {
      globalPrefix: 'top',
      prefixCounter: 'n',
      prefixTimer: '',
      prefixGauge: 'g',
      prefixSet: 'u',
      prefixStats: 'me',
      globalSuffix: 'end',
    };
    const { values } = new Subject({ settings }).send('a:1|c|#z:1', 'b:2|ms', 'c:3|g', 'd:x|s').flush();
    expect(values).toMatchObject({
      'top.n.a.count.end;z=1': 1,
      'top.b.upper_90.end': 2,
      'top.g.c.end': 3,
      'top.u.d.count.end': 1,
      'top.n.me.metrics_received.count.end': 4,
      'top.me.numStats.end': 7,
    });
  });

  it('that give two types one name leave it to the first', () => {
    const subject = new Subject({ settings: { prefixGauge: 'sets' } }).send('a.count:1|g', 'a:x|s');
    expect(subject.values()).toEqual({ 'stats.sets.a.count': 1 });
    expect(subject.aggregator.counts().bad).toEqual({ kind_conflict: 1 });
  });
});

it('counts of counters can be left out', () => {
  expect(new Subject({ settings: { flushCounts: false } }).send('a:20|c').values()).toEqual({
    'stats.counters.a.rate': 2,
  });
});

describe('histograms', () => {
  const histogram = [
    { metric: 'slow', bins: [100, 'inf'] },
    { metric: '', bins: [1.5] },
  ] as const;

  it('are of the first metric that the key contains, tags and all', () => {
    const { values } = new Subject({ settings: { histogram } })
      .send('a.slow.b:50|ms', 'a.slow.b:500|ms', 'quick:1|ms', 'x:200|ms|#k:slow')
      .flush();
    expect(values).toMatchObject({
      'stats.timers.a.slow.b.histogram.bin_100': 1,
      'stats.timers.a.slow.b.histogram.bin_inf': 1,
      'stats.timers.quick.histogram.bin_1_5': 1,
      'stats.timers.x.histogram.bin_inf;k=slow': 1,
    });
    expect(Object.keys(values).filter((name) => name.includes('quick.histogram'))).toHaveLength(1);
  });

  it('of a timer past its bound come from the sketch', () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `slow:${i}|ms`);
    const { values } = new Subject({ settings: { histogram }, maxTimingsPerTimer: 10 }).send(...lines).flush();
    const below = values['stats.timers.slow.histogram.bin_100'] as number;
    expect(below + (values['stats.timers.slow.histogram.bin_inf'] as number)).toBe(1_000);
    expect(Math.abs(below - 100)).toBeLessThanOrEqual(3);
    expect(values['stats.statsd.timers_sketched']).toBe(1);
  });
});

describe('calculatedTimerMetrics', () => {
  it('leaves the others out, idle timers’ too', () => {
    const subject = new Subject({ settings: { calculatedTimerMetrics: ['mean', 'upper_percent'] } }).send('t:4|ms');
    expect(subject.values()).toEqual({ 'stats.timers.t.mean': 4, 'stats.timers.t.upper_90': 4 });
    expect(subject.values()).toEqual({});
  });

  it('that names nothing writes nothing, and the timer still counts', () => {
    const { values } = new Subject({ settings: { calculatedTimerMetrics: ['nothing'] } }).send('t:4|ms').flush();
    expect(Object.keys(values).filter((name) => name.startsWith('stats.timers'))).toEqual([]);
    expect(values['stats.statsd.numStats']).toBe(4);
  });
});

describe('deletion of what is idle', () => {
  it('never takes the server’s own counters, nor any that contain their names', () => {
    const subject = new Subject({ settings: { deleteCounters: true } }).send('x.bad_lines_seen.y:1|c', 'z:1|c');
    subject.flush();
    const { values } = subject.flush();
    expect(values['stats.counters.x.bad_lines_seen.y.count']).toBe(0);
    expect(values['stats.counters.statsd.metrics_received.count']).toBe(0);
    expect(values['stats.counters.z.count']).toBeUndefined();
  });

  it('keeps a gauge for its time to live', () => {
    const subject = new Subject({ settings: { deleteGauges: true, gaugesMaxTtl: 3 } }).send('g:7|g');
    expect([subject.values(), subject.values(), subject.values(), subject.values()]).toEqual([
      { 'stats.gauges.g': 7 },
      { 'stats.gauges.g': 7 },
      { 'stats.gauges.g': 7 },
      {},
    ]);
    expect(subject.send('g:-2|g').values()).toEqual({ 'stats.gauges.g': -2 });
    expect(subject.send('g:-2|g').values()).toEqual({ 'stats.gauges.g': -4 });
  });

  it.each([
    ['deleteTimers', 'tt:1|ms'],
    ['deleteSets', 'ss:x|s'],
    ['deleteCounters', 'cc:1|c'],
    ['deleteGauges', 'gg:1|g'],
  ])('%s takes its own type alone', (option, line) => {
    const lines = ['tt:1|ms', 'ss:x|s', 'cc:1|c', 'gg:1|g'];
    const subject = new Subject({ settings: { [option]: true } }).send(...lines);
    subject.flush();
    const left = Object.keys(subject.values()).join();
    for (const other of lines) expect(left.includes(`.${other.slice(0, 2)}`)).toBe(other !== line);
  });
});

describe('the server’s own gauges', () => {
  it('tell from the second flush on how late it was', () => {
    const subject = new Subject();
    expect(subject.flush().values['stats.gauges.statsd.timestamp_lag']).toBeUndefined();
    subject.aggregator.flush(1_012, 10, 10_000);
    expect([...subject.aggregator.gauges()]).toEqual([['statsd.timestamp_lag', 2]]);
  });

  it('tell the names held, and how many timers came from a sketch', () => {
    const names = new NameTable();
    const subject = new Subject({ names, maxTimingsPerTimer: 1 }).send('a:1|ms', 'a:2|ms', 'b:1|ms');
    const { values } = subject.flush();
    expect(values).toMatchObject({ 'stats.statsd.names': names.size, 'stats.statsd.timers_sketched': 1 });
    expect(subject.flush().values).toMatchObject({ 'stats.statsd.timers_sketched': 0 });
  });
});

it('tags are cleaned unless asked', () => {
  const line = 'a b:1|c|#k:GET /x?';
  expect(Object.keys(new Subject().send(line).values())).toContain('stats.counters.a_b.count;k=GET_-x');
  expect(Object.keys(new Subject({ settings: { keyNameSanitize: false } }).send(line).values())).toContain(
    'stats.counters.a_b.count;k=GET_/x?',
  );
});

it('counts of the server’s own can be added, under its prefix', () => {
  const subject = new Subject({ settings: { prefixStats: 'me' } });
  subject.aggregator.countOwn('dropped.kernel', 5);
  subject.aggregator.countOwn('dropped.kernel', 2);
  expect(subject.flush().values).toMatchObject({ 'stats.counters.me.dropped.kernel.count': 7 });
  expect(subject.flush().values).toMatchObject({ 'stats.counters.me.dropped.kernel.count': 0 });
});
