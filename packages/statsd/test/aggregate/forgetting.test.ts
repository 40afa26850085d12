import { type FlushBatch, NameTable } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Subject } from './flushed.ts';

const MAX_NAMES = 2_000;
/** Counters of two series each. */
const flood = (from: number, n: number): string[] => Array.from({ length: n }, (_, i) => `flood.n${from + i}:1|c`);
const OLD = 'carpy.shop.web.checkout.ok';

function flooded(): Subject {
  const subject = new Subject({ names: new NameTable(MAX_NAMES) });
  for (let i = 0; i < 8; i++) subject.send(`${OLD}:5|ms`, 'old.hits:2|c', 'old.level:7|g').flush();
  return subject;
}

describe('a flood of new names', () => {
  it('leaves the old ones exact, is refused beyond the bound, and ends', () => {
    const subject = flooded();
    let next = 0;
    let refused = 0;
    for (let flush = 0; flush < 30; flush++) {
      subject.send(`${OLD}:5|ms`, `${OLD}:15|ms`, 'old.hits:2|c', ...flood(next, 1_500));
      next += 1_500;
      const { timers, values } = subject.flush();
      expect(timers[OLD]?.columns).toMatchObject({ count: 2, sum: 20, upper: 15 });
      expect(values).toMatchObject({ 'stats.counters.old.hits.count': 2, 'stats.gauges.old.level': 7 });
      expect(subject.aggregator.counts().names).toBeLessThanOrEqual(MAX_NAMES);
      refused = subject.aggregator.counts().bad['too_many_names'] as number;
    }
    const { namesForgotten } = subject.aggregator.counts();
    // Every name that came was taken at once or refused; those taken and gone again are counted.
    expect(refused).toBeGreaterThan(30_000);
    expect(namesForgotten).toBeGreaterThan(MAX_NAMES * 0.25);
    for (let flush = 0; flush < 8; flush++) subject.send(`${OLD}:1|ms`).flush();
    expect(subject.send('brand.new:3|c').values()).toMatchObject({ 'stats.counters.brand.new.count': 3 });
    expect(subject.aggregator.counts().bad['too_many_names']).toBe(refused);
  });

  it('gives their numbers to other names, and batches stay in order', () => {
    const subject = flooded().send(...flood(0, 940));
    for (let flush = 0; flush < 8; flush++) subject.flush();
    // A timer draws its fourteen numbers from those given back, in any order.
    subject.send(...Array.from({ length: 30 }, (_, i) => `new.t${i}:${i}|ms`), ...flood(5_000, 10), 'old.level:8|g');
    subject.send('carpy.shop.web.pay.ok:3|ms', `${OLD}:4|ms`, 'carpy.shop.web.pay.apdex.satisfied:1|c');
    const batch = subject.batch();
    for (const ids of [batch.timers.ids, batch.apdex.ids, batch.values.ids])
      expect([...ids]).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(Math.max(...batch.values.ids)).toBeLessThan(MAX_NAMES);
    const { timers, values } = subject.read(batch);
    for (let i = 0; i < 30; i++) expect(values[`stats.timers.new.t${i}.upper_90`]).toBe(i);
    expect(values['stats.gauges.old.level']).toBe(8);
    expect([timers[OLD]?.columns.sum, timers['carpy.shop.web.pay.ok']?.columns.sum]).toEqual([4, 3]);
  });

  it('ends the zeros of names that are forgotten, and a gauge loses its value', () => {
    const subject = new Subject({ names: new NameTable(MAX_NAMES) }).send('g:5|g');
    subject.flush();
    for (let flush = 0; flush < 3; flush++) subject.send(...flood(0, 970)).flush();
    expect(subject.flush().values).toMatchObject({ 'stats.counters.flood.n0.count': 0, 'stats.gauges.g': 5 });
    for (let flush = 0; flush < 6; flush++) subject.send(...flood(500, 470)).flush();
    const { values } = subject.flush();
    const kept = (from: number, to: number): number =>
      Object.keys(values).filter((name) => {
        const n = Number(/^stats\.counters\.flood\.n(\d+)\.count$/.exec(name)?.[1]);
        return n >= from && n < to;
      }).length;
    expect(kept(500, 970)).toBe(470);
    expect(kept(0, 500)).toBeGreaterThan(200);
    expect(kept(0, 500)).toBeLessThan(300);
    // The longest idle of all.
    expect(values['stats.gauges.g']).toBeUndefined();
    expect(subject.send('g:+3|g').flush().values).toMatchObject({ 'stats.gauges.g': 3 });
  });

  it('takes those seen once first, the newest of them first', () => {
    const subject = new Subject({ names: new NameTable(200) });
    subject.send('twice.a:1|g').flush();
    subject.send('twice.a:1|g').flush();
    subject.send(...Array.from({ length: 40 }, (_, i) => `once.early${i}:1|g`)).flush();
    subject.send(...Array.from({ length: 40 }, (_, i) => `once.late${i}:1|g`)).flush();
    for (let flush = 0; flush < 8; flush++) subject.flush();
    const more = Array.from({ length: 90 }, (_, i) => `more${i}:1|g`);
    for (let flush = 0; flush < 2; flush++) subject.send(...more).flush();
    const kept = [...subject.aggregator.gauges()].map(([key]) => key);
    const count = (start: string): number => kept.filter((key) => key.startsWith(start)).length;
    expect([count('twice'), count('once.early'), count('once.late'), count('more')]).toEqual([1, 40, 7, 90]);
  });
});

