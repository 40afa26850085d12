import { evaluate, type SeriesSource } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { type FakeSeries, render, run, START_S } from './fake-source.ts';

const gap = Number.NaN;
const steady: FakeSeries = { before: Array.from({ length: 30 }, () => 10), values: [10, 10, 16, 10, gap, 10] };
const learn = 'bootstrapInterval="30min",seasonality="5min"';

describe('Holt and Winters', () => {
  it('expects of a steady series what it is, and nothing after a gap', async () => {
    const got = await render(`holtWintersForecast(x,${learn})`, { x: steady });
    const [values] = Object.values(got);
    expect(values?.slice(0, 3)).toEqual([expect.closeTo(10, 9), expect.closeTo(10, 9), expect.closeTo(10, 9)]);
    expect(values?.[5]).toBeNaN();
  });

  it('starts where the range starts, with the tags of graphite-web', async () => {
    const [s] = await run(`holtWintersForecast(x,${learn})`, { series: { x: steady } });
    expect(s).toMatchObject({
      name: 'holtWintersForecast(x)',
      startS: START_S,
      stepS: 60,
      tags: { name: 'x', holtWintersForecast: '1', holtWintersDeviation: '1' },
    });
  });

  it('draws bands around it: first the lower, then the upper', async () => {
    const got = await render(`holtWintersConfidenceBands(x,2,${learn})`, { x: steady });
    expect(Object.keys(got)).toEqual(['holtWintersConfidenceLower(x)', 'holtWintersConfidenceUpper(x)']);
    const [lower, upper] = Object.values(got);
    expect(lower?.[3]).toBeLessThan(upper?.[3] as number);
  });

  it('says how far values lie outside, 0 in gaps too', async () => {
    const got = await render(`holtWintersAberration(x,1,${learn})`, { x: steady });
    const [values] = Object.values(got);
    expect(values?.[2]).toBeCloseTo(6 - 0.6, 6);
    expect(values?.[4]).toBe(0);
    const below = await render(`holtWintersAberration(scale(x,-1),1,${learn})`, { x: steady });
    expect(Object.values(below)[0]?.[2]).toBeCloseTo(-(6 - 0.6), 6);
  });

  it('compares values and bands of one step, where the past is kept in a coarser one only', async () => {
    const source: SeriesSource = {
      fetchRecords: async () => [],
      fetch: async (requests) =>
        requests.map(({ pattern, fromS, untilS }) => {
          const stepS = untilS - fromS > 3600 ? 60 : 10;
          const startS = fromS - (fromS % stepS) + stepS;
          // A count: as many a second, whatever the step.
          const values = new Float64Array(Math.floor((untilS - startS) / stepS) + 1).fill(stepS);
          return [
            {
              path: pattern,
              tags: {},
              startS,
              stepS,
              values,
              consolidation: 'sum',
              record: undefined,
              leaf: undefined,
            },
          ];
        }),
    };
    const range = { fromS: START_S - 60, untilS: START_S + 600, nowS: START_S + 600 };
    const [s] = await evaluate(['holtWintersAberration(x)'], range, source);
    expect(s).toMatchObject({ startS: START_S, stepS: 60, values: new Float64Array(11) });
  });

  it('fills the area between the bands of one series', async () => {
    const area = await run(`holtWintersConfidenceArea(scale(x,2),${learn})`, { series: { x: steady } });
    expect(area.map((s) => [s.name, s.drawing])).toEqual([
      ['holtWintersConfidenceArea(scale(x,2))', { stacked: true, invisible: true }],
      ['holtWintersConfidenceArea(scale(x,2))', { stacked: true }],
    ]);
    expect(await run('holtWintersConfidenceArea(nothing)', {})).toEqual([]);
  });

  it('learns a season: what comes every fifth slot is expected there', async () => {
    const season = (i: number): number => (i % 5 === 0 ? 100 : 0);
    const x: FakeSeries = { before: Array.from({ length: 500 }, (_, i) => season(i)), values: [season(0), season(1)] };
    const got = await render('holtWintersForecast(x,"500min","5min")', { x });
    const [values] = Object.values(got);
    expect(values?.[0]).toBeGreaterThan(80);
    expect(values?.[1]).toBeLessThan(20);
  });
});
