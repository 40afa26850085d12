import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Subject } from '../../statsd/test/aggregate/flushed.ts';
import { Tally, Timer } from '../src/aggregation/timer.ts';
import { Timings } from '../src/aggregation/timings.ts';
import { LineWriter } from '../src/line-writer.ts';

const OK = 'carpy.shop.web.checkout.ok';

/** The lines that `use` brings about, aggregated or not. */
function linesOf(aggregate: boolean, use: (timings: Timings) => void, maxBytes?: number): string[] {
  const datagrams: string[] = [];
  const lines = new LineWriter(
    1_432,
    () => Buffer.alloc(1_432),
    (buffer, length) => datagrams.push(buffer.toString('latin1', 0, length)),
  );
  const timings = new Timings(lines, maxBytes);
  timings.aggregate = aggregate;
  use(timings);
  timings.flush();
  lines.cut();
  return datagrams.flatMap((datagram) => datagram.split('\n'));
}

const durations = fc.oneof(
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }).map((x) => 10 ** (x * 12 - 4)),
  fc.constantFrom(0, 0.0004, 0.001, 1, 2, 1024, 250),
);

describe('Timings', () => {
  it('make the same record at the server aggregated as one by one: count, ends and sketch exactly, the sum to 1e-8', () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1, maxLength: 400, size: 'max' }), (values) => {
        const use = (timings: Timings): void => {
          const timer = new Timer(OK);
          for (const [i, value] of values.entries()) {
            timings.add(timer, value);
            // Several flushes of the agent come into one of the server.
            if (i === 150) timings.flush();
          }
        };
        const record = (aggregate: boolean) => new Subject().send(...linesOf(aggregate, use)).flush().timers[OK];
        const [raw, aggregated] = [record(false), record(true)];
        const want = raw?.columns as NonNullable<typeof raw>['columns'];
        const got = aggregated?.columns as typeof want;
        expect(got).toMatchObject({ count: want.count, lower: want.lower, upper: want.upper });
        // Stored sums have three decimals.
        expect(Math.abs(got.sum - want.sum)).toBeLessThanOrEqual(1e-8 * want.sum + 0.001);
        expect(aggregated?.sketch.encode()).toEqual(raw?.sketch.encode());
        // A column is the mean of the bucket that holds the exact one: one bucket's width apart at most.
        for (const column of ['median', 'upper_95'] as const)
          expect(Math.abs(got[column] - want[column])).toBeLessThanOrEqual(want[column] * (2 ** (1 / 32) - 1) + 0.001);
      }),
      { numRuns: 300 },
    );
  });

  it('send as many lines and bytes for a million calls as for ten thousand', () => {
    const sizes = [10_000, 1_000_000].map((calls) => {
      const lines = linesOf(true, (timings) => {
        const timer = new Timer(OK);
        for (let i = 0; i < calls; i++) timings.add(timer, 5 + (i % 1_000) / 100);
      });
      return { lines: lines.length, bytes: lines.join('\n').length };
    });
    expect(sizes[1]?.lines).toBe(sizes[0]?.lines);
    expect(sizes[1]?.lines).toBeLessThan(60);
    expect(sizes[1]?.bytes).toBeLessThan((sizes[0]?.bytes as number) * 1.2);
  });

  it('write no exponent, nine digits of a mean, fifteen of a rate', () => {
    const lines = linesOf(true, (timings) => {
      const timer = new Timer(OK);
      for (let i = 0; i < 7_000_005; i++) timings.add(timer, i === 0 ? 0.001 : i === 1 ? 1e8 : 0.002 + (i % 2) * 1e-3);
    });
    expect(lines).toEqual([
      `${OK}:0.001|ms`,
      `${OK}:100000000|ms`,
      `${OK}:0.002|ms|@0.000000285714122449073`,
      `${OK}:0.003|ms|@0.000000285714204081656`,
    ]);
  });

  it('send what waits early when sketches need too much, and lose nothing', () => {
    const use = (timings: Timings): void => {
      for (let name = 0; name < 500; name++) {
        const timer = new Timer(`carpy.shop.web.t${name}.ok`);
        for (let i = 0; i < 20; i++) timings.add(timer, (i + 1) * (name + 1));
      }
    };
    const { timers } = new Subject().send(...linesOf(true, use, 20_000)).flush();
    expect(Object.keys(timers)).toHaveLength(500);
    for (let name = 0; name < 500; name++)
      expect(timers[`carpy.shop.web.t${name}.ok`]?.columns).toMatchObject({
        count: 20,
        lower: name + 1,
        upper: (name + 1) * 20,
      });
  });

  it('sum counts, and send a sum of 0 too', () => {
    const lines = linesOf(true, (timings) => {
      const [sold, none] = [new Tally('carpy.a.b.custom.sold'), new Tally('carpy.a.b.custom.none')];
      for (let i = 0; i < 1_000; i++) timings.count(sold, 1.5);
      timings.count(none, 1);
      timings.count(none, -1);
    });
    expect(lines).toEqual(['carpy.a.b.custom.sold:1500|c', 'carpy.a.b.custom.none:0|c']);
  });

  it('start afresh after a flush, and send what waits when aggregation ends', () => {
    const lines = linesOf(true, (timings) => {
      const timer = new Timer(OK);
      for (const value of [1, 2, 3]) timings.add(timer, value);
      timings.flush();
      timings.add(timer, 9);
      timings.aggregate = false;
      timings.add(timer, 10);
      timings.add(timer, 11);
    });
    expect(lines).toEqual([1, 3, 2, 9, 10, 11].map((value) => `${OK}:${value}|ms`));
  });

  it('send durations that are no whole microseconds as they are', () => {
    const lines = linesOf(true, (timings) => timings.add(new Timer(OK), 2 ** 52 + 1));
    expect(lines).toEqual([`${OK}:4503599627370497|ms`]);
  });
});
