import { readdirSync } from 'node:fs';
import { functionInfos, functionList, functionNamed, functions, parseTarget } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { type FakeSeries, render, run, START_S } from './fake-source.ts';

const gap = Number.NaN;
type Data = Record<string, FakeSeries | readonly number[]>;

describe('aggregates', () => {
  const ab: Data = { 'a.x': [1, gap, 3, gap], 'b.x': [10, 20, gap, gap] };
  it.each<[string, Data, Record<string, number[]>]>([
    ['sumSeries(*.x)', ab, { 'sumSeries(*.x)': [11, 20, 3, gap] }],
    ['sum(a.x,b.x)', ab, { 'sumSeries(a.x,b.x)': [11, 20, 3, gap] }],
    ['sumSeries(a.x,a.x)', ab, { 'sumSeries(a.x)': [2, gap, 6, gap] }],
    ['sumSeries(alias(a.x,"A"),b.x)', ab, { 'sumSeries(a.x,b.x)': [11, 20, 3, gap] }],
    ['sumSeries(nothing)', ab, {}],
    ['averageSeries(*.x)', ab, { 'averageSeries(*.x)': [5.5, 20, 3, gap] }],
    ['avg(*.x)', ab, { 'averageSeries(*.x)': [5.5, 20, 3, gap] }],
    ['maxSeries(*.x)', ab, { 'maxSeries(*.x)': [10, 20, 3, gap] }],
    ['minSeries(*.x)', ab, { 'minSeries(*.x)': [1, 20, 3, gap] }],
    ['diffSeries(b.x,a.x)', ab, { 'diffSeries(b.x,a.x)': [9, 20, 3, gap] }],
    ['rangeOfSeries(*.x)', ab, { 'rangeOfSeries(*.x)': [9, 0, 0, gap] }],
    ['stddevSeries(*.x)', ab, { 'stddevSeries(*.x)': [4.5, 0, 0, gap] }],
    ['aggregate(*.x,"median")', ab, { 'medianSeries(*.x)': [5.5, 20, 3, gap] }],
    ['aggregate(*.x,"sum",1)', ab, { 'sumSeries(*.x)': [11, gap, gap, gap] }],
    ['aggregate(*.x,"avg_zero")', ab, { 'avg_zeroSeries(*.x)': [5.5, 10, 1.5, gap] }],
    ['aggregate(*.x,"multiply")', ab, { 'multiplySeries(*.x)': [10, gap, gap, gap] }],
    ['aggregate(*.x,"last")', ab, { 'lastSeries(*.x)': [10, 20, 3, gap] }],
    ['group(a.x,b.x,a.x)|sumSeries()', ab, { 'sumSeries(a.x,b.x)': [12, 20, 6, gap] }],
  ])('%s', async (target, series, want) => {
    expect(await render(target, series)).toEqual(want);
  });

  it('keep the tags that all have in common', async () => {
    const series: Data = {
      'd;h=1;r=eu': { values: [1], tags: { name: 'd', h: '1', r: 'eu' } },
      'd;h=2;r=eu': { values: [2], tags: { name: 'd', h: '2', r: 'eu' } },
    };
    const [sum] = await run('sumSeries(d;h=1;r=eu,d;h=2;r=eu)', { series }, { slots: 1 });
    expect(sum?.tags).toEqual({ name: 'd', r: 'eu', aggregatedBy: 'sum' });
    const [other] = await run('sumSeries(*.x)', { series: ab }, { slots: 1 });
    expect(other?.tags).toEqual({ name: 'sumSeries(*.x)', aggregatedBy: 'sum' });
  });

  it('bring different steps to their least common multiple, each series by its own consolidation', async () => {
    const series: Data = {
      a: { values: [1, 2, 3, 4, 5, 6], stepS: 60 },
      b: { values: [10, 20, 30], stepS: 120, consolidation: 'sum' },
    };
    const [sum] = await run('sumSeries(a,b)', { series }, { fromS: START_S - 60, untilS: START_S + 300 });
    expect(sum).toMatchObject({ stepS: 120, values: Float64Array.of(11.5, 23.5, 35.5) });
    const [counts] = await run(
      'sumSeries(consolidateBy(a,"sum"),b)',
      { series },
      { fromS: START_S - 60, untilS: START_S + 300 },
    );
    expect(counts?.values).toEqual(Float64Array.of(13, 27, 41));
  });

  it('refuse steps without a sensible common multiple', async () => {
    const series: Data = { a: { values: [1], stepS: 99_991 }, b: { values: [1], stepS: 99_989 } };
    await expect(run('sumSeries(a,b)', { series }, { slots: 9_000 })).rejects.toMatchObject({ code: 'CARPY_TOO_MUCH' });
  });
});

