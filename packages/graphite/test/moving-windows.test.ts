/** Moving windows against the plainest way to compute them: all lengths, all aggregations, any values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FakeSeries, render, run, START_S } from './fake-source.ts';

const gap = Number.NaN;
const sum = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);
const plain: Record<string, (present: readonly number[]) => number> = {
  average: (v) => sum(v) / v.length,
  avg_zero: (v) => sum(v) / v.length,
  count: (v) => v.length,
  diff: (v) => (v[0] as number) - sum(v.slice(1)),
  last: (v) => v.at(-1) as number,
  max: (v) => Math.max(...v),
  median: (v) => {
    const s = [...v].sort((a, b) => a - b);
    return ((s[(s.length - 1) >> 1] as number) + (s[s.length >> 1] as number)) / 2;
  },
  min: (v) => Math.min(...v),
  multiply: (v) => v.reduce((a, b) => a * b, 1),
  range: (v) => Math.max(...v) - Math.min(...v),
  stddev: (v) => {
    const mean = sum(v) / v.length;
    return Math.sqrt(sum(v.map((x) => (x - mean) ** 2)) / v.length);
  },
  sum,
};

/** Each slot's window of the `points` values up to and with its own. */
function windowsOf(all: readonly number[], slots: number, points: number, func: string): number[] {
  return Array.from({ length: slots }, (_, i) => {
    const end = all.length - slots + i + 1;
    const present = all.slice(Math.max(0, end - points), end).filter((v) => !Number.isNaN(v));
    return present.length === 0 ? gap : (plain[func]?.(present) ?? gap);
  });
}

function expectClose(got: readonly number[], want: readonly number[], scale: number): void {
  expect(got.length).toBe(want.length);
  for (const [i, w] of want.entries()) {
    const g = got[i] as number;
    if (Number.isNaN(w)) expect(g).toBeNaN();
    else expect(Math.abs(g - w)).toBeLessThanOrEqual(1e-9 * Math.max(scale, Math.abs(w)));
  }
}

