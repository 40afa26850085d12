/** How series are drawn, stacks, and what pie charts make of a series. */
import { evaluate, pieFunctionInfos, pieFunctionNamed, pieFunctions } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { type FakeSeries, fakeSource, rangeOf, run } from './fake-source.ts';

const gap = Number.NaN;
type Data = Record<string, FakeSeries | readonly number[]>;

describe('drawing', () => {
  it.each<[string, string, Record<string, string>, object]>([
    ['alpha(x,0.5)', 'x', {}, { alpha: 0.5 }],
    ['alpha(x,7)', 'x', {}, { alpha: 1 }],
    ['color(x,"#ff0000")', 'x', {}, { color: '#ff0000' }],
    ['lineWidth(x,2.5)', 'x', {}, { lineWidth: 2.5 }],
    ['dashed(x)', 'dashed(x, 5)', { dashed: '5' }, { dashed: 5 }],
    ['dashed(x,12)', 'dashed(x, 12)', { dashed: '12' }, { dashed: 12 }],
    ['drawAsInfinite(x)', 'drawAsInfinite(x)', { drawAsInfinite: '1' }, { drawAsInfinite: true }],
    ['secondYAxis(x)', 'secondYAxis(x)', { secondYAxis: '1' }, { secondYAxis: true }],
    ['alpha(color(lineWidth(x,3),"red"),0.1)', 'x', {}, { alpha: 0.1, color: 'red', lineWidth: 3 }],
    ['stacked(color(x,"red"))', 'stacked(x)', { stacked: '__DEFAULT__' }, { color: 'red', stacked: true }],
  ])('%s', async (target, name, tags, drawing) => {
    const [s] = await run(target, { series: { x: [1, gap, 3] } }, { slots: 3 });
    expect(s).toMatchObject({ name, drawing, values: Float64Array.of(1, gap, 3) });
    expect(s?.tags).toEqual({ name: 'x', ...tags });
  });
});

describe('stacked', () => {
  const series: Data = { a: [1, gap, 3], b: [10, 20, gap], c: { values: [100, 200], stepS: 120 } };
  const heights = async (...targets: string[]): Promise<unknown[]> => {
    const got = await evaluate(targets, rangeOf({ slots: 3 }), fakeSource({ series }));
    return got.map((s) => [s.name, ...s.values]);
  };

  it('adds what earlier series and targets of the same stack have, and keeps gaps', async () => {
    expect(await heights('stacked({a,b})', 'stacked(a)')).toEqual([
      ['stacked(a)', 1, gap, 3],
      ['stacked(b)', 11, 20, gap],
      ['stacked(a)', 12, gap, 6],
    ]);
  });

  it('keeps stacks of other names apart, which leave names as they are', async () => {
    expect(await heights('stacked(a,"in")', 'stacked(b,"out")', 'stacked(b,stackName="in")', 'stacked(b)')).toEqual([
      ['a', 1, gap, 3],
      ['b', 10, 20, gap],
      ['b', 11, 20, gap],
      ['stacked(b)', 10, 20, gap],
    ]);
  });

  it('goes by the place in the series, whatever the steps', async () => {
    expect(await heights('stacked(a)', 'stacked(c)')).toEqual([
      ['stacked(a)', 1, gap, 3],
      ['stacked(c)', 101, 200],
    ]);
  });

  it.each([
    ['timeShift(stacked({d,e}),"1min")', 'timeShift(d,"1min")', 'timeShift(sumSeries(d,e),"1min")'],
    ['movingSum(stacked({d,e}),2)', 'movingSum(d,2)', 'movingSum(sumSeries(d,e),2)'],
    ['movingSum(stacked({d,e}),"2min")', 'movingSum(d,2)', 'movingSum(sumSeries(d,e),2)'],
    [
      'movingMax(timeShift(stacked({d,e}),"1min"),2)',
      'movingMax(timeShift(d,"1min"),2)',
      'movingMax(timeShift(sumSeries(d,e),"1min"),2)',
    ],
  ])('is stacked once however often it is read: %s', async (target, lower, upper) => {
    const before: Data = {
      d: { before: [1, 2, 3, 4], values: [5, 6, 7] },
      e: { before: [10, 20, 30, 40], values: [50, 60, 70] },
    };
    const valuesOf = async (...targets: string[]): Promise<Float64Array[]> =>
      (await evaluate(targets, rangeOf({ slots: 3 }), fakeSource({ series: before }))).map((s) => s.values);
    expect(await valuesOf(target)).toEqual(await valuesOf(lower, upper));
  });

  it('begins anew with each request', async () => {
    expect(await heights('stacked(a)')).toEqual(await heights('stacked(a)'));
  });
});

describe('pie charts', () => {
  it.each<[string, number[], number]>([
    ['average', [1, gap, 4], 2.5],
    ['maximum', [1, gap, 4], 4],
    ['minimum', [1, gap, 4], 1],
    ['average', [gap], gap],
    ['maximum', [], gap],
  ])('%s of %j', (name, values, want) => {
    expect(pieFunctionNamed(name)?.valueOf(Float64Array.from(values))).toBe(want);
  });

  it('are described as /functions?type=pie does', () => {
    expect(pieFunctions.map((f) => f.name)).toEqual(['average', 'maximum', 'minimum']);
    expect(pieFunctionNamed('median')).toBeUndefined();
    expect(pieFunctionInfos()['maximum']).toMatchObject({
      function: 'maximum(series)',
      group: 'Pie',
      params: [{ name: 'series', type: 'series', required: true }],
    });
  });
});