describe('names', () => {
  const series: Data = { 'carpy.shop.web-1.checkout.ok.mean': [1], 'carpy.shop.web-2.checkout.ok.mean': [3] };
  it.each<[string, string[]]>([
    ['alias(carpy.shop.web-1.checkout.ok.mean,"a name")', ['a name']],
    ['alias(carpy.shop.web-1.checkout.ok.mean,5)', ['5']],
    ['aliasByNode(carpy.shop.*.checkout.ok.mean,2,-1)', ['web-1.mean', 'web-2.mean']],
    ['aliasByNode(scale(carpy.shop.*.checkout.ok.mean,2),2)', ['web-1', 'web-2']],
    ['aliasByNode(sumSeries(carpy.shop.*.checkout.ok.mean),3)', ['checkout']],
    ['aliasByNode(alias(carpy.shop.web-1.checkout.ok.mean,"a b (c)"),0)', ['a']],
    ['aliasByNode(legendValue(scale(carpy.shop.web-1.checkout.ok.mean,2),"max"),2)', ['web-1']],
    [`aliasByNode(alias(carpy.shop.web-1.checkout.ok.mean,'f(a.b, ")") (c)'),1)`, ['b']],
    ['aliasByNode(carpy.shop.web-1.checkout.ok.mean,2,99)', ['web-1.']],
    ['aliasByNode(carpy.shop.web-1.checkout.ok.mean,"name","nope")', ['carpy.shop.web-1.checkout.ok.mean.']],
    ['aliasByMetric(carpy.shop.web-1.checkout.ok.mean)', ['mean']],
    ['aliasByMetric(scale(carpy.shop.web-1.checkout.ok.mean,2))', ['mean']],
    ['groupByNode(carpy.shop.*.checkout.ok.mean,3,"sum")', ['checkout']],
    ['sortByName(carpy.shop.*.checkout.ok.mean,reverse=true)|aliasByNode(2)', ['web-2', 'web-1']],
    ['template(aliasByNode(carpy.shop.$server.checkout.ok.$1,2),"mean")', []],
    ['template(aliasByNode(carpy.shop.$server.checkout.ok.mean,$n),server="web-2",n=2)', ['web-2']],
  ])('%s', async (target, want) => {
    expect(Object.keys(await render(target, series))).toEqual(want);
  });

  it('takes values of a template from the request before those in the target', async () => {
    const got = await render('template(aliasByNode(carpy.shop.$s.checkout.ok.mean,2),s="web-2")', series, {
      template: { s: 'web-1' },
    });
    expect(Object.keys(got)).toEqual(['web-1']);
  });
});

describe('groups', () => {
  const series: Data = { 'a.x.1': [1, 2], 'a.y.1': [3, gap], 'b.x.1': [10, 20] };
  it.each<[string, Record<string, number[]>]>([
    ['groupByNode(*.*.1,0)', { a: [2, 2], b: [10, 20] }],
    ['groupByNode(*.*.1,0,"sum")', { a: [4, 2], b: [10, 20] }],
    ['groupByNode(*.*.1,1,"maxSeries")', { x: [10, 20], y: [3, gap] }],
    ['groupByNodes(*.*.1,"sum",0,1)', { 'a.x': [1, 2], 'a.y': [3, gap], 'b.x': [10, 20] }],
    ['groupByNodes(*.*.1,"sum")', { '': [14, 22] }],
    ['groupByNode(scale(*.*.1,2),0,"sum")', { a: [8, 4], b: [20, 40] }],
    ['groupByNode(*.*.1,callback="sum",nodeNum=-1)', { '1': [14, 22] }],
  ])('%s', async (target, want) => {
    expect(await render(target, series)).toEqual(want);
  });
});

