/** Functions that compute each series anew: values, names and where it begins. */
import { describe, expect, it } from 'vitest';
import { type FakeSeries, render, run, START_S } from './fake-source.ts';

const gap = Number.NaN;
const inf = Number.POSITIVE_INFINITY;

describe('value by value', () => {
  it.each<[string, readonly number[], Record<string, number[]>]>([
    ['add(x,2.7)', [1, gap], { 'add(x,2)': [3.7, gap] }],
    ['add(x,-0.5)', [1], { 'add(x,0)': [0.5] }],
    ['add(x,1e20)', [0], { 'add(x,100000000000000000000)': [1e20] }],
    ['absolute(x)', [-1, 2, gap], { 'absolute(x)': [1, 2, gap] }],
    ['exp(x)', [0, 1, gap, 1000, -1000], { 'exp(x)': [1, Math.E, gap, gap, 0] }],
    ['sigmoid(x)', [0, gap, 1000, -1000], { 'sigmoid(x)': [0.5, gap, 1, 0] }],
    ['logit(x)', [0.5, 0, 1, -1, 2, gap], { 'logit(x)': [0, gap, gap, gap, gap, gap] }],
    ['log(x)', [100, 0, -1, gap], { 'log(x, 10)': [2, gap, gap, gap] }],
    ['log(x,2)', [8], { 'log(x, 2)': [3] }],
    ['log(x,base=0.5)', [8], { 'log(x, 0.5)': [-3] }],
    ['pow(x,2)', [3, -3, gap], { 'pow(x,2)': [9, 9, gap] }],
    ['pow(x,0.5)', [4, -4], { 'pow(x,0.5)': [2, gap] }],
    ['pow(x,-1)', [4, 0], { 'pow(x,-1)': [0.25, gap] }],
    ['pow(x,400)', [1, 10], { 'pow(x,400)': [1, gap] }],
    ['pow(x,inf)', [1, 2, 0.5], { 'pow(x,inf)': [1, inf, 0] }],
    ['squareRoot(x)', [9, 0, -1, gap], { 'squareRoot(x)': [3, 0, gap, gap] }],
    ['invert(x)', [4, 0, -2, gap], { 'invert(x)': [0.25, gap, -0.5, gap] }],
    ['offsetToZero(x)', [5, 3, gap, -1], { 'offsetToZero(x)': [6, 4, gap, 0] }],
    ['minMax(x)', [5, 3, gap, 1], { 'minMax(x)': [1, 0.5, gap, 0] }],
    ['minMax(x)', [5, gap, 5], { 'minMax(x)': [0, gap, 0] }],
    ['round(x)', [0.5, 1.5, 2.5, -1.5, 2.4, gap], { 'round(x)': [0, 2, 2, -2, 2, gap] }],
    ['round(x,1)', [0.25, 0.35, 0.45, 1e300], { 'round(x,1)': [0.2, 0.3, 0.5, 1e300] }],
    ['round(x,-2)', [149, 150, 250, 351, -150], { 'round(x,-2)': [100, 200, 200, 400, -200] }],
    ['round(x,-308)', [1.7e308, 3], { 'round(x,-308)': [gap, 0] }],
    ['scaleToSeconds(x,1)', [60, 100, gap], { 'scaleToSeconds(x,1)': [1, 1.666667, gap] }],
    ['scaleToSeconds(x,90.5)', [60], { 'scaleToSeconds(x,90)': [90.5] }],
    ['delay(x,1)', [1, 2, 3], { 'delay(x,1)': [gap, 1, 2] }],
    ['delay(x,-1)', [1, 2, 3], { 'delay(x,-1)': [2, 3, gap] }],
    ['delay(x,9)', [1, 2, 3], { 'delay(x,9)': [gap, gap, gap] }],
    ['delay(x,0)', [1, 2, 3], { 'delay(x,0)': [1, 2, 3] }],
    ['integral(x)', [1, gap, 2, -5], { 'integral(x)': [1, gap, 3, -2] }],
    // The range begins a minute before its first slot, so the first interval holds one slot fewer.
    ['integralByInterval(x,"2min")', [1, gap, 2, 5], { "integralByInterval(x,'2min')": [1, 0, 2, 5] }],
    ['interpolate(x)', [gap, 1, gap, gap, 4, gap], { 'interpolate(x)': [gap, 1, 2, 3, 4, gap] }],
    ['interpolate(x,1)', [1, gap, 3, gap, gap, 6], { 'interpolate(x)': [1, 2, 3, gap, gap, 6] }],
    ['interpolate(x,0)', [1, gap, 3], { 'interpolate(x)': [1, gap, 3] }],
    ['nPercentile(x,50)', [5, 1, gap, 3], { 'nPercentile(x, 50)': [3, 3, 3, 3] }],
    ['nPercentile(x,100)', [5, 1], { 'nPercentile(x, 100)': [5, 5] }],
    ['nPercentile(x,0.1)', [5, 1], { 'nPercentile(x, 0.1)': [1, 1] }],
    ['nPercentile(x,50)', [gap], {}],
    ['linearRegression(x)', [1, gap, 3, 4], { 'linearRegression(x, 1799999940, 1800000180)': [1, 2, 3, 4] }],
    ['linearRegression(x)', [1, gap], {}],
  ])('%s of %j', async (target, x, want) => {
    const got = await render(target, { x });
    expect(Object.keys(got)).toEqual(Object.keys(want));
    for (const [name, values] of Object.entries(want))
      for (const [i, v] of values.entries())
        if (Number.isFinite(v)) expect(got[name]?.[i]).toBeCloseTo(v, 6);
        else expect(got[name]?.[i]).toBe(v);
  });

  it('tags say what was done, in the text that graphite-web has', async () => {
    const target = 'offsetToZero(round(log(pow(add(exp(x),1),2))))';
    const [s] = await run(target, { series: { x: [0, gap] } });
    expect(s?.tags).toEqual({
      name: 'x',
      exp: 'e',
      add: '1.0',
      pow: '2.0',
      log: '10',
      round: '0',
      offsetToZero: '1.0',
    });
    const [none] = await run('offsetToZero(x)', { series: { x: [gap] } });
    expect(none?.tags['offsetToZero']).toBe('None');
  });
});

