import { type QueryLimits, renderJson } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { type FakeData, fakeSource, rangeOf, START_S } from './fake-source.ts';

const range = { fromS: START_S - 60, untilS: START_S + 60, nowS: START_S + 60 };
const ask = (target: string, data: FakeData, limits?: Partial<QueryLimits>): Promise<string> =>
  renderJson([target], range, fakeSource(data), limits);
const many: FakeData = {
  series: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`a.s${i}`, [1, 2, 3]])),
};
const doubling = (levels: number): string =>
  `template($1,${Array.from({ length: levels }, (_, i) => `"$${i + 2}$${i + 2}"`).join(',')})`;

describe('a target that is made to explode', () => {
  it.each([
    'timeShift(a.s1,"9999999999999999d")',
    'timeShift(a.s1,"+4000y")',
    'timeShift(timeShift(a.s1,"2000y"),"2000y")',
  ])('%s reaches too far away, and nothing is fetched there', async (target) => {
    const source = fakeSource(many);
    await expect(renderJson([target], range, source)).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
      message: expect.stringContaining('3,000 years'),
    });
    for (const call of source.calls.flat()) expect(Math.abs(Number(call.split(' ')[1]))).toBeLessThan(2e11);
  });

  it.each([
    ['values that hold names', doubling(40)],
    ['a long value, many times', `template(${'$1'.repeat(15_000)},"${'x'.repeat(30_000)}")`],
  ])('a template of %s is refused before it is built', async (_, target) => {
    await expect(ask(target, many)).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      message: expect.stringMatching(/makes a path of \d+ characters/),
    });
  });

  it('a template within the bound still puts values in values', async () => {
    const answer = JSON.parse(await ask('template(a.$1,"$2$2","s")', { series: { 'a.ss': [1] } }));
    expect(answer).toMatchObject([{ target: 'a.ss' }]);
  });

  it('series named over and over are counted each time', async () => {
    const target = (times: number): string => `sumSeries(${Array(times).fill('a.*').join(',')})`;
    await expect(ask(target(11), many, { handed: 1_000 })).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
      message: expect.stringContaining('1100 series'),
    });
    expect(JSON.parse(await ask(target(10), many, { handed: 1_000 }))).toHaveLength(1);
  });

  it('what a function makes of all its series counts together', async () => {
    await expect(ask('summarize(a.*,"1s")', many, { points: 5_000 })).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
      message: expect.stringContaining('what summarize() makes is'),
    });
    expect(JSON.parse(await ask('summarize(a.s1,"1s")', many, { points: 5_000 }))).toHaveLength(1);
  });

  it('targets over the same paths hold points of their own', async () => {
    const targets = (n: number): string[] => Array<string>(n).fill('scale(a.*,2)');
    const render = (n: number): Promise<string> => renderJson(targets(n), range, fakeSource(many), { points: 2_000 });
    await expect(render(11)).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
      message: expect.stringContaining('fewer targets'),
    });
    expect(JSON.parse(await render(10))).toHaveLength(1_000);
  });

  it('an answer has at most so many points, after consolidation', async () => {
    await expect(ask('a.*', many, { answered: 199 })).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
      message: expect.stringContaining('maxDataPoints'),
    });
    expect(JSON.parse(await ask('a.*', many, { answered: 200 }))).toHaveLength(100);
    const one = { ...range, maxDataPoints: 1 };
    expect(JSON.parse(await renderJson(['a.*'], one, fakeSource(many), { answered: 100 }))).toHaveLength(100);
  });

  it('many ranges are fetched a few at a time, and counted in between', async () => {
    const shifts = Array.from({ length: 20 }, (_, i) => `timeShift(a.*,"${i + 1}h")`);
    const source = fakeSource(many);
    await expect(renderJson(shifts, range, source, { series: 600 })).rejects.toMatchObject({ code: 'CARPY_TOO_MUCH' });
    expect(source.calls.flat().length).toBeLessThan(10);
  });

  it('a name is made of at most 100 nodes', async () => {
    const target = (nodes: number): string => `aliasByNode(a.s1,${Array(nodes).fill('0').join(',')})`;
    await expect(ask(target(101), many)).rejects.toMatchObject({ code: 'CARPY_BAD_TARGET' });
    expect(JSON.parse(await ask(target(100), many))).toHaveLength(1);
  });

  it('refuses more memory than allowed, shared arrays counted once', async () => {
    const source = (): ReturnType<typeof fakeSource> =>
      fakeSource({ series: { a: Array.from({ length: 100 }, () => 1) } });
    const shared = Array.from({ length: 20 }, (_, i) => `alias(a,"${i}")`);
    const render = (targets: string[]): Promise<string> =>
      renderJson(targets, rangeOf({ slots: 100 }), source(), { memoryBytes: 2_000 });
    expect(JSON.parse(await render(shared))).toHaveLength(20);
    await expect(render(['scale(scale(scale(a,2),2),2)'])).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
      message: expect.stringMatching(/scale\(\) brings it to .* MB of values.*narrow/),
    });
  });

  it('ends where it is told to', async () => {
    let asked = 0;
    const check = (): void => {
      if (++asked > 3) throw new Error('enough');
    };
    const nested = 'scale(scale(scale(scale(a,1),1),1),1)';
    const source = fakeSource({ series: { a: [1] } });
    await expect(renderJson([nested], { ...rangeOf(), check }, source)).rejects.toThrow('enough');
    expect(asked).toBe(4);
  });
});
