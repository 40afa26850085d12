/** Series of several steps in one call, and arguments that are checked whether or not there are series. */
import { describe, expect, it } from 'vitest';
import { type FakeSeries, run, START_S } from './fake-source.ts';

const gap = Number.NaN;
const fine: FakeSeries = { values: [1, 3, 5, 7, 9, 11] };
const coarse: FakeSeries = { values: [10, 20, 40], stepS: 120 };
const series = { 'a.fine': fine, 'a.coarse': coarse };
const range = { fromS: START_S - 60, untilS: START_S + 300 };
const valuesOf = async (target: string): Promise<Record<string, readonly [step: number, ...number[]]>> =>
  Object.fromEntries((await run(target, { series }, range)).map((s) => [s.name, [s.stepS, ...s.values]]));

describe('series of several steps', () => {
  it.each<[string, Record<string, readonly number[]>]>([
    ['asPercent(a.*,20)', { 'asPercent(a.coarse,20)': [120, 50, 100, 200], 'asPercent(a.fine,20)': [120, 10, 30, 50] }],
    [
      'asPercent(a.*,a.fine)',
      {
        'asPercent(a.coarse,a.fine)': [120, 500, (20 / 6) * 100, 400],
        'asPercent(a.fine,a.fine)': [120, 100, 100, 100],
      },
    ],
    ['asPercent(a.fine,a.coarse)', { 'asPercent(a.fine,a.coarse)': [120, 20, 30, 25] }],
    // Lists are divided pair by pair, and each pair has the step that those two have in common.
    [
      'asPercent(group(a.coarse,a.fine),group(alias(a.coarse,"t1"),alias(a.fine,"t2")))',
      { 'asPercent(a.coarse,t1)': [120, 100, 100, 100], 'asPercent(a.fine,t2)': [60, 100, 100, 100, 100, 100, 100] },
    ],
  ])('%s has the common step throughout', async (target, want) => {
    expect(await valuesOf(target)).toEqual(want);
  });

  it('transformNull fills gaps where a reference has a value at that time', async () => {
    const gaps = {
      x: { values: [gap, 2, gap, gap, gap, gap] },
      half: { values: [gap, 1, gap], stepS: 120 },
      often: { values: [gap, gap, gap, 4, ...new Array(8).fill(gap)], stepS: 30 },
    };
    const of = async (target: string): Promise<number[]> => {
      const [filled] = await run(target, { series: gaps }, range);
      return [...(filled?.values ?? [])];
    };
    expect(await of('transformNull(x,0,half)')).toEqual([gap, 2, 0, 0, gap, gap]);
    expect(await of('transformNull(x,-1,often)')).toEqual([gap, 2, gap, gap, gap, gap]);
    expect(await of('transformNull(x,-1,group(half,often))')).toEqual([gap, 2, -1, -1, gap, gap]);
  });
});

describe('arguments are refused', () => {
  it.each([
    ['timeShift(nothing,"5min","yes")', 25],
    ['timeShift(nothing,"5min",2)', 25],
    ['movingAverage(nothing,"soon")', 22],
    ['alias(nothing,a.fine)', 14],
    ['fallbackSeries(a.fine,true)', 0],
  ])('%s, though nothing comes of them', async (target, position) => {
    await expect(run(target, { series })).rejects.toMatchObject({ code: 'CARPY_BAD_TARGET', position });
  });
});
