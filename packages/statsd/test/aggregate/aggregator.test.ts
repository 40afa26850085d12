import { NameTable, quantiseMs, Sketch, transferables, upperRank } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Subject } from './flushed.ts';

const OK = 'carpy.shop.web.checkout.ok';

/** Of a bucket's estimate, relatively. */
const ESTIMATE_ERROR = 0.01083;

describe('timers under carpy.', () => {
  it('become one record', () => {
    const { timers } = new Subject().send(`${OK}:10|ms`, `${OK}:20|ms`, `${OK}:0.0004|ms`).flush();
    expect(timers[OK]?.columns).toEqual({ count: 3, sum: 30, lower: 0, upper: 20, median: 10, upper_95: 20 });
    expect(timers[OK]?.sketch.count).toBe(3);
  });

  it('count a value of weight w as w values', () => {
    const weight = fc.integer({ min: 1, max: 12 });
    const valueMs = fc.integer({ min: 0, max: 1_000_000 }).map((us) => us / 1000);
    fc.assert(
      fc.property(fc.array(fc.tuple(valueMs, weight), { minLength: 1, maxLength: 60, size: 'max' }), (pairs) => {
        const lines = pairs.map(([v, w]) => `${OK}:${v}|ms${w === 1 ? '' : `|@${Number((1 / w).toPrecision(15))}`}`);
        const { timers } = new Subject().send(...lines).flush();
        const sorted = pairs.flatMap(([v, w]) => Array.from({ length: w }, () => v)).sort((a, b) => a - b);
        const n = sorted.length;
        const at = (i: number): number => sorted[i] as number;
        const columns = timers[OK]?.columns;
        expect(columns).toMatchObject({ count: n, lower: at(0), upper: at(n - 1) });
        const median = n % 2 === 1 ? at(n >> 1) : (at(n / 2 - 1) + at(n / 2)) / 2;
        const near = (value: number | undefined, exact: number) =>
          expect(Math.abs((value ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * ESTIMATE_ERROR + 0.001);
        near(columns?.median, median);
        near(columns?.upper_95, at(upperRank(95, n) - 1));
        if (pairs.every(([, w]) => w === 1)) expect(columns).toMatchObject({ upper_95: at(upperRank(95, n) - 1) });
        expect(columns?.sum).toBeCloseTo(
          sorted.reduce((a, b) => a + b, 0),
          2,
        );
        const sketch = new Sketch();
        for (const v of sorted) sketch.add(v);
        expect(timers[OK]?.sketch.encode()).toEqual(sketch.encode());
      }),
    );
  });

  it('that came as means of buckets have percentiles within 1.083 % of the single ones', () => {
    // One bucket reaches from 8.0000 to 8.1752: all but its mean lie at one end of it.
    const low = Array.from({ length: 90 }, () => 8.001);
    const high = Array.from({ length: 60 }, () => 8.175);
    for (const values of [[...low, ...high], high.concat(low.slice(0, 40))]) {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const sent = [`${OK}:1|ms`, `${OK}:9|ms`, `${OK}:${mean.toPrecision(9)}|ms|@${1 / values.length}`];
      const { columns } = new Subject().send(...sent).flush().timers[OK] ?? {};
      const sorted = [1, ...values, 9].sort((a, b) => a - b);
      const median = ((sorted[sorted.length / 2 - 1] as number) + (sorted[sorted.length / 2] as number)) / 2;
      const p95 = sorted[upperRank(95, sorted.length) - 1] as number;
      expect(columns?.count).toBe(sorted.length);
      expect(Math.abs((columns?.median ?? 0) - median) / median).toBeLessThan(ESTIMATE_ERROR);
      expect(Math.abs((columns?.upper_95 ?? 0) - p95) / p95).toBeLessThan(ESTIMATE_ERROR);
    }
  });

  it.each([{ maxTimingsPerTimer: 50 }, { maxTimings: 50 }, { maxTimingsPerTimer: 0 }])(
    'past the bound %j stay within 1.083 %, ends and sum exact',
    (bounds) => {
      const values = Array.from({ length: 2_000 }, (_, i) => ((i * 7_919) % 2_000) + 1);
      const { timers } = new Subject(bounds).send(...values.map((v) => `${OK}:${v}|ms`)).flush();
      const columns = timers[OK]?.columns;
      expect(columns).toMatchObject({ count: 2_000, sum: 2_001_000, lower: 1, upper: 2_000 });
      expect(Math.abs((columns?.median ?? 0) - 1_000.5) / 1_000.5).toBeLessThan(0.0109);
      expect(Math.abs((columns?.upper_95 ?? 0) - 1_900) / 1_900).toBeLessThan(0.0109);
      const sketch = new Sketch();
      for (const v of values) sketch.add(v);
      expect(timers[OK]?.sketch.encode()).toEqual(sketch.encode());
      // Else a bound that did nothing would pass: exact percentiles are within 1.083 % too.
      expect(columns).toMatchObject({ median: quantiseMs(sketch.median()), upper_95: quantiseMs(sketch.upper(95)) });
    },
  );

  it('past the bound of sketches lose what is past the bound of values, counted, and keep the rest exact', () => {
    const subject = new Subject({ maxTimingsPerTimer: 1, maxSketches: 1 }).send(
      'carpy.a.s.one.ok:1|ms',
      'carpy.a.s.one.ok:2|ms',
      'carpy.a.s.two.ok:3|ms',
      'carpy.a.s.two.ok:900|ms',
    );
    expect(subject.aggregator.counts().bad).toEqual({ too_many_timings: 1 });
    const { timers } = subject.flush();
    expect(timers['carpy.a.s.one.ok']?.columns).toMatchObject({ count: 2, sum: 3 });
    expect(timers['carpy.a.s.two.ok']?.columns).toMatchObject({ count: 1, sum: 3, upper: 3 });
    // The next interval starts anew.
    expect(
      subject.send('carpy.a.s.two.ok:4|ms', 'carpy.a.s.two.ok:5|ms').flush().timers['carpy.a.s.two.ok']?.columns,
    ).toMatchObject({ count: 2 });
  });

  it('keep a sum of bucket means to the microsecond: values are rounded at the end only', () => {
    const { timers } = new Subject().send(`${OK}:0.0123456789|ms|@0.000001`).flush();
    expect(timers[OK]?.columns).toMatchObject({ count: 1_000_000, sum: 12_345.679, upper: 0.012 });
  });

  it('start afresh after a flush that passed the bound', () => {
    const subject = new Subject({ maxTimingsPerTimer: 2 }).send(`${OK}:1|ms`, `${OK}:2|ms`, `${OK}:900|ms`);
    expect(subject.flush().timers[OK]?.columns).toMatchObject({ count: 3, sum: 903, upper: 900 });
    expect(subject.send(`${OK}:5|ms`).flush().timers[OK]?.columns).toMatchObject({ count: 1, sum: 5, upper: 5 });
  });

  it('write nothing in a flush in which they got nothing', () => {
    const subject = new Subject();
    expect(Object.keys(subject.send(`${OK}:1|ms`).flush().timers)).toEqual([OK]);
    expect(subject.flush().timers).toEqual({});
    expect(subject.send(`${OK}:3|ms`).flush().timers[OK]?.columns).toMatchObject({ count: 1, sum: 3 });
  });
});

describe('other values under carpy.', () => {
  it('make one Apdex record of three counters', () => {
    const base = 'carpy.shop.web.checkout.apdex';
    const subject = new Subject();
    const { apdex } = subject
      .send(
        `${base}.satisfied:1|c`,
        `${base}.frustrated:2|c`,
        `${base}.satisfied:1|c|@0.5`,
        'carpy.shop.web.pay.apdex.tolerating:1|c',
      )
      .flush();
    expect(apdex).toEqual({ [base]: [3, 0, 2], 'carpy.shop.web.pay.apdex': [0, 1, 0] });
    expect(subject.flush().apdex).toEqual({});
    expect(subject.send(`${base}.tolerating:1|c`).flush().apdex).toEqual({ [base]: [0, 1, 0] });
  });

  it('store a counter as its sum, a gauge as its value, a set as its size, with no suffix', () => {
    const at = 'carpy.shop.web.custom';
    const subject = new Subject();
    subject.send(
      `${at}.sold:2|c`,
      `${at}.sold:3|c|@0.1`,
      `${at}.open:5|g`,
      `${at}.users:a|s`,
      `${at}.users:b|s`,
      `${at}.users:a|s`,
    );
    expect(subject.values()).toEqual({ [`${at}.sold`]: 32, [`${at}.open`]: 5, [`${at}.users`]: 2 });
    expect([subject.kindOf(`${at}.sold`), subject.kindOf(`${at}.open`), subject.kindOf(`${at}.users`)]).toEqual([
      'counter',
      'gauge',
      'set',
    ]);
  });

  it('write a gauge only when it came, and keep its value for changes', () => {
    const name = 'carpy.shop.web.custom.open';
    const subject = new Subject();
    expect(subject.send(`${name}:5|g`).values()).toEqual({ [name]: 5 });
    expect(subject.values()).toEqual({});
    expect(subject.send(`${name}:-2|g`, `${name}:+10|g`).values()).toEqual({ [name]: 13 });
  });

  it('keep the kind of the first value', () => {
    const name = 'carpy.shop.web.custom.x';
    const subject = new Subject().send(`${name}:5|g`, `${name}:1|c`, `${name}:1|ms`, `${name}:a|s`);
    expect(subject.values()).toEqual({ [name]: 5 });
    expect(subject.aggregator.counts().bad).toEqual({ kind_conflict: 3 });
  });

  it.each([
    ['carpy.shop.web.custom.x:1|ms', 'carpy.shop.web.custom.x.mean:1|c'],
    ['carpy.shop.web.custom.x:1|ms', 'carpy.shop.web.custom.x.y.z:1|g'],
    ['carpy.shop.web.custom.x.mean:1|c', 'carpy.shop.web.custom.x:1|ms'],
  ])('refuse a path at or under a record: after %s, %s', (first, second) => {
    const subject = new Subject().send(first, second);
    expect(subject.aggregator.counts().bad).toEqual({ kind_conflict: 1 });
  });

  it('drop tags, and count that', () => {
    const subject = new Subject().send(`${OK}:1|ms|#host:a`, `${OK};host=b:3|ms`);
    expect(subject.flush().timers[OK]?.columns.count).toBe(2);
    expect(subject.aggregator.counts()).toMatchObject({ tagsDropped: 2, bad: {} });
  });
});

describe('names outside carpy.', () => {
  it('land where StatsD puts them', () => {
    const subject = new Subject().send('a.hits:1|c', 'a.hits:2|c|@0.1', 'a.size:42|g', 'a.users:x|s', 'a.users:y|s');
    expect(subject.values()).toEqual({
      'stats.counters.a.hits.rate': 2.1,
      'stats.counters.a.hits.count': 21,
      'stats.gauges.a.size': 42,
      'stats.sets.a.users.count': 2,
    });
    expect(subject.kindOf('stats.gauges.a.size')).toBe('plain');
  });

  it('have StatsD’s timer statistics, whose count alone takes the rate', () => {
    const lines = Array.from({ length: 10 }, (_, i) => `t:${(i + 1) * 10}|ms`);
    const values = new Subject({ settings: { percentThresholds: [90, 99.9, -20] } })
      .send(...lines, 't:110|ms|@0.1')
      .values();
    const at = (name: string): number | undefined => values[`stats.timers.t.${name}`];
    expect([at('count'), at('count_ps'), at('sum'), at('mean'), at('median')]).toEqual([20, 2, 660, 60, 60]);
    expect([at('lower'), at('upper'), at('sum_squares'), at('std')]).toEqual([10, 110, 50_600, Math.sqrt(1_000)]);
    expect([at('count_90'), at('upper_90'), at('sum_90'), at('mean_90'), at('sum_squares_90')]).toEqual([
      10, 100, 550, 55, 38_500,
    ]);
    expect([at('count_99_9'), at('upper_99_9')]).toEqual([11, 110]);
    expect([at('count_top20'), at('lower_top20'), at('sum_top20'), at('mean_top20')]).toEqual([2, 100, 210, 105]);
    expect(Object.keys(values)).toHaveLength(9 + 15);
  });

  it('skip a threshold that takes in no value', () => {
    const values = new Subject({ settings: { percentThresholds: [10] } })
      .send('t:1|ms', 't:2|ms', 't:3|ms', 't:4|ms')
      .values();
    expect(Object.keys(values).filter((name) => name.endsWith('_10'))).toEqual([]);
  });

  it('stay close when a timer passes the bound of values', () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `t:${i + 1}|ms`);
    const exact = new Subject({ settings: { percentThresholds: [90, -10] } }).send(...lines).values();
    const rough = new Subject({ settings: { percentThresholds: [90, -10] }, maxTimingsPerTimer: 10 })
      .send(...lines)
      .values();
    expect(Object.keys(rough)).toEqual(Object.keys(exact));
    for (const [name, value] of Object.entries(exact))
      expect(Math.abs((rough[name] as number) - value) / value).toBeLessThan(0.025);
    for (const name of ['count', 'sum', 'sum_squares', 'mean', 'lower', 'upper'])
      expect(rough[`stats.timers.t.${name}`]).toBe(exact[`stats.timers.t.${name}`]);
  });

  it('flush zeros and old gauges when idle, as StatsD does', () => {
    const subject = new Subject().send('c:1|c', 't:1|ms', 'g:7|g', 's:x|s');
    subject.flush();
    expect(subject.values()).toEqual({
      'stats.counters.c.rate': 0,
      'stats.counters.c.count': 0,
      'stats.timers.t.count': 0,
      'stats.timers.t.count_ps': 0,
      'stats.gauges.g': 7,
      'stats.sets.s.count': 0,
    });
  });

  it('flush nothing when idle, if asked', () => {
    const subject = new Subject({
      settings: { deleteCounters: true, deleteTimers: true, deleteSets: true, deleteGauges: true },
    }).send('c:1|c', 't:1|ms', 'g:7|g', 's:x|s');
    expect(Object.keys(subject.values()).length).toBeGreaterThan(4);
    expect(subject.values()).toEqual({});
    expect(subject.send('g:+1|g').values()).toEqual({ 'stats.gauges.g': 1 });
  });

  it('take prefixes of one’s own', () => {
    const subject = new Subject({ settings: { globalPrefix: '', prefixCounter: 'n', prefixGauge: '' } }).send(
      'a:1|c',
      'b:2|g',
    );
    expect(subject.flush().values).toMatchObject({ 'n.a.count': 1, b: 2, 'statsd.numStats': 5 });
  });

  it('carry tags behind the suffix, in one canonical form', () => {
    const subject = new Subject().send('a:1|c|#z:1,b:2', 'a;b=2;z=1:2|c', 'a:4|c|#b:2,z:1');
    expect(subject.values()).toMatchObject({ 'stats.counters.a.count;b=2;z=1': 7 });
  });

  it('share a series when cleaning makes their names one', () => {
    expect(new Subject().send('a b:1|g', 'a_b:+2|g', '.a_b..:+4|g').values()).toEqual({ 'stats.gauges.a_b': 7 });
  });

  it('are not spoilt by words of JavaScript', () => {
    const words = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'];
    const values = new Subject()
      .send(...words.flatMap((word) => [`${word}:1|c`, `${word}:1|ms`, `${word}:1|g`, `${word}:x|s`]))
      .values();
    for (const word of words) {
      expect(values[`stats.counters.${word}.count`]).toBe(1);
      expect(values[`stats.timers.${word}.upper_90`]).toBe(1);
      expect(values[`stats.gauges.${word}`]).toBe(1);
      expect(values[`stats.sets.${word}.count`]).toBe(1);
    }
  });

  it('write no value that ran out of range', () => {
    expect(new Subject().send('a:1e308|c', 'a:1e308|c').values()).toEqual({});
  });
});

