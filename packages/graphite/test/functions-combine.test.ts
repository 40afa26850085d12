/** Functions that put several series together, or that evaluate others. Golden answers have the numbers; here is what they mean. */
import { describe, expect, it } from 'vitest';
import { type FakeData, type FakeSeries, render, run } from './fake-source.ts';

const gap = Number.NaN;
type Data = Record<string, FakeSeries | readonly number[]>;

const disks: Data = {
  'servers.a.disk.used': [1, 2, gap],
  'servers.a.disk.total': [10, 8, 4],
  'servers.b.disk.used': [3, 3, 3],
  'servers.b.disk.total': [6, gap, 12],
};

describe('combining', () => {
  it.each<[string, Data, Record<string, number[]>]>([
    [
      'sumSeriesLists(servers.*.disk.used,servers.*.disk.total)',
      disks,
      {
        'sumSeries(servers.a.disk.used,servers.a.disk.total)': [11, 10, 4],
        'sumSeries(servers.b.disk.used,servers.b.disk.total)': [9, 3, 15],
      },
    ],
    [
      'diffSeriesLists(servers.a.disk.total,servers.a.disk.used)',
      disks,
      { 'diffSeries(servers.a.disk.total,servers.a.disk.used)': [9, 6, 4] },
    ],
    [
      'multiplySeriesLists(servers.a.disk.total,servers.a.disk.used)',
      disks,
      { 'multiplySeries(servers.a.disk.total,servers.a.disk.used)': [10, 16, gap] },
    ],
    [
      'divideSeriesLists(servers.a.disk.used,servers.a.disk.total)',
      disks,
      { 'divideSeries(servers.a.disk.used,servers.a.disk.total)': [0.1, 0.25, gap] },
    ],
    [
      'aggregateSeriesLists(servers.a.disk.used,servers.a.disk.total,"max",1)',
      disks,
      { 'maxSeries(servers.a.disk.used,servers.a.disk.total)': [10, 8, gap] },
    ],
    [
      'sumSeriesWithWildcards(servers.*.disk.*,1)',
      disks,
      { 'servers.disk.total': [16, 8, 16], 'servers.disk.used': [4, 5, 3] },
    ],
    ['averageSeriesWithWildcards(servers.*.disk.used,0,1)', disks, { 'disk.used': [2, 2.5, 3] }],
    ['multiplySeriesWithWildcards(servers.*.disk.used,1)', disks, { 'servers.disk.used': [3, 6, gap] }],
    ['aggregateWithWildcards(servers.*.disk.used,"last",1)', disks, { 'servers.disk.used': [3, 3, 3] }],
    ['multiplySeries(servers.*.disk.used)', disks, { 'multiplySeries(servers.*.disk.used)': [3, 6, gap] }],
    ['multiplySeries(servers.a.disk.used)', disks, { 'servers.a.disk.used': [1, 2, gap] }],
    ['multiplySeries(servers.a.disk.used,nothing)', disks, { 'multiplySeries(servers.a.disk.used)': [1, 2, gap] }],
    [
      'powSeries(a,b)',
      { a: [2, -8, 0, gap, 10], b: [3, 0.5, -1, 0, 400] },
      { 'powSeries(a,b)': [8, gap, gap, gap, gap] },
    ],
    ['countSeries(servers.*.disk.used)', disks, { 'countSeries(servers.*.disk.used)': [2, 2, 2] }],
    ['countSeries()', {}, { '0': [0, 0, 0] }],
    ['countSeries(nothing)', {}, {}],
    ['isNonNull(servers.a.disk.used)', disks, { 'isNonNull(servers.a.disk.used)': [1, 1, 0] }],
    ['changed(x)', { x: [gap, 1, 1, gap, 1, 2, gap, 1] }, { 'changed(x)': [0, 0, 0, 0, 0, 1, 0, 1] }],
    ['fallbackSeries(nothing,constantLine(0))', {}, { '0.0': [0, 0, 0] }],
    ['fallbackSeries(servers.a.disk.used,constantLine(0))', disks, { 'servers.a.disk.used': [1, 2, gap] }],
    [
      'weightedAverage(shop.*.mean,shop.*.count,1)',
      { 'shop.a.mean': [10, 10], 'shop.b.mean': [20, gap], 'shop.a.count': [3, 1], 'shop.b.count': [1, 1] },
      { 'weightedAverage(shop.*.mean, shop.*.count, 1)': [12.5, 5] },
    ],
  ])('%s', async (target, series, want) => {
    expect(await render(target, series)).toEqual(want);
  });

  it('percentileOfSeries takes a value that there is, or one between two', async () => {
    const series: Data = { a: [1, gap], b: [2, 5], c: [10, gap] };
    expect(await render('percentileOfSeries({a,b,c},50)', series)).toEqual({
      'percentileOfSeries({a,b,c},50)': [2, 5],
    });
    expect(Object.values(await render('percentileOfSeries({a,b,c},60)', series))).toEqual([[10, 5]]);
    expect(Object.values(await render('percentileOfSeries({a,b,c},60,true)', series))).toEqual([
      [expect.closeTo(5.2, 12), 5],
    ]);
    expect(Object.values(await render('percentileOfSeries({a,b,c},100,true)', series))).toEqual([[10, 5]]);
  });

  it('groups are also aggregated by functions, which may be more than the aggregation of that name', async () => {
    expect(await render('groupByNode(servers.*.disk.used,1,"multiplySeries")', disks)).toEqual({
      a: [1, 2, gap],
      b: [3, 3, 3],
    });
    expect(await render('groupByNode(servers.*.disk.*,1,"countSeries")', disks)).toEqual({
      a: [2, 2, 2],
      b: [2, 2, 2],
    });
    expect(await render('groupByNode(servers.*.disk.used,3,"powSeries")', disks)).toEqual({ used: [1, 8, gap] });
  });
});