describe('names that must stay', () => {
  it('keep what carbon uses: such a number never goes to another name', () => {
    const names = new NameTable(40);
    const carbon = names.idOf('plain', 'stats.gauges.shared');
    const subject = new Subject({ names }).send('shared:1|g');
    subject.send(...Array.from({ length: 27 }, (_, i) => `g${i}:1|g`)).flush();
    for (let flush = 0; flush < 8; flush++) subject.flush();
    expect(subject.aggregator.counts().namesForgotten).toBeGreaterThan(5);
    expect(names.nameOf(carbon)).toBe('stats.gauges.shared');
  });

  it('keep two keys that share a series apart from a third', () => {
    const names = new NameTable(40);
    // The counter's rate is the gauge's own series.
    const subject = new Subject({ names, settings: { prefixGauge: 'counters' } }).send('x:1|c', 'x.count:5|g');
    for (let flush = 0; flush < 10; flush++) {
      subject.send('x.count:5|g', ...(flush === 0 ? Array.from({ length: 25 }, (_, i) => `g${i}:1|g`) : [])).flush();
    }
    subject.send(...Array.from({ length: 10 }, (_, i) => `h${i}:1|g`), 'x.count:6|g');
    expect(subject.flush().values['stats.counters.x.count']).toBe(6);
  });

  it('count again under their server when they come back', () => {
    const subject = new Subject({ names: new NameTable(1_400) });
    const transactions = (from: number): string[] =>
      Array.from({ length: 1_000 }, (_, i) => `carpy.shop.web.t${from + i}.ok:1|ms`);
    subject.send(...transactions(0)).flush();
    subject.send('carpy.shop.web.t1000.ok:1|ms');
    expect(subject.aggregator.counts().bad).toEqual({ too_many_names: 1 });
    // Others fill the table, so that transactions go; then as many new ones have a place.
    subject.send(...Array.from({ length: 170 }, (_, i) => `fill.n${i}:1|c`));
    for (let flush = 0; flush < 9; flush++) subject.flush();
    const { namesForgotten } = subject.aggregator.counts();
    expect(namesForgotten).toBeGreaterThan(100);
    subject.send(...transactions(2_000));
    const taken = Object.keys(subject.flush().timers).length;
    expect(taken).toBeGreaterThan(100);
    expect(taken).toBeLessThanOrEqual(namesForgotten);
  });

  it('are those that come again while they are being forgotten', () => {
    const subject = flooded().send(...flood(0, 940));
    for (let flush = 0; flush < 6; flush++) subject.flush();
    const job = subject.aggregator.beginFlush(1_000, 10, 10_000);
    let batch = job.step(0);
    let came = 0;
    // From the last one on: so they come before their turn to go.
    for (; batch === undefined; batch = job.step(0))
      if (subject.aggregator.counts().namesForgotten > 0) subject.send(`flood.n${939 - came++}:1|c`);
    const { namesForgotten } = subject.aggregator.counts();
    expect(namesForgotten).toBeGreaterThan(0);
    expect(came).toBeGreaterThan(400);
    subject.read(batch);
    const { values } = subject.flush();
    let sum = 0;
    for (const [name, value] of Object.entries(values)) if (/flood\.n-?\d+\.count$/.test(name)) sum += value;
    expect(sum + (subject.aggregator.counts().bad['too_many_names'] ?? 0)).toBe(came);
  });
});

