import { columnOf, evaluate, mergeRecords } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { fakeSource, rangeOf, run } from './fake-source.ts';
import { apdexRecord, timerRecord } from './records.ts';

const gap = Number.NaN;
const at = (server: string, transaction = 'checkout', leaf = 'ok'): string =>
  `carpy.shop.${server}.${transaction}.${leaf}`;

describe('mergeTimers', () => {
  const records = [
    timerRecord([[10, 20], [], [5]], { path: at('web-1') }),
    timerRecord([[40], [8], []], { path: at('web-2') }),
    timerRecord([[1], [1], [1]], { path: at('web-1', 'search') }),
    apdexRecord([[9, 0, 1], undefined, [1, 0, 0]], { path: at('web-1', 'checkout', 'apdex') }),
    apdexRecord([[0, 10, 0], undefined, [0, 0, 1]], { path: at('web-2', 'checkout', 'apdex') }),
  ];

  it.each<[string, [string, number[]][]]>([
    ['mergeTimers(carpy.shop.*.checkout.ok,"count")', [['mergeTimers(carpy.shop.*.checkout.ok,"count")', [3, 1, 1]]]],
    [
      'mergeTimers(carpy.shop.*.checkout.ok,"mean")',
      [['mergeTimers(carpy.shop.*.checkout.ok,"mean")', [70 / 3, 8, 5]]],
    ],
    ['mergeTimers(carpy.shop.*.checkout.ok,"sum")', [['mergeTimers(carpy.shop.*.checkout.ok,"sum")', [70, 8, 5]]]],
    [
      'mergeTimers(carpy.shop.*.*.ok,"count",3)',
      [
        ['checkout', [3, 1, 1]],
        ['search', [1, 1, 1]],
      ],
    ],
    [
      'mergeTimers(carpy.shop.*.*.ok,"upper",2,3)',
      [
        ['web-1.checkout', [20, gap, 5]],
        ['web-1.search', [1, 1, 1]],
        ['web-2.checkout', [40, 8, gap]],
      ],
    ],
    [
      'mergeTimers(carpy.shop.*.checkout.apdex,"score")',
      [['mergeTimers(carpy.shop.*.checkout.apdex,"score")', [14 / 20, gap, 0.5]]],
    ],
    [
      'mergeTimers(carpy.shop.*.checkout.apdex,"satisfied",2)',
      [
        ['web-1', [9, gap, 1]],
        ['web-2', [0, gap, 0]],
      ],
    ],
    ['aliasByNode(mergeTimers(carpy.shop.*.checkout.ok,"count"),1,3)', [['shop.checkout', [3, 1, 1]]]],
    [
      'scale(mergeTimers(carpy.shop.*.*.ok,"count",3),2)',
      [
        ['scale(checkout,2)', [6, 2, 2]],
        ['scale(search,2)', [2, 2, 2]],
      ],
    ],
    ['carpy.shop.*.*.ok|mergeTimers(column="lower")', [['mergeTimers(carpy.shop.*.*.ok,"lower")', [1, 1, 1]]]],
    ['mergeTimers(carpy.other.*.*.ok,"count")', []],
  ])('%s', async (target, want) => {
    // Groups come in the order of their first record, and records in that of their paths.
    const result = await run(target, { records: [...records].sort((a, b) => (a.path < b.path ? -1 : 1)) });
    expect(result.map((s) => [s.name, [...s.values]])).toEqual(want);
  });

  it('takes percentiles over servers from sketches, not from the servers’ own', async () => {
    const busy = Array.from({ length: 400 }, (_, i) => 1 + i / 100);
    const data = { records: [timerRecord([busy], { path: at('busy') }), timerRecord([[500]], { path: at('idle') })] };
    const [p95] = await run('mergeTimers(carpy.shop.*.checkout.ok,"upper_95")', data);
    const truth = [...busy, 500].sort((a, b) => a - b)[Math.round(0.95 * 401) - 1] as number;
    expect(Math.abs((p95?.values[0] as number) / truth - 1)).toBeLessThan(0.0109);
  });

  it('asks for sketches only where they are needed', async () => {
    const fine = [timerRecord([[1, 2, 9], [3]], { path: at('web-1'), stepS: 10, sketches: false })];
    const coarse = [timerRecord([[1, 2, 9, 3]], { path: at('web-1') })];
    const asked = async (target: string): Promise<[string[], number | undefined]> => {
      const source = fakeSource({ records: fine, sketchedRecords: coarse });
      const [series] = await evaluate([target], rangeOf(), source);
      return [source.calls.flat().map((c) => c.split(' ').slice(1).join(' ')), series?.stepS];
    };
    expect(await asked(`mergeTimers(${at('web-1')},"mean")`)).toEqual([['without sketches'], 10]);
    expect(await asked(`mergeTimers(${at('web-1')},"upper_95")`)).toEqual([['without sketches'], 10]);
    expect(await asked(`mergeTimers(${at('web-1')},"upper_99")`)).toEqual([['with sketches'], 60]);
    // A glob that turns out to match one record: its stored percentile in the finest step.
    expect(await asked(`mergeTimers(${at('*')},"upper_95")`)).toEqual([['with sketches', 'without sketches'], 10]);
    expect(await asked(`mergeTimers(${at('*')},"mean")`)).toEqual([['without sketches'], 10]);
  });

  it('consolidates from its records', async () => {
    const records = [
      timerRecord([[1, 1, 1, 1], [100]], { path: at('web-1') }),
      timerRecord([[1], []], { path: at('web-2') }),
    ];
    const source = fakeSource({ records });
    const { formatJson } = await import('@carpy/graphite');
    const series = await evaluate(
      [`mergeTimers(${at('*')},"mean")`, `mergeTimers(${at('*')},"median")`],
      rangeOf(),
      source,
    );
    const values = JSON.parse(formatJson(series, { maxDataPoints: 1 })).map((s: { datapoints: [number, number][] }) =>
      s.datapoints.map((p) => p[0]),
    );
    const whole = mergeRecords(records, { startS: 600, stepS: 120, slots: 1 });
    expect(values).toEqual([[105 / 6], [columnOf(whole, 'median')[0]]]);
    expect(values[1][0]).toBeLessThan(1.02);
  });

  it.each<[string, string]>([
    ['mergeTimers(carpy.shop.*.checkout.ok)', 'CARPY_BAD_TARGET'],
    ['mergeTimers(carpy.shop.*.checkout.ok,"p95")', 'CARPY_BAD_TARGET'],
    ['mergeTimers(carpy.shop.*.checkout.ok,"score")', 'CARPY_BAD_TARGET'],
    ['mergeTimers(carpy.shop.*.checkout.apdex,"mean")', 'CARPY_BAD_TARGET'],
    ['mergeTimers(carpy.shop.*.checkout.*,"count")', 'CARPY_BAD_TARGET'],
    ['mergeTimers(sumSeries(carpy.shop.*.checkout.ok),"count")', 'CARPY_BAD_TARGET'],
  ])('refuses %s', async (target, code) => {
    await expect(run(target, { records })).rejects.toMatchObject({ code });
  });
});

