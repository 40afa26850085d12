import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyMatcher } from '../../src/aggregate/key-pattern.ts';
import { Subject } from './flushed.ts';

const sent = (): Subject =>
  new Subject().send(
    'web.hits:2|c',
    'web.hits;env=prod:3|c',
    'web.api.hits:1|c',
    'carpy.a.s.custom.n:4|c',
    'carpy.a.s.t.apdex.tolerating:1|c',
    'web.time:5|ms',
    'web.time:3|ms',
    'db.time:7|ms',
    'carpy.a.s.t.ok:1.5|ms',
    'web.open:6|g',
    'carpy.a.s.custom.g:7|g',
  );

describe('what an open interval shows', () => {
  it('has StatsD’s keys and the values so far', () => {
    const { aggregator } = sent();
    expect([...aggregator.counters()]).toEqual([
      ['statsd.packets_received', 1],
      ['statsd.metrics_received', 11],
      ['statsd.bad_lines_seen', 0],
      ['web.hits', 2],
      ['web.hits;env=prod', 3],
      ['web.api.hits', 1],
      ['carpy.a.s.custom.n', 4],
      ['carpy.a.s.t.apdex.tolerating', 1],
    ]);
    expect([...aggregator.timers()]).toEqual([
      ['web.time', Float64Array.of(5, 3)],
      ['db.time', Float64Array.of(7)],
      ['carpy.a.s.t.ok', Float64Array.of(1.5)],
    ]);
    expect([...aggregator.gauges()]).toEqual([
      ['web.open', 6],
      ['carpy.a.s.custom.g', 7],
    ]);
  });

  it('starts from nothing after a flush, gauges aside', () => {
    const subject = sent();
    subject.flush();
    expect(new Map(subject.aggregator.counters()).get('web.hits')).toBe(0);
    expect(new Map(subject.aggregator.timers()).get('web.time')).toEqual(new Float64Array(0));
    expect(new Map(subject.aggregator.gauges()).get('web.open')).toBe(6);
  });

  it('leaves out what the settings delete', () => {
    const subject = new Subject({
      settings: { deleteCounters: true, deleteTimers: true, deleteGauges: true, gaugesMaxTtl: 2 },
    }).send('c:1|c', 't:1|ms', 'g:1|g');
    const keys = (all: Iterable<readonly [string, unknown]>): string[] =>
      [...all].map(([key]) => key).filter((key) => !key.startsWith('statsd.'));
    const { aggregator } = subject;
    const shown = (): string[] => [aggregator.counters(), aggregator.timers(), aggregator.gauges()].flatMap(keys);
    expect(shown()).toEqual(['c', 't', 'g']);
    subject.flush();
    expect(shown()).toEqual(['g']);
    subject.flush();
    expect(shown()).toEqual([]);
  });
});

describe('remove', () => {
  it.each([
    ['counters', 'web.hits', ['web.hits']],
    ['counters', 'web.*', ['web.hits', 'web.hits;env=prod', 'web.api.hits']],
    ['counters', '*;env=*', ['web.hits;env=prod']],
    ['counters', 'we', []],
    ['timers', '*.time', ['web.time', 'db.time']],
    ['timers', 'carpy.a.*', ['carpy.a.s.t.ok']],
    ['gauges', 'web.open', ['web.open']],
    ['gauges', 'web.hits', []],
  ] as const)('%s %s', (type, pattern, keys) => {
    expect(sent().aggregator.remove(type, pattern)).toEqual(keys);
  });

  it('ends a name until it is sent again', () => {
    const subject = sent();
    subject.flush();
    for (const type of ['counters', 'timers', 'gauges'] as const) subject.aggregator.remove(type, '*');
    expect(subject.flush()).toMatchObject({ timers: {}, apdex: {} });
    expect(subject.values()).toEqual({});
    expect(subject.send('web.open:+1|g', 'web.time:2|ms').values()).toMatchObject({
      'stats.gauges.web.open': 1,
      'stats.timers.web.time.count': 1,
    });
  });

  it('takes the values of the open interval with it, and no others', () => {
    const subject = new Subject({ maxTimingsPerTimer: 2 }).send(
      ...[1, 2, 3, 4].flatMap((v) => [`a:${v}|ms|@0.5`, `b:${v}|ms`]),
    );
    expect(subject.aggregator.remove('timers', 'a')).toEqual(['a']);
    const values = subject.send('a:9|ms').values();
    expect(values).toMatchObject({
      'stats.timers.a.count': 1,
      'stats.timers.a.lower': 9,
      'stats.timers.b.count': 4,
      'stats.timers.b.sum': 10,
    });
  });
});

describe('keyMatcher', () => {
  it('agrees with a plain reading of the pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, pattern, (key, some) => {
        const expected = new RegExp(`^${some.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(key);
        expect(keyMatcher(some)(key)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not slowed by patterns that make a regular expression try again and again', () => {
    expect(keyMatcher(`${'*a'.repeat(2_000)}*b`)('a'.repeat(100_000))).toBe(false);
  });
});