it('holds the characters of names', () => {
  const subject = new Subject({ names: new NameTable(1_000, 1_200) });
  for (let i = 0; i < 50; i++) subject.send(`carpy.shop.web.custom.${'x'.repeat(50)}${i}:1|c`);
  const kept = Object.keys(subject.values()).length;
  expect(kept).toBeGreaterThan(3);
  expect(kept).toBeLessThan(17);
  expect(subject.aggregator.counts().bad).toEqual({ too_many_names: 50 - kept });
});

it('never mixes names up: whatever was taken is in its flush, under its name', () => {
  /** Names drift round, so that old ones are forgotten all the time, and come again, spelled one way or another. */
  const form = fc.constantFrom('c', 'ms', 's', 'apdex', 'ok');
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ offset: fc.nat(9), form, dot: fc.constantFrom('', '.') }) },
    { weight: 6, arbitrary: fc.constant('step' as const) },
    { weight: 1, arbitrary: fc.constant('flush' as const) },
  );
  const lineOf = (form: string, i: number, dot: string): string => {
    if (form === 'apdex') return `carpy.a.s.t${i}.apdex.tolerating:1|c${dot === '' ? '' : '|#a:b'}`;
    if (form === 'ok') return `carpy.a.s.t${i}.ok:${i}|ms${dot === '' ? '' : '|#a:b'}`;
    return `${dot}${form}${i}:${i}|${form}`;
  };
  let forgotten = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 200, maxLength: 400, size: 'max' }), (acts) => {
      const subject = new Subject({ names: new NameTable(90) });
      let taken = new Map<string, number>();
      let closed = taken;
      let flushes = 0;
      let job: { step(budgetMs: number): FlushBatch | undefined } | undefined;
      const check = (batch: FlushBatch): void => {
        job = undefined;
        const { values, timers, apdex } = subject.read(batch);
        const got = new Map<string, number>();
        for (const [name, value] of Object.entries(values)) {
          const key = /^stats\.(?:counters|timers|sets)\.((?:c|ms|s)\d+)\.count$/.exec(name)?.[1];
          if (key !== undefined && value > 0) got.set(key, key.startsWith('c') ? value / Number(key.slice(1)) : value);
        }
        for (const [name, { columns }] of Object.entries(timers)) {
          const i = Number(/t(\d+)\.ok$/.exec(name)?.[1]);
          expect([columns.lower, columns.upper]).toEqual([i, i]);
          got.set(`ok${i}`, columns.count);
        }
        for (const [name, counts] of Object.entries(apdex)) {
          got.set(`apdex${/t(\d+)\.apdex$/.exec(name)?.[1]}`, counts[1] as number);
        }
        expect(got).toEqual(closed);
        expect(subject.aggregator.counts().names).toBeLessThanOrEqual(90);
      };
      for (const one of acts) {
        if (one === 'step') {
          for (let i = 0; i < 6 && job !== undefined; i++) {
            const batch = job.step(0);
            if (batch !== undefined) check(batch);
          }
        } else if (one === 'flush') {
          if (job !== undefined) check(job.step(Number.POSITIVE_INFINITY) as FlushBatch);
          closed = taken;
          taken = new Map();
          flushes++;
          job = subject.aggregator.beginFlush(flushes * 10, 10, 10_000);
        } else {
          const i = ((flushes * 3 + one.offset) % 50) + 1;
          const before = subject.aggregator.counts().metrics;
          subject.send(lineOf(one.form, i, one.dot));
          const key = `${one.form}${i}`;
          // A set takes the one member once.
          const sum = one.form === 's' ? 1 : (taken.get(key) ?? 0) + 1;
          if (subject.aggregator.counts().metrics > before) taken.set(key, sum);
        }
      }
      if (job !== undefined) check(job.step(Number.POSITIVE_INFINITY) as FlushBatch);
      forgotten += subject.aggregator.counts().namesForgotten;
    }),
    { numRuns: 150 },
  );
  // Else the property would tell nothing.
  expect(forgotten).toBeGreaterThan(1_000);
});
