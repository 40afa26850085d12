import { crc32 } from 'node:zlib';
import { CarpyError, NameTable } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AggregatorOptions } from '../../src/aggregate/options.ts';
import { type Flushed, Subject } from './flushed.ts';
import { bounds, line, settings } from './lines.ts';

const MEASURED = /\.(processing_time|calculationtime)$/;

function told({ values, timers, apdex }: Flushed): object {
  const sorted = Object.entries(values).filter(([name]) => !MEASURED.test(name));
  return {
    values: Object.fromEntries(sorted),
    timers: Object.fromEntries(
      Object.entries(timers).map(([name, { columns, sketch }]) => [name, [columns, sketch.encode()]]),
    ),
    apdex,
  };
}

function restored(saved: Uint8Array, options: AggregatorOptions = {}): Subject {
  const subject = new Subject(options);
  subject.aggregator.restore(saved);
  return subject;
}

/** Names held differ: a window holds those that are there, not all that ever came. */
const withoutNames = (subject: Subject): object => {
  const flushed = subject.flush();
  const values = Object.fromEntries(Object.entries(flushed.values).filter(([name]) => !name.endsWith('statsd.names')));
  return told({ ...flushed, values });
};

it('gives the flushes that the one saved would have given', () => {
  const lines = fc.array(line, { maxLength: 40, size: 'max' });
  fc.assert(
    fc.property(
      fc.array(lines, { minLength: 1, maxLength: 4 }),
      lines,
      settings,
      bounds,
      (before, after, some, more) => {
        const subject = new Subject({ settings: some, ...more });
        for (const [i, batch] of before.entries()) {
          if (i > 0) subject.flush();
          subject.send(...batch);
        }
        const taken = restored(subject.aggregator.save(), { settings: some, ...more });
        const rest = after.filter((text) => !text.includes('|ms'));
        for (const one of [subject, taken]) one.send(...rest);
        expect(withoutNames(taken)).toEqual(withoutNames(subject));
        // What lasts goes on: zeros, gauges and how long they live.
        for (let flush = 0; flush < 3; flush++) expect(withoutNames(taken)).toEqual(withoutNames(subject));
      },
    ),
    { numRuns: 200 },
  );
});

describe('other settings', () => {
  const subject = new Subject().send('a.t;k=v:1|ms', 'a.t;k=v:9|ms', 'c:4|c', 'g:5|g', 'carpy.a.s.t.ok:3|ms');
  const saved = subject.aggregator.save();

  it('put the names where they say', () => {
    const { values, timers } = restored(saved, {
      settings: { legacyNamespace: true, percentThresholds: [50], globalSuffix: 'x' },
    }).flush();
    expect(values).toMatchObject({
      'stats.timers.a.t.upper_50.x;k=v': 1,
      'stats_counts.c.x': 4,
      'stats.gauges.g.x': 5,
      'stats_counts.statsd.metrics_received.x': 5,
    });
    expect(timers['carpy.a.s.t.ok']?.columns.count).toBe(1);
  });

  it('leave to the sketch what is past a new bound, and count what finds no place', () => {
    expect(restored(saved, { maxTimingsPerTimer: 1 }).flush().values).toMatchObject({
      'stats.timers.a.t.upper;k=v': 9,
      'stats.statsd.timers_sketched': 1,
    });
    const small = restored(saved, { names: new NameTable(15) });
    expect(small.aggregator.counts().bad).toEqual({ too_many_names: 2 });
    expect(small.values()).toMatchObject({ 'stats.counters.c.count': 4 });
  });
});

it('meets the same key again: a gauge changes from where it was', () => {
  const subject = new Subject().send('g;b=1;a=2:5|g', 'carpy.a.s.custom.g:7|g');
  const taken = restored(subject.aggregator.save()).send('g:+2|g|#a:2,b:1', 'carpy.a.s.custom.g:-1|g');
  expect(taken.values()).toEqual({ 'stats.gauges.g;a=2;b=1': 7, 'carpy.a.s.custom.g': 6 });
});

describe('bytes that are no window', () => {
  const saved = new Subject().send('a:1|c', 'b:2|ms', 's:x|s').aggregator.save();
  const codeOf = (bytes: Uint8Array): string => {
    try {
      restored(bytes);
    } catch (e) {
      return e instanceof CarpyError ? e.code : String(e);
    }
    return 'taken';
  };

  it('are refused, wherever the damage is', () => {
    expect(codeOf(saved)).toBe('taken');
    for (let i = 0; i < saved.length; i++) {
      const damaged = saved.slice();
      damaged[i] = (damaged[i] as number) ^ 0x10;
      expect([i, codeOf(damaged)]).toEqual([i, 'CARPY_STORE_FORMAT']);
      expect(codeOf(saved.slice(0, i))).toBe('CARPY_STORE_FORMAT');
    }
  });

  it('of a newer version are refused by its number', () => {
    const newer = saved.slice();
    newer[4] = 2;
    expect(() => restored(newer)).toThrow(/version 2/);
  });

  it('with a right checksum but no sense in them are refused too', () => {
    fc.assert(
      fc.property(fc.nat(saved.length - 10), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const odd = saved.slice();
        odd[5 + at] = byte;
        new DataView(odd.buffer).setUint32(odd.length - 4, crc32(odd.subarray(0, -4)), true);
        expect(['taken', 'CARPY_STORE_FORMAT']).toContain(codeOf(odd));
      }),
    );
  });
});