describe('hitcount', () => {
  const x = [1, 2, gap, 4, 5, 6];
  it('counts intervals back from the end, which lies a step after the last slot', async () => {
    const [s] = await run('hitcount(x,"4min")', { series: { x } });
    expect(s).toMatchObject({ name: 'hitcount(x, "4min")', startS: START_S - 120, stepS: 240 });
    expect(s?.values).toEqual(Float64Array.of(180, 900));
  });

  it('shares a value among the intervals that it reaches over', async () => {
    expect(await render('hitcount(x,"90s")', { x: [1, 2, 4] })).toEqual({ 'hitcount(x, "90s")': [60 + 60, 60 + 240] });
    expect(await render('hitcount(x,"30s")', { x: [1, gap] })).toEqual({ 'hitcount(x, "30s")': [30, 30, gap, gap] });
  });

  it('with alignToInterval begins at the full hour, day or minute by the clock of the request', async () => {
    const { fakeSource } = await import('./fake-source.ts');
    const { evaluate } = await import('@carpy/graphite');
    const source = fakeSource({ series: { x } });
    // 08:00 UTC is 13:30 in Kolkata.
    const range = { fromS: START_S + 1234, untilS: START_S + 2000, nowS: START_S, timezone: 'Asia/Kolkata' };
    for (const interval of ['1h', '1d', '1min']) await evaluate([`hitcount(x,"${interval}",true)`], range, source);
    expect(source.calls.map(([c]) => c)).toEqual(['x -1800 2000', `x ${-13.5 * 3600} 2000`, 'x 1200 2000']);
  });
});