describe('leaves of records', () => {
  const data = { records: [timerRecord([[1, 1, 1], [100], [], [7]], { path: at('web-1') })] };
  const consolidated = async (target: string): Promise<number[]> => {
    const { formatJson } = await import('@carpy/graphite');
    const [series] = JSON.parse(formatJson(await run(target, data), { maxDataPoints: 1 })) as {
      datapoints: [number, number][];
    }[];
    return (series?.datapoints ?? []).map((p) => p[0]);
  };
  it.each<[string, number]>([
    ['count', 5],
    ['upper', 100],
    ['lower', 1],
    ['mean', 110 / 5],
    ['median', 1],
  ])('%s consolidates from the record', async (leaf, want) => {
    expect(await consolidated(`${at('web-1')}.${leaf}`)).toEqual([expect.closeTo(want, 1)]);
    expect(await consolidated(`alias(${at('web-1')}.${leaf},"a")`)).toEqual([expect.closeTo(want, 1)]);
    expect(await consolidated(`timeShift(${at('web-1')}.${leaf},"1d")`)).toEqual([expect.closeTo(want, 1)]);
  });

  it('falls to the consolidation function once values are changed or another one is asked for', async () => {
    expect(await consolidated(`scale(${at('web-1')}.mean,2)`)).toEqual([(2 + 200 + 14) / 3]);
    expect(await consolidated(`consolidateBy(${at('web-1')}.mean,"last")`)).toEqual([7]);
    expect(await consolidated(`scale(${at('web-1')}.count,2)`)).toEqual([10]);
  });

  it('sums of counts go on adding', async () => {
    expect(await consolidated(`sumSeries(${at('web-1')}.count,${at('web-1')}.count)`)).toEqual([10]);
  });
});
