/** Which series are left and in which order, and which values become gaps. */
import { describe, expect, it } from 'vitest';
import { type FakeSeries, render, run, START_S } from './fake-source.ts';
import { timerRecord } from './records.ts';

const gap = Number.NaN;
type Data = Record<string, FakeSeries | readonly number[]>;

/** Averages 4, 5, none, 3; newest 1, 5, none, 6. */
const series: Data = { a: [1, 10, 1], b: [5, 5, 5], c: [gap, gap, gap], d: [0, gap, 6] };
const ALL = '{a,b,c,d}';

describe('filters keep series as they are', () => {
  it.each<[string, string[]]>([
    [`averageAbove(${ALL},4)`, ['b']],
    [`averageBelow(${ALL},4)`, ['a', 'c', 'd']],
    [`currentAbove(${ALL},5)`, ['d']],
    [`currentBelow(${ALL},5)`, ['a', 'b', 'c']],
    [`maximumAbove(${ALL},5)`, ['a', 'd']],
    [`maximumBelow(${ALL},5)`, ['b', 'c']],
    [`minimumAbove(${ALL},0)`, ['a', 'b']],
    [`minimumBelow(${ALL},0)`, ['c', 'd']],
    [`filterSeries(${ALL},"sum","=",12)`, ['a']],
    [`filterSeries(${ALL},"sum","!=",12)`, ['b', 'c', 'd']],
    [`filterSeries(${ALL},"count",">=",3)`, ['a', 'b']],
    [`filterSeries(${ALL},"count","<",1)`, ['c']],
    [`limit(${ALL},2)`, ['a', 'b']],
    [`limit(${ALL},-1)`, ['a', 'b', 'c']],
    [`limit(${ALL},0)`, []],
    [`removeEmptySeries(${ALL})`, ['a', 'b', 'd']],
    [`removeEmptySeries(${ALL},0.9)`, ['a', 'b']],
    [`removeEmptySeries(${ALL},xFilesFactor=0)`, ['a', 'b', 'd']],
    [`grep(${ALL},"[ad]")`, ['a', 'd']],
    [`exclude(${ALL},"^(a|b)$")`, ['c', 'd']],
    [`grep(${ALL},"(?i)B")`, ['b']],
    [`averageOutsidePercentile(${ALL},75)`, ['b', 'd']],
    [`averageOutsidePercentile(${ALL},25)`, ['b', 'd']],
    [`averageOutsidePercentile({c},75)`, []],
    ['removeBetweenPercentile({a,b,d},100)', ['a', 'b', 'd']],
    [`mostDeviant(${ALL},2)`, ['a', 'd']],
    [`mostDeviant(${ALL},9)`, ['a', 'd', 'b']],
  ])('%s', async (target, want) => {
    expect(Object.keys(await render(target, series))).toEqual(want);
  });

  it('mostDeviant orders series whose squares no number holds', async () => {
    const spread: Data = {
      flat: [1e300, 1e300],
      some: [1e200, 3e200],
      least: [1e100, 3e100],
      most: [-1e308, 1e308],
      more: [0, 1e250],
    };
    const target = 'mostDeviant({flat,some,least,most,more},9)';
    expect(Object.keys(await render(target, spread))).toEqual(['most', 'more', 'some', 'least', 'flat']);
  });

  it('removeBetweenPercentile leaves gaps out, and takes series of any length', async () => {
    const spread: Data = {
      high: [9, 9, gap, 9],
      low: [1, 1, 1, gap],
      middle: [5, gap, 5, 5],
      short: { values: [4], stepS: 240 },
    };
    expect(Object.keys(await render('removeBetweenPercentile({high,low,middle},80)', spread))).toEqual([
      'high',
      'low',
      'middle',
    ]);
    const always: Data = { ...spread, middle: [5, 5, gap, gap] };
    expect(Object.keys(await render('removeBetweenPercentile({high,low,middle},80)', always))).toEqual(['high', 'low']);
    expect(Object.keys(await render('removeBetweenPercentile({high,low,middle,short},80)', always))).toEqual([
      'high',
      'low',
    ]);
  });

  it('unique keeps the first of a name', async () => {
    const got = await run('unique(alias(b,"x"),alias(a,"x"),a,a)', { series }, { slots: 3 });
    expect(got.map((s) => [s.name, ...s.values])).toEqual([
      ['x', 5, 5, 5],
      ['a', 1, 10, 1],
    ]);
  });

  it('leave the values of records to their own rules', async () => {
    const records = [timerRecord([[1], [2, 3]], { startS: START_S })];
    for (const target of [
      'grep(carpy.shop.web-1.checkout.ok.count,"count")',
      'dashed(sortByTotal(carpy.shop.web-1.checkout.ok.count))',
      'aliasSub(carpy.shop.web-1.checkout.ok.count,"^.*$","x")',
    ]) {
      const [s] = await run(target, { records }, { slots: 2 });
      expect(s?.origin, target).toBeDefined();
    }
    const [changed] = await run('removeAboveValue(carpy.shop.web-1.checkout.ok.count,9)', { records }, { slots: 2 });
    expect(changed?.origin).toBeUndefined();
  });
});