describe('transforms', () => {
  it.each<[string, readonly number[], Record<string, number[]>]>([
    ['scale(x,2)', [1, gap, 3], { 'scale(x,2)': [2, gap, 6] }],
    ['scale(x,0.0001234567)', [1], { 'scale(x,0.000123457)': [0.0001234567] }],
    ['scale(x,123456789)', [1], { 'scale(x,1.23457e+08)': [123456789] }],
    ['scale(x,"2")', [1], { 'scale(x,2)': [2] }],
    ['offset(x,-1.5)', [1, gap, 3], { 'offset(x,-1.5)': [-0.5, gap, 1.5] }],
    ['derivative(x)', [1, 3, 2, gap, 4, 5], { 'derivative(x)': [gap, 2, -1, gap, gap, 1] }],
    ['nonNegativeDerivative(x)', [1, 3, 2, gap, 4, 4], { 'nonNegativeDerivative(x)': [gap, 2, gap, gap, gap, 0] }],
    ['nonNegativeDerivative(x,9)', [7, 9, 2, 12, 1, 3], { 'nonNegativeDerivative(x)': [gap, 2, 3, gap, gap, 2] }],
    ['nonNegativeDerivative(x,9,1)', [7, 9, 2, 0, 1], { 'nonNegativeDerivative(x)': [gap, 2, 2, gap, gap] }],
    ['nonNegativeDerivative(x,minValue=1)', [7, 2, 5], { 'nonNegativeDerivative(x)': [gap, 1, 3] }],
    ['perSecond(x)', [0, 60, 70, 69, 100.0001], { 'perSecond(x)': [gap, 1, 0.166667, gap, 0.516668] }],
    ['keepLastValue(x)', [gap, 1, gap, gap, 3, gap], { 'keepLastValue(x)': [gap, 1, 1, 1, 3, 3] }],
    ['keepLastValue(x,1)', [1, gap, 3, gap, gap, 4, gap], { 'keepLastValue(x)': [1, 1, 3, gap, gap, 4, 4] }],
    ['keepLastValue(x,inf)', [gap, gap], { 'keepLastValue(x)': [gap, gap] }],
    ['transformNull(x)', [gap, 1, gap], { 'transformNull(x,0)': [0, 1, 0] }],
    ['transformNull(x,-1.5)', [gap, 1, gap], { 'transformNull(x,-1.5)': [-1.5, 1, -1.5] }],
    ['consolidateBy(x,"max")', [1, 2], { 'consolidateBy(x,"max")': [1, 2] }],
    ['x|scale(2)|offset(1)', [1, gap], { 'offset(scale(x,2),1)': [3, gap] }],
    ['highestMax(x,1)', [1], { x: [1] }],
  ])('%s of %j', async (target, x, want) => {
    expect(await render(target, { x })).toEqual(want);
  });

  it('transformNull takes reference series', async () => {
    const series: Data = { x: [gap, gap, 1, gap], r: [1, gap, gap, gap], s: [gap, gap, gap, 2] };
    expect(await render('transformNull(x,5,group(r,s))', series)).toEqual({
      'transformNull(x,5,referenceSeries)': [5, gap, 1, 5],
    });
  });

  it('write tags as graphite-web does: numbers as floats', async () => {
    const [s] = await run('transformNull(perSecond(scale(x,2)),3)', { series: { x: [1] } });
    expect(s?.tags).toEqual({ name: 'x', scale: '2.0', perSecond: '1', transformNull: '3.0' });
  });

  it('leave what they are given untouched', async () => {
    const series: Data = { x: [1, gap, 3] };
    expect(await render('group(scale(x,2),keepLastValue(x),transformNull(x),x)', series)).toMatchObject({
      x: [1, gap, 3],
    });
  });
});

