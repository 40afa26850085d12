import { evaluate, renderJson } from '@carpy/graphite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FakeData, fakeSource, type RunOptions, rangeOf, START_S } from './fake-source.ts';

interface Answer {
  target: string;
  tags: Record<string, string>;
  datapoints: [number | null, number][];
}

const gap = Number.NaN;
const render = async (
  targets: string[],
  data: FakeData,
  options: RunOptions & { noNullPoints?: boolean } = {},
): Promise<Answer[]> => JSON.parse(await renderJson(targets, { ...rangeOf(options), ...options }, fakeSource(data)));

describe('renderJson', () => {
  it('writes series as graphite-web does', async () => {
    const text = await renderJson(['a'], rangeOf({ slots: 3 }), fakeSource({ series: { a: [1, gap, 0.1] } }));
    expect(text).toBe(
      `[{"target":"a","tags":{"name":"a"},"datapoints":[[1,${START_S}],[null,${START_S + 60}],[0.1,${START_S + 120}]]}]`,
    );
  });

  it('writes infinity as 1e9999, and names of any characters', async () => {
    const data = { series: { a: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21, -0] } };
    const text = await renderJson(['alias(a,"q\u0007\u2028ü")'], rangeOf({ slots: 4 }), fakeSource(data));
    expect(text).toContain('[[1e9999,');
    expect(text).toContain('[-1e9999,');
    expect(JSON.parse(text)[0]).toMatchObject({
      target: 'q\u0007\u2028ü',
      datapoints: [[Infinity], [-Infinity], [1e21], [0]].map((p) => expect.arrayContaining(p)),
    });
  });

  it('answers targets in order, and nothing for what matches nothing', async () => {
    const data = { series: { a: [1], b: [2] } };
    expect((await render(['b', 'nothing.*', 'a', '{b,a}'], data)).map((s) => s.target)).toEqual(['b', 'a', 'a', 'b']);
    expect(await renderJson([], rangeOf(), fakeSource({}))).toBe('[]');
  });

  it('leaves out gaps, and series of nothing else, on demand', async () => {
    const data = { series: { a: [gap, 1, gap], b: [gap, gap, gap] } };
    const got = await render(['*'], data, { slots: 3, noNullPoints: true });
    expect(got).toEqual([{ target: 'a', tags: { name: 'a' }, datapoints: [[1, START_S + 60]] }]);
  });

  it('says where a target is wrong', async () => {
    await expect(renderJson(['sum(a'], rangeOf(), fakeSource({}))).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      position: 5,
    });
  });
});