describe('orders', () => {
  const tied: Data = { p: [2], q: [gap], r: [3], s: [2], t: [gap] };
  const FIVE = 'group(s,p,q,r,t)';
  it.each<[string, string[]]>([
    [`highest(${FIVE},3)`, ['r', 's', 'p']],
    [`highest(${FIVE},9,"count")`, ['s', 'p', 'r', 'q', 't']],
    [`highest(${FIVE},-2)`, ['r', 's', 'p']],
    [`lowest(${FIVE},3)`, ['q', 't', 's']],
    [`lowest(${FIVE},1,"max")`, ['q']],
    [`lowestAverage(${FIVE},4)`, ['q', 't', 's', 'p']],
    [`lowestCurrent(${FIVE},1)`, ['q']],
    [`sortBy(${FIVE})`, ['q', 't', 's', 'p', 'r']],
    [`sortBy(${FIVE},"max",true)`, ['r', 's', 'p', 'q', 't']],
    [`sortByTotal(${FIVE})`, ['r', 's', 'p', 'q', 't']],
    [`sortByMaxima(${FIVE})`, ['r', 's', 'p', 'q', 't']],
    [`sortByMinima(${FIVE})`, ['s', 'p', 'r']],
  ])('%s: equal ones stay in order, none is the least', async (target, want) => {
    expect(Object.keys(await render(target, tied))).toEqual(want);
  });

  it('natural: numbers in names count as numbers, however many zeros they begin with', async () => {
    const got = await render('sortByName(w*,true)', { w10: [1], w09: [1], w000000000001: [1] });
    expect(Object.keys(got)).toEqual(['w000000000001', 'w09', 'w10']);
  });
});

describe('values that become gaps', () => {
  const x = [5, 1, gap, 4, 2, 3];
  it.each<[string, Record<string, number[]>]>([
    ['removeAboveValue(x,3)', { 'removeAboveValue(x, 3)': [gap, 1, gap, gap, 2, 3] }],
    ['removeBelowValue(x,2.5)', { 'removeBelowValue(x, 2.5)': [5, gap, gap, 4, gap, 3] }],
    ['removeAbovePercentile(x,50)', { 'removeAbovePercentile(x, 50)': [gap, 1, gap, gap, 2, 3] }],
    ['removeBelowPercentile(x,50)', { 'removeBelowPercentile(x, 50)': [5, gap, gap, 4, gap, 3] }],
    ['removeBelowPercentile(x,100)', { 'removeBelowPercentile(x, 100)': [5, gap, gap, gap, gap, gap] }],
  ])('%s', async (target, want) => {
    expect(await render(target, { x })).toEqual(want);
  });
});

describe('refused', () => {
  it.each<[string, string]>([
    ['filterSeries(a,"p95",">",1)', 'one of average'],
    ['filterSeries(a,"max","=>",1)', '!=, <, <=, =, >, >='],
    ['filterSeries(a,"max",">","many")', 'a number'],
    ['averageOutsidePercentile(a,101)', 'from 0 to 100'],
    ['removeBetweenPercentile(a,-1)', 'from 0 to 100'],
    ['removeAbovePercentile(a,0)', 'above 0 and up to 100'],
    ['removeBelowPercentile(a,101)', 'above 0 and up to 100'],
    ['grep(a,"(")', "grep() was given a \"pattern\" that it can't read the regular expression '(': a ( without its )"],
    ['exclude(a,"(?=a)")', "can't be matched in linear time"],
    ['limit(a,1.5)', 'a whole number'],
  ])('%s', async (target, why) => {
    const outcome = run(target, { series });
    await expect(outcome).rejects.toMatchObject({ code: 'CARPY_BAD_TARGET', position: expect.any(Number) });
    await expect(outcome).rejects.toThrow(why);
  });
});