describe('quotients', () => {
  const series: Data = { 'a.n': [1, 2, gap, 4], 'b.n': [4, 0, 1, gap], 'a.t': [2, 4, 8, 0], 'b.t': [8, 8, 8, 8] };
  it.each<[string, Record<string, number[]>]>([
    ['divideSeries(a.n,b.n)', { 'divideSeries(a.n,b.n)': [0.25, gap, gap, gap] }],
    [
      'divideSeries(*.n,a.t)',
      { 'divideSeries(a.n,a.t)': [0.5, 0.5, gap, gap], 'divideSeries(b.n,a.t)': [2, 0, 0.125, gap] },
    ],
    ['divideSeries(a.n,none.n)', { 'divideSeries(a.n,MISSING)': [gap, gap, gap, gap] }],
    [
      'asPercent(*.n)',
      { 'asPercent(a.n,sumSeries(*.n))': [20, 100, gap, 100], 'asPercent(b.n,sumSeries(*.n))': [80, 0, 100, gap] },
    ],
    ['asPercent(a.n,50)', { 'asPercent(a.n,50)': [2, 4, gap, 8] }],
    ['asPercent(a.n,50.0)', { 'asPercent(a.n,50.0)': [2, 4, gap, 8] }],
    ['asPercent(a.n,a.t)', { 'asPercent(a.n,a.t)': [50, 50, gap, gap] }],
    ['asPercent(*.n,b.t)', { 'asPercent(a.n,b.t)': [12.5, 25, gap, 50], 'asPercent(b.n,b.t)': [50, 0, 12.5, gap] }],
    ['asPercent(*.n,*.t)', { 'asPercent(a.n,a.t)': [50, 50, gap, gap], 'asPercent(b.n,b.t)': [50, 0, 12.5, gap] }],
    ['asPercent(*.n,*.t,0)', { 'asPercent(a.n,a.t)': [50, 50, gap, gap], 'asPercent(b.n,b.t)': [50, 0, 12.5, gap] }],
    [
      'asPercent(a.n,b.t,0)',
      { 'asPercent(a.n,MISSING)': [gap, gap, gap, gap], 'asPercent(MISSING,b.t)': [gap, gap, gap, gap] },
    ],
    [
      'asPercent(a.*,None,0)',
      {
        'asPercent(a.n,sumSeries(a.*))': [(1 / 3) * 100, (2 / 6) * 100, gap, 100],
        'asPercent(a.t,sumSeries(a.*))': [(2 / 3) * 100, (4 / 6) * 100, 100, 0],
      },
    ],
    ['asPercent(none.n)', {}],
  ])('%s', async (target, want) => {
    expect(await render(target, series)).toEqual(want);
  });
});

