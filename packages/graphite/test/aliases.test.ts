/** Names that functions give, to the letter as graphite-web writes them, and what they refuse to make. */
import { describe, expect, it } from 'vitest';
import { type FakeSeries, render, run } from './fake-source.ts';

const gap = Number.NaN;
type Data = Record<string, FakeSeries | readonly number[]>;

const series: Data = {
  'web.a.load': [0.5, 1536],
  'web.b.load': [gap, gap],
  'web.a.users': [3, 12.75],
  'web.b.users': [8, gap],
  x: [1, 0.125],
};

describe('names', () => {
  it.each<[string, string[]]>([
    ['aliasSub(web.a.load,"^(\\w+)\\.(\\w+).*$","\\2 of \\1")', ['a of web']],
    ['aliasSub(web.*.load,"(?P<server>[ab])\\.load","\\g<server>")', ['web.a', 'web.b']],
    ['aliasSub(web.a.load,"A","x")', ['web.a.load']],
    ['aliasSub(web.a.load,"(?i)A","x")', ['web.x.loxd']],
    ['upper(web.a.load)', ['WEB.A.LOAD']],
    ['upper(web.a.load,0,-1,99)', ['Web.a.loaD']],
    ['lower(upper(web.a.load),0)', ['wEB.A.LOAD']],
    ['lower(alias(x,"ÀÉ 😀B"),-1,0)', ['àÉ 😀b']],
    ['substr(web.a.load,1)', ['a.load']],
    ['substr(web.a.load,-3,-1)', ['web.a']],
    ['substr(scale(web.a.load,2),0,2)', ['web.a']],
    ['substr(web.a.load)', ['web.a.load']],
    ['legendValue(x,"max")', ['x (max: 1.0)']],
    [
      'legendValue(web.*.load,"last","count")',
      ['web.a.load (last: 1536.0) (count: 2)', 'web.b.load (last: None) (count: 0)'],
    ],
    ['legendValue(x,"avgSeries")', ['x (avgSeries: 0.5625)']],
    ['legendValue(web.a.load,"max","si")', ['web.a.load          max  1.54k     ']],
    ['legendValue(web.a.load,"max","binary")', ['web.a.load          max  1.50Ki    ']],
    ['legendValue(web.b.load,"max","min","si")', ['web.b.load          max  None      min  None      ']],
    ['cactiStyle(x)', ['x Current:0.12    Max:1.00    Min:0.12    ']],
    ['cactiStyle(web.a.load,"si")', ['web.a.load Current:1.54k    Max:1.54k    Min:0.50    ']],
    ['cactiStyle(web.a.load,"binary","b")', ['web.a.load Current:1.50 Kib    Max:1.50 Kib    Min:0.50 b    ']],
    ['cactiStyle(web.a.load,None,"b")', ['web.a.load Current:1536.00 b    Max:1536.00 b    Min:0.50 b    ']],
    [
      'cactiStyle(group(x,web.b.load))',
      ['x          Current:0.12    Max:1.00    Min:0.12    ', 'web.b.load Current:nan     Max:nan     Min:nan     '],
    ],
    ['cactiStyle(nothing)', []],
    ['aliasQuery(web.*.load,"load","users","%d users")', ['12 users', '8 users']],
    ['aliasQuery(web.a.load,"load$","users|scale(2)","%.1f of 100%%")', ['25.5 of 100%']],
    ['aliasQuery(web.a.load,"(.*)\\.load","sumSeries(\\1.users,x)","%s")', ['12.875']],
  ])('%s', async (target, want) => {
    expect(Object.keys(await render(target, series))).toEqual(want);
  });

  it('aliasByTags takes tags and nodes', async () => {
    const [s] = await run('aliasByTags(disk;host=web-1,"host",0)', { series: { 'disk;host=web-1': [1] } });
    expect(s?.name).toBe('web-1.disk');
  });
});

describe('refused', () => {
  it.each<[string, string, string]>([
    ['aliasSub(x,"(","y")', 'CARPY_BAD_TARGET', '"search"'],
    ['aliasSub(x,"x","\\1")', 'CARPY_BAD_TARGET', '"replace"'],
    ['aliasSub(x,"(x)\\1","y")', 'CARPY_BAD_TARGET', 'linear time'],
    ['upper(x,1.5)', 'CARPY_BAD_TARGET', 'a whole number'],
    ['substr(x,"a")', 'CARPY_BAD_TARGET', 'a whole number'],
    ['legendValue(x)', 'CARPY_BAD_TARGET', 'at least one of'],
    ['legendValue(x,"p95")', 'CARPY_BAD_TARGET', 'one of average'],
    ['legendValue(x,"si","max")', 'CARPY_BAD_TARGET', 'only as the last one'],
    ['cactiStyle(x,"sec")', 'CARPY_BAD_TARGET', 'one of'],
    ['aliasQuery(x,"x","nothing","%d")', 'CARPY_BAD_TARGET', 'no series by the target "nothing"'],
    ['aliasQuery(x,"x","web.b.load","%d")', 'CARPY_BAD_TARGET', 'no value in the series of the target "web.b.load"'],
    ['aliasQuery(x,"x","scale(","%d")', 'CARPY_BAD_TARGET', 'in "scale("'],
    ['aliasQuery(x,"x","web.a.users","users")', 'CARPY_BAD_TARGET', '0 places for a number'],
    ['aliasQuery(x,"x","web.a.users","%d of %d")', 'CARPY_BAD_TARGET', '2 places for a number'],
    ['aliasQuery(x,"x","web.a.users","%x")', 'CARPY_BAD_TARGET', '%x, which is not known'],
    ['aliasQuery(x,"x","web.a.users","%999999999d")', 'CARPY_BAD_TARGET', 'wider than 90'],
    ['aliasQuery(x,"x","web.a.users","%d %")', 'CARPY_BAD_TARGET', 'ends with a %'],
    [`aliasSub(alias(x,"${'y'.repeat(500)}"),"","${'z'.repeat(500)}")`, 'CARPY_TOO_MUCH', 'more than 65536 characters'],
  ])('%s', async (target, code, why) => {
    const outcome = run(target, { series });
    await expect(outcome).rejects.toMatchObject({ code });
    await expect(outcome).rejects.toThrow(why);
  });

  it('names that are too long together', async () => {
    const many: Data = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`s.${i}`, [1]]));
    const outcome = run(`upper(alias(s.*,"${'y'.repeat(50_000)}"))`, { series: many });
    await expect(outcome).rejects.toMatchObject({ code: 'CARPY_TOO_MUCH' });
    await expect(outcome).rejects.toThrow('the names that upper() makes');
  });
});