describe('functions that evaluate others', () => {
  it('mapSeries answers its groups one after the other', async () => {
    expect(Object.keys(await render('mapSeries(servers.*.disk.*,3)', disks))).toEqual([
      'servers.a.disk.total',
      'servers.b.disk.total',
      'servers.a.disk.used',
      'servers.b.disk.used',
    ]);
  });

  it.each<[string, Record<string, number[]>]>([
    [
      'reduceSeries(mapSeries(servers.*.disk.*,1),"asPercent",3,"used","total")',
      { 'servers.a.disk.reduce.asPercent': [10, 25, gap], 'servers.b.disk.reduce.asPercent': [50, gap, 25] },
    ],
    [
      'reduce(map(servers.*.disk.*,1),"divideSeries",3,"total","used")',
      { 'servers.a.disk.reduce.divideSeries': [10, 4, gap], 'servers.b.disk.reduce.divideSeries': [2, gap, 4] },
    ],
    ['reduceSeries(mapSeries(servers.*.disk.*,1),"isNonNull",3,"no such")', {}],
    [
      'applyByNode(servers.*.disk.used,1,"divideSeries(%.disk.used,%.disk.total)","%.share")',
      { 'servers.a.share': [0.1, 0.25, gap], 'servers.b.share': [0.5, gap, 0.25] },
    ],
    ['applyByNode(servers.*.disk.*,0,"groupByNode(%.*.disk.used,1,\'sum\')")', { a: [1, 2, gap], b: [3, 3, 3] }],
    ['applyByNode(nothing,0,"%.x")', {}],
    ['useSeriesAbove(servers.*.disk.used,2,"used","total")', { 'servers.b.disk.total': [6, gap, 12] }],
    [
      'useSeriesAbove(servers.*.disk.total,9,"\\.([ab])\\.disk.*",".\\1.disk.used")',
      {
        'servers.a.disk.used': [1, 2, gap],
        'servers.b.disk.used': [3, 3, 3],
      },
    ],
    ['useSeriesAbove(servers.a.disk.used,99,"used","total")', {}],
  ])('%s', async (target, want) => {
    expect(await render(target, disks)).toEqual(want);
  });

  it('fetch what all made-up targets read in one go', async () => {
    const { fakeSource, rangeOf } = await import('./fake-source.ts');
    const { evaluate } = await import('@carpy/graphite');
    const source = fakeSource({ series: disks });
    await evaluate(['applyByNode(servers.*.disk.used,1,"%.disk.total")'], rangeOf({ slots: 3 }), source);
    expect(source.calls).toHaveLength(2);
  });

  it('name the text at fault, and the call that made it', async () => {
    await expect(render('applyByNode(servers.*.disk.used,1,"scale(%.disk.used)")', disks)).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      position: 0,
      message: expect.stringContaining('in "scale(servers.a.disk.used)", which applyByNode() makes'),
    });
  });

  it('refuse a text too long before it is made', async () => {
    const target = `applyByNode(alias(servers.a.disk.used,"${'x'.repeat(30_000)}"),0,"${'%'.repeat(30_000)}")`;
    await expect(render(target, disks)).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      message: expect.stringContaining('900000000 characters'),
    });
  });

  it('a regular expression that would take for ever on such names does not', async () => {
    const long = { [`x.${'a'.repeat(5_000)}`]: [1] };
    expect(await render('useSeriesAbove(x.*,0,"(a+)+$","b")', long)).toEqual({});
  });
});