describe('smartSummarize', () => {
  it.each<[string, number[], number]>([
    ['smartSummarize(x,"2min")', [3, 7, 5], START_S],
    ['smartSummarize(x,"4min","max")', [4, 5], START_S],
    ['smartSummarize(x,"4min","avg",true)', [2.5, 5], START_S],
    ['smartSummarize(x,"4min","last",None)', [4, 5], START_S],
  ])('%s', async (target, values, startS) => {
    const [s] = await run(target, { series: { x: [1, 2, 3, 4, 5, gap] } });
    expect(s).toMatchObject({ startS });
    expect([...(s?.values ?? [])]).toEqual(values);
  });

  const at = (text: string): number => Date.parse(text) / 1000;
  it.each<[string, string, string, string]>([
    ['days', 'Europe/Berlin', '2027-07-14T15:30:45Z', '2027-07-13T22:00:00Z'],
    ['hours', 'Asia/Kolkata', '2027-07-14T15:10:45Z', '2027-07-14T14:30:00Z'],
    ['minutes', 'UTC', '2027-07-14T15:10:45Z', '2027-07-14T15:10:00Z'],
    ['seconds', 'UTC', '2027-07-14T15:10:45Z', '2027-07-14T15:10:45Z'],
    ['weeks', 'UTC', '2027-07-14T15:30:45Z', '2027-07-12T00:00:00Z'],
    ['weeks1', 'America/New_York', '2027-07-12T03:00:00Z', '2027-07-05T04:00:00Z'],
    ['weeks3', 'UTC', '2027-07-14T15:30:45Z', '2027-07-14T00:00:00Z'],
    ['weeks4', 'UTC', '2027-07-14T15:30:45Z', '2027-07-08T00:00:00Z'],
    ['months', 'UTC', '2027-07-14T15:30:45Z', '2027-07-01T00:00:00Z'],
    // Midnight by the clock, also where clocks were changed in between.
    ['months', 'Europe/Berlin', '2027-03-30T12:00:00Z', '2027-02-28T23:00:00Z'],
    ['days', 'Europe/Berlin', '2027-03-28T12:00:00Z', '2027-03-27T23:00:00Z'],
    ['years', 'Europe/Berlin', '2027-07-14T15:30:45Z', '2026-12-31T23:00:00Z'],
  ])('alignTo %s in %s begins %s at %s', async (alignTo, timezone, from, want) => {
    const { fakeSource } = await import('./fake-source.ts');
    const { evaluate } = await import('@carpy/graphite');
    const source = fakeSource({ series: { x: [1] } });
    const range = { fromS: at(from), untilS: at(from) + 600, nowS: at(from) + 600, timezone };
    await evaluate([`smartSummarize(x,"1d","sum","${alignTo}")`], range, source);
    expect(source.calls[0]).toEqual([`x ${at(want) - START_S} ${at(from) + 600 - START_S}`]);
  });
});

describe('compressPeriodicGaps', () => {
  it.each<[string, number[], number[], number, number]>([
    ['every second slot', [gap, 1, gap, 2, gap, 3, gap], [1, 2, 3], 60, 120],
    ['every third slot, one missing later', [1, gap, gap, 2, gap, gap, 3, gap, gap, gap], [1, 2, 3, gap], 0, 180],
    ['too short to tell', [1, gap, 2, gap], [1, gap, 2, gap], 0, 60],
    ['no gaps', [1, 2, 3, 4], [1, 2, 3, 4], 0, 60],
    ['no values', [gap, gap], [gap, gap], 0, 60],
  ])('%s', async (_, x, want, startS, stepS) => {
    const [s] = await run('compressPeriodicGaps(x)', { series: { x } }, { slots: x.length });
    expect(s).toMatchObject({ name: 'compressPeriodicGaps(x)', startS: START_S + startS, stepS });
    expect([...(s?.values ?? [])]).toEqual(want);
  });
});