describe('the server’s own metrics', () => {
  it('are where StatsD puts its own', () => {
    const subject = new Subject().send('a:1|c', 'b:1|ms', 'bad').send('c:1|g');
    expect(subject.flush().values).toMatchObject({
      'stats.counters.statsd.packets_received.count': 2,
      'stats.counters.statsd.metrics_received.count': 4,
      'stats.counters.statsd.bad_lines_seen.count': 1,
      'stats.statsd.numStats': 6,
    });
    expect(subject.flush().values).toMatchObject({ 'stats.counters.statsd.packets_received.count': 0 });
  });

  it('count since the start', () => {
    const subject = new Subject().send('a:1|c', 'a:2|c', 'bad', 'a:x|c');
    expect(subject.aggregator.counts()).toMatchObject({
      packets: 1,
      metrics: 2,
      bad: { no_value: 1, bad_value: 1 },
      badSamples: [
        { cause: 'bad_value', line: 'a:x|c', atMs: 1_000 },
        { cause: 'no_value', line: 'bad' },
      ],
      flushes: 0,
      lastPacketAtMs: 1_000,
      lastSender: '127.0.0.1',
    });
    subject.flush();
    expect(subject.aggregator.counts()).toMatchObject({ flushes: 1, seriesActive: 13, names: 14, namesForgotten: 0 });
  });

  it('say that nothing came', () => {
    expect(new Subject().aggregator.counts()).toMatchObject({ packets: 0, lastPacketAtMs: null, lastSender: null });
  });
});