describe('tags', () => {
  const data: FakeData = {
    series: {
      'cpu;dc=eu;host=1': [1],
      'cpu;dc=eu;host=2': [2],
      'cpu;dc=us;host=1': [4],
      'mem;host=1': [8],
    },
  };
  const named = async (target: string): Promise<Record<string, readonly number[]>> =>
    Object.fromEntries((await run(target, data, { slots: 1 })).map((s) => [s.name, [...s.values]]));

  it('seriesByTag finds series, which carry the call as it was written', async () => {
    const found = await run('seriesByTag( "name=cpu" , \'dc!=us\')', data, { slots: 1 });
    expect(found.map((s) => s.name)).toEqual(['cpu;dc=eu;host=1', 'cpu;dc=eu;host=2']);
    expect(found[0]).toMatchObject({
      tags: { name: 'cpu', dc: 'eu', host: '1' },
      pathExpression: 'seriesByTag( "name=cpu" , \'dc!=us\')',
    });
    expect(await named('seriesByTag("name=cpu")|sumSeries()')).toEqual({ 'sumSeries(seriesByTag("name=cpu"))': [7] });
  });

  it.each<[string, Record<string, readonly number[]>]>([
    ['seriesByTag("name=cpu")|groupByTags("sum","dc")', { 'cpu;dc=eu': [3], 'cpu;dc=us': [4] }],
    [
      'seriesByTag("name=cpu")|groupByTags("max","host","dc")',
      { 'cpu;dc=eu;host=1': [1], 'cpu;dc=eu;host=2': [2], 'cpu;dc=us;host=1': [4] },
    ],
    ['seriesByTag("host=1")|groupByTags("sum","host")', { 'sum;host=1': [13] }],
    ['seriesByTag("host=1")|groupByTags("sum","name")', { cpu: [5], mem: [8] }],
    ['seriesByTag("host=1")|groupByTags("sum","dc","name")', { 'cpu;dc=eu': [1], 'cpu;dc=us': [4], 'mem;dc=': [8] }],
    ['seriesByTag("name=cpu")|aliasByTags("host","dc")', { '1.eu': [1], '2.eu': [2], '1.us': [4] }],
  ])('%s', async (target, want) => {
    expect(await named(target)).toEqual(want);
  });

  it('groupByTags leaves a result the tags of its group', async () => {
    const [eu] = await run('seriesByTag("name=cpu")|groupByTags("sum","dc")', data, { slots: 1 });
    expect(eu).toMatchObject({ tags: { name: 'cpu', dc: 'eu' }, pathExpression: 'cpu;dc=eu' });
    expect(eu?.tags).not.toHaveProperty('aggregatedBy');
  });
});