describe('other times', () => {
  const x: FakeSeries = { before: [10, 20, 30], values: [1, 2, 3, 4] };
  it('timeSlice keeps what lies between two times, counted from the start of the range', async () => {
    const got = await render(`timeSlice(x,"${START_S}","${START_S + 60}")`, { x });
    expect(got).toEqual({ [`timeSlice(x, ${START_S}, ${START_S + 60})`]: [gap, 2, 3, gap] });
  });

  it("timeSlice takes the request's clock and timezone", async () => {
    const [s] = await run('timeSlice(x,"midnight")', { series: { x } }, { timezone: 'Asia/Kolkata', nowS: START_S });
    expect(s?.tags).toMatchObject({
      timeSliceStart: String(START_S - 13.5 * 3600),
      timeSliceEnd: String(START_S),
    });
    expect(s?.pathExpression).toBe('x');
  });

  it('timeStack draws the series of several times over one range', async () => {
    const stack = await run('timeStack(x,"1min",0,3)', { series: { x } }, { slots: 4 });
    expect(stack.map((s) => [s.name, s.startS, ...s.values])).toEqual([
      ['timeShift(x, -1min, 0)', START_S, 1, 2, 3, 4],
      ['timeShift(x, -1min, 1)', START_S, 30, 1, 2, 3],
      ['timeShift(x, -1min, 2)', START_S, 20, 30, 1, 2],
    ]);
    expect(stack[2]?.tags).toEqual({ name: 'x', timeShiftUnit: '-1min', timeShift: '2' });
    expect(await run('timeStack(x,"1min",3,3)', { series: { x } })).toEqual([]);
  });

  it('linearRegression draws the line of another time', async () => {
    const got = await render(`linearRegression(x,"${START_S - 240}","${START_S - 60}")`, { x });
    expect(Object.keys(got)).toEqual([`linearRegression(x, ${START_S - 240}, ${START_S - 60})`]);
    expect(Object.values(got)[0]?.map(Math.round)).toEqual([40, 50, 60, 70]);
  });
});

describe('refused', () => {
  it.each<[string, string, number]>([
    ['add(x,inf)', 'CARPY_BAD_TARGET', 6],
    ['scaleToSeconds(x,inf)', 'CARPY_BAD_TARGET', 17],
    ['log(x,1)', 'CARPY_BAD_TARGET', 6],
    ['log(x,-2)', 'CARPY_BAD_TARGET', 6],
    ['round(x,1.5)', 'CARPY_BAD_TARGET', 8],
    ['delay(x,1.5)', 'CARPY_BAD_TARGET', 8],
    ['nPercentile(x,0)', 'CARPY_BAD_TARGET', 14],
    ['nPercentile(x,101)', 'CARPY_BAD_TARGET', 14],
    ['stdev(x,0)', 'CARPY_BAD_TARGET', 8],
    ['hitcount(x,"-1min")', 'CARPY_BAD_TARGET', 11],
    ['hitcount(x,"1s")', 'CARPY_TOO_MUCH', -1],
    ['integralByInterval(x,"0s")', 'CARPY_BAD_TARGET', 21],
    ['integralByInterval(x,"soon")', 'CARPY_BAD_TARGET', 21],
    ['smartSummarize(x,"-1min")', 'CARPY_BAD_TARGET', 17],
    ['smartSummarize(x,"1s")', 'CARPY_TOO_MUCH', -1],
    ['smartSummarize(x,"1min","sumSeries")', 'CARPY_BAD_TARGET', 24],
    ['smartSummarize(x,"1min","sum","weeks8")', 'CARPY_BAD_TARGET', 30],
    ['smartSummarize(x,"1min","sum","Days")', 'CARPY_BAD_TARGET', 30],
    ['movingWindow(x,5,"p95")', 'CARPY_BAD_TARGET', 17],
    ['movingWindow(x,5,"maxSeries")', 'CARPY_BAD_TARGET', 17],
    ['movingWindow(x,-1)', 'CARPY_BAD_TARGET', 15],
    ['exponentialMovingAverage(x,inf)', 'CARPY_BAD_TARGET', 27],
    ['timeSlice(x,"soon")', 'CARPY_BAD_TARGET', 12],
    ['timeStack(x,"1min",0,1001)', 'CARPY_BAD_TARGET', 0],
    ['linearRegression(x,"1800000000","1800000000")', 'CARPY_BAD_TARGET', 0],
    ['holtWintersForecast(x,"-1d")', 'CARPY_BAD_TARGET', 22],
    ['holtWintersForecast(x,"1d","-1h")', 'CARPY_BAD_TARGET', 27],
    ['holtWintersConfidenceArea({x,y},bootstrapInterval="5min")', 'CARPY_BAD_TARGET', 0],
    ['holtWintersConfidenceBands(x,inf)', 'CARPY_BAD_TARGET', 29],
  ])('%s', async (target, code, position) => {
    const outcome = run(target, { series: { x: [1, 2], y: [1, 2] } }, { limits: { points: 50 } });
    await expect(outcome).rejects.toMatchObject(position < 0 ? { code } : { code, position });
  });
});
