/** Functions that make series of time, of events and of numbers, and those that say how a series is drawn. */
import { describe, expect, it } from 'vitest';
import { type FakeData, render, run, START_S } from './fake-source.ts';

const gap = Number.NaN;
const range = { fromS: START_S, untilS: START_S + 180 };

describe('series made of time', () => {
  it.each<[string, number, number[]]>([
    ['identity("t")', 60, [START_S, START_S + 60, START_S + 120]],
    ['time("t",90)', 90, [START_S, START_S + 90]],
    ['timeFunction("t")', 60, [START_S, START_S + 60, START_S + 120]],
    ['sin("t",2.5,90)', 90, [Math.sin(START_S) * 2.5, Math.sin(START_S + 90) * 2.5]],
  ])('%s', async (target, stepS, values) => {
    const [s] = await run(target, {}, range);
    expect(s).toMatchObject({ name: 't', startS: START_S, endS: START_S + 180, stepS, tags: { name: 't' } });
    expect([...(s?.values ?? [])]).toEqual(values);
  });

  it('have the tags that their name says', async () => {
    expect((await run('time("t;dc=eu")', {}, range))[0]?.tags).toEqual({ name: 't', dc: 'eu' });
    expect((await run('time("t;dc=")', {}, range))[0]?.tags).toEqual({ name: 't;dc=' });
  });

  it('randomWalk starts at 0, takes small steps, and the same ones again', async () => {
    const values = async (target: string): Promise<number[]> => [
      ...((await run(target, {}, { ...range, untilS: START_S + 60_000 }))[0]?.values ?? []),
    ];
    const walk = await values('randomWalk("r")');
    expect(walk).toHaveLength(1000);
    expect(walk[0]).toBe(0);
    const steps = walk.slice(1).map((v, i) => v - (walk[i] as number));
    expect(steps.every((d) => Math.abs(d) <= 0.5 + 1e-9)).toBe(true);
    expect(new Set(steps.map((d) => d.toFixed(6))).size).toBeGreaterThan(900);
    expect(await values('randomWalkFunction("r",60)')).toEqual(walk);
    expect(await values('randomWalk("other")')).not.toEqual(walk);
  });

  it.each(['time("t",0)', 'time("t",-60)', 'sin("t",1,0)', 'randomWalk("t",0)'])('%s is refused', async (target) => {
    await expect(run(target, {}, range)).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      message: expect.stringContaining('at least 1 s'),
    });
  });

  it.each(['time("t",1)', 'identity("t")', 'events("*")'])('%s over a hundred years is too much', async (target) => {
    const wide = { fromS: START_S - 86_400 * 36_500, untilS: START_S, limits: { points: 1e6 } };
    await expect(run(target, {}, wide)).rejects.toMatchObject({ code: 'CARPY_TOO_MUCH' });
  });
});

describe('lines', () => {
  it('threshold and constantLine', async () => {
    const [line] = await run('threshold(5,"too slow","red")', {}, range);
    expect(line).toMatchObject({
      name: 'too slow',
      pathExpression: 'constantLine(5.0)',
      drawing: { color: 'red' },
      values: Float64Array.of(5, 5, 5),
    });
    expect((await run('threshold(5)', {}, range))[0]).toMatchObject({ name: '5.0' });
  });

  it.each([
    ['verticalLine("-2min","deploy","blue")', 60, 'deploy', { drawAsInfinite: true, color: 'blue' }],
    [`verticalLine("${START_S + 60}")`, 60, String(START_S + 60), { drawAsInfinite: true }],
  ])('%s', async (target, afterS, name, drawing) => {
    const [line] = await run(target, {}, { ...range, nowS: START_S + 180 });
    expect(line).toMatchObject({ name, startS: START_S + afterS, endS: START_S + afterS, stepS: 1, drawing });
  });

  it.each([
    ['verticalLine("-1h")', 'the range'],
    ['verticalLine("+1h")', 'the range'],
    ['verticalLine("soonish")', 'a time such as'],
    ['verticalLine(x)', 'a time in quotes'],
  ])('%s is refused', async (target, message) => {
    await expect(run(target, {}, { ...range, nowS: START_S + 180 })).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, Record<string, number[]>]>([
    ['aggregateLine(x)', { 'aggregateLine(x, 3)': [3, 3, 3] }],
    ['aggregateLine(x,"max",true)', { 'aggregateLine(x, 5)': [5, 5, 5, 5] }],
    ['aggregateLine(nothing)', {}],
    ['aggregateLine(empty)', { 'aggregateLine(empty, None)': [gap, gap, gap] }],
    ['aggregateLine(empty,"count")', { 'aggregateLine(empty, 0)': [0, 0, 0] }],
  ])('%s', async (target, want) => {
    expect(await render(target, { x: [1, gap, 5, 3], empty: [gap, gap, gap, gap] })).toEqual(want);
  });
});

describe('drawing', () => {
  it('areaBetween makes a band of two series under one name', async () => {
    const band = await run('areaBetween(group(a,b))', { series: { a: [1], b: [2] } }, { slots: 1 });
    expect(band).toMatchObject([
      { name: 'areaBetween(b)', values: Float64Array.of(1), drawing: { stacked: true, invisible: true } },
      { name: 'areaBetween(b)', values: Float64Array.of(2), drawing: { stacked: true } },
    ]);
    expect(band[0]?.tags).toEqual({ name: 'b', areaBetween: '1' });
    expect(band[1]?.drawing).not.toHaveProperty('invisible');
  });

  it('areaBetween takes exactly two', async () => {
    await expect(run('areaBetween(a)', { series: { a: [1] } })).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      message: expect.stringContaining('exactly two series, there are 1'),
    });
  });

  it('cumulative adds where fewer points are drawn', async () => {
    const [s] = await run('cumulative(a)', { series: { a: [1] } }, { slots: 1 });
    expect(s).toMatchObject({ name: 'consolidateBy(a,"sum")', consolidation: 'sum', tags: { consolidateBy: 'sum' } });
  });
});

describe('events', () => {
  const data: FakeData = {
    events: [
      { atS: START_S - 1, tags: ['deploy'] },
      { atS: START_S, tags: ['deploy', 'shop'] },
      { atS: START_S + 2, tags: ['deploy'] },
      { atS: START_S + 2.7, tags: ['deploy', 'shop'] },
      { atS: START_S + 3, tags: ['shop'] },
      { atS: START_S + 5, tags: ['deploy'] },
    ],
  };
  it.each<[string, number[]]>([
    ['events("deploy")', [1, gap, 2, gap, gap]],
    ['events("deploy","shop")', [1, gap, 1, gap, gap]],
    ['events("*")', [1, gap, 2, 1, gap]],
    ['events("other")', [gap, gap, gap, gap, gap]],
  ])('%s', async (target, values) => {
    const [s] = await run(target, data, { fromS: START_S, untilS: START_S + 5 });
    expect(s).toMatchObject({ startS: START_S, endS: START_S + 5, stepS: 1, consolidation: 'sum' });
    expect([...(s?.values ?? [])]).toEqual(values);
  });

  it('is named by its tags as graphite-web names it', async () => {
    const [s] = await run("events('a','b')", data, { fromS: START_S, untilS: START_S + 5 });
    expect(s).toMatchObject({ name: 'events("a", "b")', pathExpression: 'events("a", "b")' });
  });
});