describe('maxDataPoints', () => {
  // 360 points of 10 s at 100: measured on graphite-web, 90 points, the first 3,560 s before the end.
  it('moves the start to whole buckets and drops early points, as graphite-web does', async () => {
    const endS = START_S + 3600;
    const values = Array.from({ length: 361 }, (_, i) => i);
    const [got] = await render(
      ['a'],
      { series: { a: { values, stepS: 10 } } },
      { fromS: START_S, untilS: endS, maxDataPoints: 100 },
    );
    expect(got?.datapoints).toHaveLength(90);
    expect(got?.datapoints[0]).toEqual([(3 + 4 + 5 + 6) / 4, endS - 3560]);
    expect(got?.datapoints[1]).toEqual([(7 + 8 + 9 + 10) / 4, endS - 3520]);
    // The last bucket is not full.
    expect(got?.datapoints[89]).toEqual([(359 + 360) / 2, endS]);
  });

  it.each<[string, number[]]>([
    ['a', [2.5, 5]],
    ['consolidateBy(a,"sum")', [5, 5]],
    ['consolidateBy(a,"max")', [3, 5]],
    ['consolidateBy(a,"min")', [2, 5]],
    ['consolidateBy(a,"first")', [2, 5]],
    ['consolidateBy(a,"last")', [3, 5]],
    ['consolidateBy(a,"avg_zero")', [2.5, 2.5]],
  ])('buckets of %s', async (target, want) => {
    // Four values of 60 s at 2 points make buckets of 120 s; the start is a whole bucket, so that moves one on and one value goes.
    const [got] = await render([target], { series: { a: [1, 2, 3, gap, 5] } }, { slots: 5, maxDataPoints: 3 });
    expect(got?.datapoints.map((p) => p[0])).toEqual(want);
    expect(got?.datapoints.map((p) => p[1])).toEqual([START_S + 120, START_S + 240]);
  });

  it('of 1 makes one bucket of everything', async () => {
    const [got] = await render(['a'], { series: { a: [1, 2, gap] } }, { slots: 3, maxDataPoints: 1 });
    expect(got?.datapoints).toEqual([[1.5, START_S]]);
  });

  it('leaves alone what is short enough', async () => {
    const [got] = await render(['a'], { series: { a: [1, 2, 3] } }, { slots: 3, maxDataPoints: 3 });
    expect(got?.datapoints.map((p) => p[0])).toEqual([1, 2, 3]);
  });

  it('counts gaps against the xFilesFactor of the request', async () => {
    const [got] = await render(
      ['a'],
      { series: { a: [1, 2, 3, gap, 5] } },
      { slots: 5, maxDataPoints: 3, xFilesFactor: 0.9 },
    );
    expect(got?.datapoints.map((p) => p[0])).toEqual([2.5, null]);
  });

  it('never answers many more points than asked for, nor out of order, whatever the step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom(1, 10, 60, 300),
        async (max, slots, stepS) => {
          const data = { series: { a: { values: Array.from({ length: slots }, () => 1), stepS } } };
          const [got] = await render(['a'], data, {
            fromS: START_S - stepS,
            untilS: START_S + (slots - 1) * stepS,
            maxDataPoints: max,
          });
          const stamps = (got?.datapoints ?? []).map((p) => p[1]);
          expect(stamps.length).toBeLessThanOrEqual(max + 1);
          expect(stamps.every((s, i) => i === 0 || s > (stamps[i - 1] as number))).toBe(true);
          expect(got?.datapoints.every((p) => p[0] === 1)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('fetching', () => {
  const data = { series: { a: [1, 2], b: [3, 4] } };

  it('asks once for everything that all targets need, each path and range once', async () => {
    const source = fakeSource(data);
    await evaluate(
      ['sum(a,b,a)', 'movingAverage(a,"5min")', 'timeShift(b,"1h")', 'divideSeries(a,b)'],
      rangeOf({ slots: 2 }),
      source,
    );
    expect(source.calls).toEqual([['a -60 60', 'b -60 60', 'a -360 60', 'b -3660 -3540']]);
  });

  it('asks twice where a window in points needs the step first', async () => {
    const source = fakeSource(data);
    await evaluate(['movingAverage(a,5)', 'b'], rangeOf({ slots: 2 }), source);
    expect(source.calls).toEqual([['a -60 60', 'b -60 60'], ['a -360 60']]);
  });

  it('hands now, the points wanted and what may still be read to the source', async () => {
    const contexts: unknown[] = [];
    const source = fakeSource(data);
    const spying = {
      ...source,
      fetch: (...args: Parameters<typeof source.fetch>) => {
        contexts.push(args[1]);
        return source.fetch(...args);
      },
    };
    await evaluate(['a'], { ...rangeOf({ slots: 2 }), nowS: 77, maxDataPoints: 5 }, spying, { series: 7, points: 90 });
    expect(contexts).toEqual([{ nowS: 77, maxDataPoints: 5, left: { series: 7, points: 90 } }]);
  });

  it.each<[string, object, RegExp]>([
    ['series', { series: 1 }, /2 series.*name more nodes/],
    ['points', { points: 3 }, /4 points.*narrow/],
    ['calls', { calls: 2 }, /nest fewer/],
  ])('stops at the limit of %s, saying what to narrow', async (_, limits, message) => {
    await expect(
      evaluate(['scale(scale(scale(*,2),2),2)'], rangeOf({ slots: 2 }), fakeSource(data), limits),
    ).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
      message: expect.stringMatching(message),
    });
  });

  it('bounds windows nested in windows', async () => {
    const target = `${'movingAverage('.repeat(60)}a${',3)'.repeat(60)}`;
    await expect(evaluate([target], rangeOf({ slots: 2 }), fakeSource(data))).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
    });
  });

  it('passes on what the source throws', async () => {
    const broken = { ...fakeSource(data), fetch: () => Promise.reject(new Error('disk gone')) };
    await expect(evaluate(['a'], rangeOf(), broken)).rejects.toThrow('disk gone');
  });
});