describe('windows and other times', () => {
  const x: FakeSeries = { before: [10, 20, 30], values: [1, 2, gap, 4] };
  it.each<[string, Record<string, number[]>]>([
    ['movingAverage(x,2)', { 'movingAverage(x,2)': [15.5, 1.5, 2, 4] }],
    ['movingAverage(x,"2min")', { 'movingAverage(x,"2min")': [15.5, 1.5, 2, 4] }],
    ['movingAverage(x,"-2min")', { 'movingAverage(x,"-2min")': [15.5, 1.5, 2, 4] }],
    ['movingAverage(x,2,1)', { 'movingAverage(x,2)': [15.5, 1.5, gap, gap] }],
    ['movingAverage(x,2,xFilesFactor=0.5)', { 'movingAverage(x,2)': [15.5, 1.5, 2, 4] }],
    ['movingAverage(x,5)', { 'movingAverage(x,5)': [61 / 4, 63 / 5, 53 / 4, 37 / 4] }],
    ['movingMax(x,2)', { 'movingMax(x,2)': [30, 2, 2, 4] }],
    ['movingMin(x,2)', { 'movingMin(x,2)': [1, 1, 2, 4] }],
    ['movingSum(x,2)', { 'movingSum(x,2)': [31, 3, 2, 4] }],
    ['movingMedian(x,3)', { 'movingMedian(x,3)': [20, 2, 1.5, 3] }],
    ['movingAverage(scale(x,2),2)', { 'movingAverage(scale(x,2),2)': [31, 3, 4, 8] }],
    ['timeShift(x,"3min")', { 'timeShift(x, "-3min")': [10, 20, 30, 1] }],
    ['timeShift(x,"-1min")', { 'timeShift(x, "-1min")': [30, 1, 2, gap] }],
    ['timeShift(x,"+1min")', { 'timeShift(x, "+1min")': [2, gap, 4, gap] }],
    ['sumSeries(x,timeShift(x,"1min"))', { 'sumSeries(x)': [31, 3, 2, 4] }],
    [
      'timeShift(movingAverage(x,"2min"),"1min")',
      { 'timeShift(movingAverage(x,"2min"), "-1min")': [25, 15.5, 1.5, 2] },
    ],
  ])('%s', async (target, want) => {
    expect(await render(target, { x })).toEqual(want);
  });

  it('movingAverage starts where the range starts', async () => {
    const [s] = await run('movingAverage(x,2)', { series: { x } }, { slots: 4 });
    expect(s).toMatchObject({
      startS: START_S,
      endS: START_S + 240,
      stepS: 60,
      tags: { name: 'x', movingAverage: '2' },
    });
  });

  it('movingAverage over a long window stays exact', async () => {
    const before = Array.from({ length: 500 }, (_, i) => (i % 3 === 0 ? 1e15 : 0.1));
    const values = Array.from({ length: 300 }, () => 0.1);
    const got = Object.values(await render('movingAverage(x,100)', { x: { before, values } }))[0] as number[];
    expect(got.slice(100)).toEqual(Array.from({ length: 200 }, () => expect.closeTo(0.1, 12)));
  });

  it.each([',true', ',alignDst=true', ',alignDST=true'])(
    'alignDst shifts an hour more across a change of clocks: %s',
    async (alignDst) => {
      // Half a year before 15 January 2027 is summer in Berlin.
      const { fakeSource, rangeOf } = await import('./fake-source.ts');
      const { evaluate } = await import('@carpy/graphite');
      const source = fakeSource({ series: { x } });
      await evaluate(
        [`timeShift(x,"180d",true${alignDst})`],
        { ...rangeOf({ slots: 4 }), timezone: 'Europe/Berlin' },
        source,
      );
      expect(source.calls[0]).toContainEqual(`x ${-60 - 180 * 86_400 - 3_600} ${180 - 180 * 86_400 - 3_600}`);
    },
  );

  it.each<[string, number, number[], string]>([
    ['summarize(x,"2min")', START_S, [3, 7, 5, gap], 'summarize(x, "2min", "sum")'],
    ['summarize(x,"2min","max")', START_S, [2, 4, 5, gap], 'summarize(x, "2min", "max")'],
    ['summarize(x,"4min","avg",true)', START_S, [2.5, 5], 'summarize(x, "4min", "avg", true)'],
    ['summarize(x,"1h","last")', START_S, [5, gap].slice(0, 1), 'summarize(x, "1h", "last")'],
    ['summarize(x,"2min","count")', START_S, [2, 2, 1, gap], 'summarize(x, "2min", "count")'],
    [
      'summarize(x,"30s")',
      START_S,
      [1, gap, 2, gap, 3, gap, 4, gap, 5, gap, gap, gap, gap],
      'summarize(x, "30s", "sum")',
    ],
  ])('%s', async (target, startS, values, name) => {
    const [s] = await run(target, { series: { x: [1, 2, 3, 4, 5, gap] } });
    expect(s).toMatchObject({ name, startS });
    expect([...(s?.values ?? [])]).toEqual(values);
  });

  it('constantLine draws three points over the range', async () => {
    const [line] = await run('constantLine(42)', {}, { fromS: 1000, untilS: 1601 });
    expect(line).toMatchObject({
      name: '42.0',
      pathExpression: 'constantLine(42.0)',
      startS: 1000,
      stepS: 300,
      values: Float64Array.of(42, 42, 42),
    });
  });
});

describe('filters', () => {
  const series: Data = { a: [1, 9, 1], b: [5, 5, 5], c: [gap, gap, gap], d: [2, 2, 8] };
  it.each<[string, string[]]>([
    ['highestMax({a,b,c,d},2)', ['a', 'd']],
    ['highestAverage({a,b,c,d},2)', ['b', 'd']],
    ['highestCurrent({a,b,c,d},9)', ['d', 'b', 'a', 'c']],
    ['sortByName({d,a,b})', ['a', 'b', 'd']],
  ])('%s', async (target, want) => {
    expect(Object.keys(await render(target, series))).toEqual(want);
  });

  it('sortByName natural', async () => {
    const got = await render('sortByName(w*,natural=true)', { w10: [1], w9: [1], w1: [1] });
    expect(Object.keys(got)).toEqual(['w1', 'w9', 'w10']);
  });
});