describe('bounds', () => {
  it('hold the number of names', () => {
    const subject = new Subject({ names: new NameTable(20) });
    for (let i = 0; i < 100; i++) subject.send(`carpy.shop.web.custom.n${i}:1|c`);
    const kept = Object.keys(subject.values()).length;
    // The server's own: three counters of two series each, a gauge, and five values.
    expect(kept).toBe(20 - 12);
    expect(subject.aggregator.counts().bad).toEqual({ too_many_names: 100 - kept });
    expect(subject.send('carpy.shop.web.custom.n0:2|c').values()).toEqual({ 'carpy.shop.web.custom.n0': 2 });
  });

  it('leave no half of a timer when the last names run out', () => {
    const subject = new Subject({ names: new NameTable(15) }).send('t:1|ms', 'c:1|c');
    expect(Object.keys(subject.values())).toEqual(['stats.counters.c.rate', 'stats.counters.c.count']);
  });

  it('hold the transactions of a server', () => {
    const subject = new Subject();
    for (let i = 0; i < 1_100; i++) subject.send(`carpy.shop.web.t${i}.ok:1|ms`);
    expect(Object.keys(subject.flush().timers)).toHaveLength(1_000);
    expect(subject.aggregator.counts().bad).toEqual({ too_many_names: 100 });
  });

  it('hold the length of a name', () => {
    const long = (length: number): string => `carpy.shop.web.custom.${'x'.repeat(length - 22)}`;
    const subject = new Subject().send(`${long(1_024)}:1|c`, `${long(1_025)}:1|c`, `${'y'.repeat(1_100)}:1|c`);
    expect(Object.keys(subject.values())).toEqual([long(1_024)]);
    expect(subject.aggregator.counts().bad).toEqual({ name_too_long: 2 });
  });

  it('hold the members of sets', () => {
    const subject = new Subject({ maxSetMembers: 2 }).send('s:a|s', 's:b|s', 's:c|s', 's:a|s');
    expect(subject.values()).toEqual({ 'stats.sets.s.count': 2 });
    expect(subject.aggregator.counts()).toMatchObject({ bad: { too_many_members: 1 }, metrics: 3 });
  });
});