describe('setXFilesFactor', () => {
  const x: Data = { 'a.x': [1, gap], 'b.x': [1, 1] };
  it('is what aggregates around it go by, and what follows in the same target', async () => {
    expect(await render('sumSeries(xFilesFactor(*.x,1))', x)).toEqual({ 'sumSeries(*.x)': [2, gap] });
    expect(await render('group(xFilesFactor(a.x,1),sumSeries(*.x))', x)).toEqual({
      'a.x': [1, gap],
      'sumSeries(*.x)': [2, gap],
    });
    const [first, second] = await run('group(setXFilesFactor(a.x,1),b.x)', { series: x });
    expect(first).toMatchObject({ name: 'a.x', xFilesFactor: 1, tags: { xFilesFactor: '1.0' } });
    expect(second).toMatchObject({ xFilesFactor: 1, tags: { name: 'b.x' } });
  });

  it.each(['movingSum', 'movingMax'])(
    'does not hold for what stands inside, however often it is read: %s',
    async (fn) => {
      const y: Data = { 'a.y': { before: [1, 1], values: [1, 1] }, 'b.y': { before: [gap, gap], values: [gap, gap] } };
      const points = await render(`${fn}(xFilesFactor(maxSeries(*.y),1),2)`, y);
      expect(Object.values(points)).toEqual([fn === 'movingSum' ? [2, 2] : [1, 1]]);
      expect(Object.values(await render(`${fn}(xFilesFactor(maxSeries(*.y),1),"2min")`, y))).toEqual(
        Object.values(points),
      );
    },
  );

  it('ends with its target, and with a target that a function makes up', async () => {
    const { evaluate } = await import('@carpy/graphite');
    const { fakeSource, rangeOf } = await import('./fake-source.ts');
    const [, second] = await evaluate(
      ['xFilesFactor(a.x,1)', 'sumSeries(*.x)'],
      rangeOf({ slots: 2 }),
      fakeSource({ series: x }),
    );
    expect(second?.values).toEqual(Float64Array.of(2, 1));
    expect(await render('group(applyByNode(a.x,0,"xFilesFactor(%.x,1)"),sumSeries(*.x))', x)).toMatchObject({
      'sumSeries(*.x)': [2, 1],
    });
  });
});

describe('refused', () => {
  it.each<[string, string]>([
    ['sumSeriesLists(servers.*.disk.used,servers.a.disk.total)', 'there are 2 and 1'],
    ['weightedAverage(servers.*.disk.used,servers.a.disk.total)', 'there are 2 and 1'],
    ['percentileOfSeries(servers.*.disk.used,0)', 'over 0 up to 100'],
    ['percentileOfSeries(servers.*.disk.used,100.5)', 'over 0 up to 100'],
    ['groupByTags(servers.*.disk.used,"sum")', 'needs "tags"'],
    ['groupByTags(servers.*.disk.used,"sum",1)', 'the name of a tag'],
    ['groupByNode(servers.*.disk.used,1,"absolute")', 'one of average'],
    ['groupByNode(servers.*.disk.used,1,"sumSeriesLists")', 'needs "seriesListSecondPos"'],
    ['reduceSeries(mapSeries(servers.*.disk.*,1),"nope",3,"used")', 'no function'],
    ['reduceSeries(mapSeries(servers.*.disk.*,1),"movingAverage",3,"used","total")', 'reads its series by itself'],
    [
      'reduceSeries(mapSeries(servers.*.disk.*,1),"scale",3,"used","total")',
      'reduceSeries() was refused: scale() takes a value for "factor"',
    ],
    ['reduceSeries(mapSeries(servers.*.disk.*,1),"mergeTimers",3,"used","total")', '"column"'],
    ['reduceSeries(mapSeries(servers.*.disk.*,1),"asPercent",3,"used","free")', 'no series for "free"'],
    ['reduceSeries(mapSeries(servers.*.disk.*,1),"asPercent",9,"used","free")', 'has no 9'],
    ['applyByNode(servers.*.disk.used,4,"%")', 'has no 4'],
    ['useSeriesAbove(servers.*.disk.used,0,"(","x")', 'regular expression'],
    ['useSeriesAbove(servers.*.disk.used,0,"(a)\\1","x")', 'regular expression'],
  ])('%s', async (target, message) => {
    await expect(render(target, disks)).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      message: expect.stringContaining(message),
    });
  });
});