describe('refused', () => {
  it.each<[string, string, number]>([
    ['scale(x)', 'CARPY_BAD_TARGET', 0],
    ['scale(x,2,3)', 'CARPY_BAD_TARGET', 10],
    ['scale(x,abc)', 'CARPY_BAD_TARGET', 8],
    ['scale(5,2)', 'CARPY_BAD_TARGET', 0],
    ['alias(x,y)', 'CARPY_BAD_TARGET', 8],
    ['sum(x,scale(x,nope=1))', 'CARPY_BAD_TARGET', 14],
    ['scale(x,2,factor=3)', 'CARPY_BAD_TARGET', 10],
    ['summarize(x,"-5min")', 'CARPY_BAD_TARGET', 12],
    ['summarize(x,"0min")', 'CARPY_BAD_TARGET', 12],
    ['summarize(x,"soon")', 'CARPY_BAD_TARGET', 12],
    ['summarize(x,"5min","p95")', 'CARPY_BAD_TARGET', 19],
    ['timeShift(x,5)', 'CARPY_BAD_TARGET', 12],
    ['keepLastValue(x,1.5)', 'CARPY_BAD_TARGET', 16],
    ['highestMax(x,1.5)', 'CARPY_BAD_TARGET', 13],
    ['sortByName(x,2)', 'CARPY_BAD_TARGET', 13],
    ['consolidateBy(x,"p95")', 'CARPY_BAD_TARGET', 16],
    ['divideSeries(x,{x,y})', 'CARPY_BAD_TARGET', 0],
    ['asPercent(x,"5")', 'CARPY_BAD_TARGET', 0],
    ['asPercent({x,y},5,0)', 'CARPY_BAD_TARGET', 0],
    ['asPercent(x,none)', 'none', 0],
    ['sumSerie(x)', 'CARPY_UNKNOWN_FUNCTION', 0],
    ['sum(constructor(x))', 'CARPY_UNKNOWN_FUNCTION', 4],
    ['summarize(x,"1s")', 'CARPY_TOO_MUCH', -1],
  ])('%s', async (target, code, position) => {
    const data = { series: { x: [1, 2], y: [1, 2] } };
    const outcome = run(target, data, { limits: { points: 50 } });
    if (code === 'none') await expect(outcome).resolves.toHaveLength(1);
    else await expect(outcome).rejects.toMatchObject(position < 0 ? { code } : { code, position });
  });
});

describe('the registry', () => {
  const folder = new URL('../src/functions/', import.meta.url);

  it('lists every file of the folder', () => {
    const files = readdirSync(folder)
      .filter((f) => f !== 'index.ts')
      .map((f) => f.replace(/\.ts$/, ''));
    const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    expect(functions.map((f) => kebab(f.name)).sort()).toEqual(files.sort());
  });

  it('gives every function a name of its own, a description and an example that reads', () => {
    const names = functions.flatMap((f) => [f.name, ...(f.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
    for (const f of functions) {
      expect(f.description).toMatch(/\.$/);
      expect(parseTarget(f.example)).toMatchObject({ kind: 'call', name: f.name });
      expect(f.params.slice(0, -1).every((p) => !p.multiple)).toBe(true);
    }
  });

  it('describes functions as /functions does', () => {
    const infos = functionInfos();
    expect(Object.keys(infos)).toEqual(Object.keys(infos).sort());
    expect(infos['sum']).toMatchObject({ name: 'sum', function: 'sum(*seriesLists)', group: 'Combine' });
    expect(infos['movingAverage']?.function).toBe('movingAverage(seriesList, windowSize, xFilesFactor=None)');
    expect(infos['keepLastValue']).toMatchObject({
      function: 'keepLastValue(seriesList, limit=inf)',
      params: [{ required: true }, { default: Number.POSITIVE_INFINITY }],
    });
    expect(infos['summarize']?.params[3]).toEqual({ name: 'alignToFrom', type: 'boolean', default: false });
    const all = { name: undefined, pie: false, grouped: false, group: undefined, indent: 0 };
    expect(JSON.parse(functionList(all) ?? '')).toEqual(infos);
    expect(functionNamed('nope')).toBeUndefined();
  });
});