describe('a batch', () => {
  it('has ascending ids, each declared once, and exact arrays that can be transferred', () => {
    const subject = new Subject();
    const lines = [
      'z:1|ms',
      `${OK}:1|ms`,
      'c:1|c',
      'carpy.shop.web.pay.apdex.satisfied:1|c',
      'carpy.shop.web.custom.x:1|g',
      'carpy.shop.web.pay.ok:3|ms',
    ];
    const batch = subject.send(...lines).batch();
    for (const ids of [batch.timers.ids, batch.apdex.ids, batch.values.ids])
      expect([...ids]).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(batch.declared.map((d) => d.id)).toEqual(batch.declared.map((_, i) => i));
    expect(batch.timers.columns).toHaveLength(12);
    expect(batch.timers.sketchEnds.at(-1)).toBe(batch.timers.sketches.length);
    for (const buffer of transferables(batch)) structuredClone(buffer, { transfer: [buffer] });
    const next = subject.send(...lines).batch();
    expect(next.declared).toEqual([]);
    expect(next).toMatchObject({ slotS: 1_000, stepS: 10, coveredMs: 10_000 });
  });

  it('sorts names that carbon used before', () => {
    const names = new NameTable();
    names.idOf('plain', 'stats.gauges.b');
    names.idOf('plain', 'stats.gauges.a');
    const batch = new Subject({ names }).send('a:1|g', 'b:2|g').batch();
    expect([...batch.values.ids.slice(0, 2)]).toEqual([0, 1]);
    expect([...batch.values.values.slice(0, 2)]).toEqual([2, 1]);
  });
});

it('says the same as a plain reading of the same lines', () => {
  const name = fc.constantFrom('a', 'b.c', 'carpy.s.h.custom.x', 'carpy.s.h.custom.y');
  const line = fc.tuple(name, fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(1, 0.5, 0.1));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 80, size: 'max' }), (lines) => {
      const sums = new Map<string, number>();
      for (const [key, value, rate] of lines) {
        const at = key.startsWith('carpy.') ? key : `stats.counters.${key}.count`;
        sums.set(at, (sums.get(at) ?? 0) + value / rate);
      }
      const values = new Subject()
        .send(...lines.map(([key, value, rate]) => `${key}:${value}|c${rate === 1 ? '' : `|@${rate}`}`))
        .values();
      for (const [at, sum] of sums) expect(values[at]).toBeCloseTo(sum, 6);
      expect(Object.keys(values).filter((at) => !at.endsWith('.rate'))).toHaveLength(sums.size);
    }),
  );
});