describe('movingWindow', () => {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -8000, max: 8000 }).map((n) => n / 8) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 5, 5) },
    { weight: 2, arbitrary: fc.constant(gap) },
  );
  it.each(Object.keys(plain))('%s of any values and window', async (func) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.array(value, { maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        async (values, before, points) => {
          const got = Object.values(await render(`movingWindow(x,${points},"${func}")`, { x: { values, before } }))[0];
          const scale = func === 'multiply' ? 0 : 1e5;
          expectClose(got ?? [], windowsOf([...before, ...values], values.length, points, func), scale);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(['median', 'stddev', 'max'])('%s of windows of hundreds of values', async (func) => {
    const all = Array.from({ length: 900 }, (_, i) => (i % 11 === 3 ? gap : ((i * 7919) % 1009) - 500));
    for (const points of [511, 512, 700]) {
      const x: FakeSeries = { before: all.slice(0, 700), values: all.slice(700) };
      const got = Object.values(await render(`movingWindow(x,${points},"${func}")`, { x }))[0];
      expectClose(got ?? [], windowsOf(all, 200, points, func), 1);
    }
  });

  it('lets go of infinities and of zeros in a product', async () => {
    const x = [Number.POSITIVE_INFINITY, 0, ...Array.from({ length: 40 }, () => 2)];
    const got = await render('group(movingWindow(x,20,"sum"),movingWindow(x,20,"multiply"))', { x });
    expect(got['movingSum(x,20)']?.slice(-1)).toEqual([40]);
    expect(got['movingMultiply(x,20)']?.slice(-1)).toEqual([2 ** 20]);
  });

  it.each<[string, string, string]>([
    ['movingWindow(x,2)', 'movingAverage(x,2)', 'movingAverage'],
    ['movingWindow(x,"2min","max")', 'movingMax(x,"2min")', 'movingMax'],
    // Graphite's own spelling: only the first letter is a capital.
    ['movingWindow(x,2,"rangeOf")', 'movingRangeof(x,2)', 'movingRangeof'],
    ['movingWindow(x,2,"avg_zero")', 'movingAvg_zero(x,2)', 'movingAvg_zero'],
    ['movingWindow(x,2.7,func="sum")', 'movingSum(x,2.7)', 'movingSum'],
  ])('%s is named %s', async (target, name, tag) => {
    const [s] = await run(target, { series: { x: [1, 2] } });
    expect(s).toMatchObject({ name, pathExpression: name });
    expect(Object.keys(s?.tags ?? {})).toEqual(['name', tag]);
  });

  it('leaves windows with a smaller share of values than xFilesFactor empty', async () => {
    const x: FakeSeries = { before: [1, 1, 1], values: [1, gap, 3, gap, gap, 5] };
    expect(await render('movingWindow(x,2,"average",0.5)', { x })).toEqual({
      'movingAverage(x,2)': [1, 1, 3, 3, gap, 5],
    });
    expect(await render('movingWindow(x,2,xFilesFactor=1)', { x })).toEqual({
      'movingAverage(x,2)': [1, gap, gap, gap, gap, gap],
    });
    expect(await render('movingWindow(x,2)', { x }, { xFilesFactor: 1 })).toEqual({
      'movingAverage(x,2)': [1, gap, gap, gap, gap, gap],
    });
  });

  it('reads as far back as its window is long', async () => {
    const { fakeSource, rangeOf } = await import('./fake-source.ts');
    const { evaluate } = await import('@carpy/graphite');
    const source = fakeSource({ series: { x: [1, 2], slow: { values: [1, 2], stepS: 300 } } });
    await evaluate(['movingWindow({x,slow},3,"min")'], rangeOf({ slots: 6 }), source);
    // Points of the longest step decide; so a second read.
    expect(source.calls.map((c) => c[0])).toEqual(['{x,slow} -60 300', '{x,slow} -960 300']);
  });
});

describe('exponentialMovingAverage', () => {
  it('starts with the mean of the window before, and weighs new values by 2 / (window + 1)', async () => {
    const x: FakeSeries = { before: [9, 1, 2, 3], values: [4, gap, 8] };
    const [s] = await run('exponentialMovingAverage(x,3)', { series: { x } }, { slots: 3 });
    expect(s?.values).toEqual(Float64Array.of(2, 3, gap, 5.5));
    // One slot more than the range, which begins where the range does.
    expect(s).toMatchObject({ startS: START_S, tags: { exponentialMovingAverage: '3' } });
  });

  it('counts an interval in seconds', async () => {
    const x: FakeSeries = { before: [5, 5, 5, 5], values: [6] };
    const got = await render('exponentialMovingAverage(x,"2min")', { x });
    expect(got).toEqual({ 'exponentialMovingAverage(x,"2min")': [5, 5.016529] });
  });
});

describe('stdev', () => {
  it.each<[string, number[]]>([
    ['stdev(x,3)', [0, 1, 1, Math.sqrt(14 / 3), gap].slice(0, 3)],
    ['stdev(x,3,1)', [gap, gap, gap]],
    ['stdev(x,2,0.5)', [0, 1, 0]],
  ])('%s of 2, 4, gap', async (target, want) => {
    expect(Object.values(await render(target, { x: [2, 4, gap] }))[0]).toEqual(want);
  });

  it.each([[3], [20]])('of values whose squares no number holds, over %i', async (points) => {
    const values = Array.from({ length: 40 }, (_, i) => ((i * 7) % 11) - 5);
    const deviations = async (by: number): Promise<number[]> => {
      const [s] = await run(`stdev(x,${points})`, { series: { x: values.map((v) => v * by) } }, { slots: 40 });
      return [...(s?.values ?? [])].map((v) => v / by);
    };
    for (const by of [2 ** 600, 2 ** 1020]) expect(await deviations(by)).toEqual(await deviations(1));
  });

  it('does not drift: where values become equal it is 0', async () => {
    const x = [1e9, -3e9, ...Array.from({ length: 30 }, () => 0.1)];
    expect(Object.values(await render('stdev(x,20)', { x }))[0]?.slice(-5)).toEqual([0, 0, 0, 0, 0]);
  });
});
