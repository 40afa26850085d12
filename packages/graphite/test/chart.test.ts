import { type ChartOptions, chartSvg, readChartOptions, type Series, textWidth } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { START_S } from './fake-source.ts';
import { find, readSvg, type SvgElement, textsOf } from './read-svg.ts';
import { seriesOf } from './series-of.ts';

const gap = Number.NaN;
const options = (params: Readonly<Record<string, string>>): ChartOptions => readChartOptions((name) => params[name]);
const draw = (series: readonly Series[], params: Readonly<Record<string, string>> = {}, zone = 'UTC'): SvgElement =>
  readSvg(chartSvg(series, options(params), zone));
const colors = (root: SvgElement, what: string): (string | undefined)[] =>
  find(root, what).map(({ attributes }) => attributes['stroke'] ?? attributes['fill']);
/** Starts of lines in a path. */
const strokes = (root: SvgElement, what = 'line'): number[] =>
  find(root, what).map(({ attributes }) => attributes['d']?.match(/M/g)?.length ?? 0);
const ramp = (name: string, slots = 60): Series =>
  seriesOf(
    name,
    Array.from({ length: slots }, (_, i) => i),
  );

describe('a chart', () => {
  it('is 330 by 250 with a line, a legend and both axes', () => {
    const root = draw([ramp('servers.web-1.load')]);
    expect(root.attributes).toMatchObject({ width: '330', height: '250', viewBox: '0 0 330 250' });
    expect(strokes(root)).toEqual([1]);
    expect(textsOf(root, 'legend')).toEqual(['servers.web-1.load']);
    expect(textsOf(root, 'axis y left')).toEqual(['0', '10', '20', '30', '40', '50', '60']);
    expect(textsOf(root, 'axis x')).toEqual(['08:00', '08:02', '08:04', '08:06', '08:08']);
  });

  it('writes names as text, whatever they hold', () => {
    const name = `<script>alert("1")</script>&amp;'\u0000\ud800\ufffe`;
    const svg = chartSvg([ramp(name)], options({ title: name, vtitle: name, hideLegend: 'false' }), 'UTC');
    expect(svg).not.toContain('<script');
    expect(textsOf(readSvg(svg), 'legend')).toEqual([`<script>alert("1")</script>&amp;'\ufffd\ufffd\ufffd`]);
    expect(find(readSvg(svg), 'script')).toEqual([]);
  });

  it('has no element that runs, loads or links anything', () => {
    const root = draw([ramp('a')], { title: 't', vtitle: 'v', areaMode: 'all' });
    const names = new Set(
      find(root, 'svg')
        .concat(root.children)
        .flatMap((one) => allNames(one)),
    );
    expect([...names].sort()).toEqual(['clipPath', 'defs', 'g', 'path', 'rect', 'svg', 'text', 'title']);
  });

  it('says that there is no data', () => {
    expect(textsOf(draw([]), 'nodata')).toEqual(['No Data']);
    expect(textsOf(draw([seriesOf('a', [])]), 'nodata')).toEqual(['No Data']);
    expect(find(draw([seriesOf('a', [gap, gap])]), 'line')).toEqual([]);
  });
});

const allNames = (root: SvgElement): string[] => [root.name, ...root.children.flatMap(allNames)];

describe('lines', () => {
  const holes = seriesOf('a', [1, 2, gap, 3, gap, gap, gap, 4, 5]);

  it.each([
    ['slope', {}, [3]],
    ['staircase', { lineMode: 'staircase' }, [3]],
    ['connected', { lineMode: 'connected' }, [1]],
    ['connected over short gaps', { lineMode: 'connected', connectedLimit: '2' }, [2]],
    ['slope with gaps as zero', { drawNullAsZero: 'true' }, [1]],
  ])('%s breaks at gaps', (_, params, want) => {
    expect(strokes(draw([holes], params))).toEqual(want);
  });

  it('is a step for a single value', () => {
    expect(find(draw([seriesOf('a', [5])]), 'line')[0]?.attributes['d']).toMatch(/^M[\d.]+ ([\d.]+)L[\d.]+ \1$/);
  });

  it('takes colour, width, dash and opacity from the target, then from the parameters', () => {
    const root = draw(
      [
        { ...ramp('a'), drawing: { color: 'red', lineWidth: 3, dashed: 4, alpha: 0.5 } },
        ramp('b'),
        ramp('c'),
        { ...ramp('d'), drawing: { color: '11223380' } },
      ],
      { colorList: 'blue,#abcdef', lineWidth: '2' },
    );
    expect(
      find(root, 'line').map(({ attributes: a }) => [
        a['stroke'],
        a['stroke-width'],
        a['stroke-dasharray'],
        a['stroke-opacity'],
      ]),
    ).toEqual([
      ['#c80032', '3', '4', '0.5'],
      ['#6464ff', '2', undefined, undefined],
      ['#abcdef', '2', undefined, undefined],
      ['#112233', '2', undefined, '0.5'],
    ]);
    expect(colors(root, 'names')).toEqual(['#2b3440']);
  });

  it('refuses a colour of a target that is none', () => {
    expect(() => draw([{ ...ramp('a'), drawing: { color: 'bluish' } }])).toThrow('color(): "bluish"');
  });

  it('draws no more points than there are pixels', () => {
    const d = (params: Record<string, string>): number =>
      find(draw([ramp('a', 10_000)], { width: '500', ...params }), 'line')[0]?.attributes['d']?.match(/ /g)?.length ??
      0;
    expect(d({})).toBeLessThanOrEqual(500);
    expect(d({ minXStep: '10' })).toBeLessThanOrEqual(50);
    expect(d({ minXStep: '0' })).toBe(10_000);
  });

  it('draws events from bottom to top', () => {
    const root = draw([ramp('a'), { ...seriesOf('deploys', [gap, 1, gap, 1, 0]), drawing: { drawAsInfinite: true } }]);
    expect(find(root, 'infinite')[0]?.attributes['d']?.match(/V/g)).toHaveLength(2);
    expect(textsOf(root, 'axis y left').at(-1)).toBe('60');
  });
});

describe('areas', () => {
  const two = [seriesOf('a', [1, 1, 1]), seriesOf('b', [2, gap, 2])];

  it.each([
    ['none', 0],
    ['first', 1],
    ['all', 2],
    ['stacked', 2],
  ])('areaMode=%s fills %i', (areaMode, want) => {
    const root = draw(two, { areaMode, areaAlpha: '0.25' });
    expect(find(root, 'area')).toHaveLength(want);
    for (const { attributes } of find(root, 'area')) expect(attributes['fill-opacity']).toBe('0.25');
  });

  it('stacks values on those before, and has zero on the axis', () => {
    const root = draw([seriesOf('a', [30, 30]), seriesOf('b', [20, 20])], { areaMode: 'stacked' });
    const labels = textsOf(root, 'axis y left');
    expect([labels[0], labels.at(-1)]).toEqual(['0', '50']);
  });

  it('stacks what stacked() has added up, and fills between two lines', () => {
    const lower = { ...seriesOf('low', [10, 10]), drawing: { stacked: true, invisible: true } } as const;
    const upper = { ...seriesOf('high', [30, 30]), drawing: { stacked: true } } as const;
    const root = draw([lower, upper], {
      yMin: '0',
      yMax: '40',
      hideAxes: 'true',
      hideLegend: 'true',
      margin: '0',
      height: '100',
    });
    expect(find(root, 'area').map(({ attributes }) => attributes['d'])).toEqual(['M0 25L330 25L330 75L0 75Z']);
    expect(find(root, 'line')).toHaveLength(1);
  });
});

it('begins another stack with an area that lies below', () => {
  const stack = (name: string, value: number): Series => ({
    ...seriesOf(name, [value, value]),
    drawing: { stacked: true },
  });
  const params = { yMin: '0', yMax: '40', hideAxes: 'true', hideLegend: 'true', margin: '0', height: '100' };
  const root = draw([stack('a', 20), stack('b', 30), stack('c', 10)], params);
  expect(find(root, 'area').map(({ attributes }) => attributes['d'])).toEqual([
    'M0 50L330 50L330 100L0 100Z',
    'M0 25L330 25L330 50L0 50Z',
    'M0 75L330 75L330 100L0 100Z',
  ]);
});

it('draws a moment as one line: it ends where it starts', () => {
  const moment = seriesOf('deploy', [1, 1], {
    startS: START_S + 100,
    endS: START_S + 100,
    stepS: 1,
    drawing: { drawAsInfinite: true },
  });
  const root = draw([ramp('a'), moment]);
  expect(find(root, 'infinite')[0]?.attributes['d']).toMatch(/^M[\d. ]+V[\d.]+$/);
});

describe('axes', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['si', {}, ['0', '1 M', '2 M', '3 M', '4 M', '5 M', '6 M']],
    ['binary', { yUnitSystem: 'binary' }, ['0', '1 Mi', '2 Mi', '3 Mi', '4 Mi', '5 Mi', '6 Mi']],
    ['none', { yUnitSystem: 'none' }, ['0', '1000000', '2000000', '3000000', '4000000', '5000000', '6000000']],
    ['msec', { yUnitSystem: 'msec' }, ['0', '20 m', '40 m', '60 m', '80 m', '100 m']],
    ['sec', { yUnitSystem: 'sec', yStep: '864000' }, ['0', '10 D', '20 D', '30 D', '40 D', '50 D', '60 D', '70 D']],
    ['ends', { yMin: '1000000', yMax: '4000000' }, ['1.0 M', '1.5 M', '2.0 M', '2.5 M', '3.0 M', '3.5 M', '4.0 M']],
    ['step', { yStep: '2500000' }, ['0', '2.5 M', '5.0 M', '7.5 M']],
    ['limit', { yLimit: '3000000' }, ['0', '0.5 M', '1.0 M', '1.5 M', '2.0 M', '2.5 M', '3.0 M']],
    ['divisors', { yDivisors: '2' }, ['0', '5 M', '10 M']],
    ['logarithmic', { logBase: '10', yMin: '1' }, ['1', '10', '100', '1 k', '10 k', '100 k', '1 M', '10 M']],
  ])('%s', (_, params, want) => {
    const series = [seriesOf('a', [0, 3e6, 5.8e6])];
    expect(textsOf(draw(series, params), 'axis y left')).toEqual(want);
  });

  it('has a second one at the right with its own ends and units', () => {
    const root = draw([ramp('a'), { ...seriesOf('b', [0, 5e9]), drawing: { secondYAxis: true } }], {
      yMaxLeft: '100',
      yMinLeft: '0',
      rightColor: 'green',
      rightDashed: 'true',
      vtitle: 'left one',
      vtitleRight: 'right one',
    });
    expect(textsOf(root, 'axis y left').at(-1)).toBe('100');
    expect(textsOf(root, 'axis y right').at(-1)).toBe('5 G');
    expect(find(root, 'line')[1]?.attributes).toMatchObject({ stroke: '#00c800', 'stroke-dasharray': '5' });
    expect(textsOf(root, 'legend')).toEqual(['a', 'b (right)']);
    expect([textsOf(root, 'vtitle'), textsOf(root, 'vtitle right')]).toEqual([['left one'], ['right one']]);
  });

  it('is at the right where asked', () => {
    const root = draw([ramp('a')], { yAxisSide: 'right' });
    expect([textsOf(root, 'axis y left'), textsOf(root, 'axis y right').length]).toEqual([[], 7]);
  });

  it.each<[string, Record<string, string>, number[]]>([
    ['everything', {}, [1, 1, 1, 1]],
    ['hideAxes', { hideAxes: 'true' }, [0, 0, 0, 1]],
    ['hideXAxis', { hideXAxis: 'true' }, [0, 1, 1, 1]],
    ['hideYAxis', { hideYAxis: 'true' }, [1, 0, 1, 1]],
    ['hideGrid', { hideGrid: 'true' }, [1, 1, 0, 1]],
    ['hideLegend', { hideLegend: 'true' }, [1, 1, 1, 0]],
    ['graphOnly', { graphOnly: 'true', title: 'x' }, [0, 0, 0, 0]],
  ])('%s', (_, params, want) => {
    const root = draw([ramp('a')], params);
    expect(['axis x', 'axis y left', 'grid', 'legend'].map((name) => find(root, name).length)).toEqual(want);
    if ('title' in params) expect(find(root, 'line')[0]?.attributes['d']).toMatch(/^M0 250L.*L330 4.2$/);
  });

  it.each<[number, string, Record<string, string>, string[]]>([
    [6, 'UTC', {}, ['08:00:00', '08:00:15', '08:00:30', '08:00:45']],
    [360, 'Europe/Berlin', {}, ['09:00', '09:15', '09:30', '09:45']],
    [360, 'Asia/Kathmandu', {}, ['13:45', '14:00', '14:15', '14:30']],
    [8640, 'UTC', { xFormat: '%a %H:%M' }, ['Fri 12:00', 'Sat 00:00']],
    [3 * 8640, 'UTC', {}, ['Jan 16', 'Jan 17', 'Jan 18']],
    [400 * 8640, 'UTC', {}, ['Apr', 'Jul', 'Oct', '2028']],
  ])('names times: %i slots in %s', (slots, zone, params, want) => {
    expect(textsOf(draw([ramp('a', slots)], params, zone), 'axis x')).toEqual(expect.arrayContaining(want));
  });

  it('never has labels that touch', () => {
    for (const params of [{}, { width: '1000' }, { fontSize: '20' }, { xFormat: '%Y-%m-%d %H:%M:%S' }] as Record<
      string,
      string
    >[]) {
      for (const slots of [2, 30, 1_000, 50_000, 2_000_000]) {
        const root = draw([seriesOf('a', [1, 2], { stepS: slots * 10 })], params);
        const size = Number(params['fontSize'] ?? 10);
        const spans = find(root, 'axis x').flatMap((axis) =>
          find(axis, 'text').map(({ attributes, text }) => {
            const half = textWidth(text, { family: 'sans', size, bold: false, italic: false }) / 2;
            return [Number(attributes['x']) - half, Number(attributes['x']) + half] as const;
          }),
        );
        spans.slice(1).forEach(([left], i) => {
          expect(left).toBeGreaterThan((spans[i] as readonly [number, number])[1] + 2);
        });
      }
    }
  });
});

describe('legend', () => {
  const many = (count: number): Series[] => Array.from({ length: count }, (_, i) => ramp(`s${i}`, 5));

  it('is left out from 11 series on, unless asked for', () => {
    expect(textsOf(draw(many(10)), 'legend')).toHaveLength(10);
    expect(find(draw(many(11)), 'legend')).toEqual([]);
    expect(textsOf(draw(many(11), { hideLegend: 'false' }), 'legend')).toHaveLength(11);
  });

  it('counts what there is no room for', () => {
    const names = textsOf(draw(many(200), { hideLegend: 'false' }), 'legend');
    expect(names.at(-1)).toBe(`+ ${200 - (names.length - 1)} more`);
  });

  it('can leave out empty series and repeated names', () => {
    const series = [ramp('a'), seriesOf('empty', [gap]), ramp('a')];
    expect(textsOf(draw(series, { hideNullFromLegend: 'true', uniqueLegend: 'true' }), 'legend')).toEqual(['a']);
    expect(textsOf(draw(series), 'legend')).toEqual(['a', 'empty', 'a']);
  });

  it('cuts names that are too long, and keeps columns of numbers', () => {
    const [long] = textsOf(draw([ramp('x'.repeat(300))]), 'legend');
    expect(long).toMatch(/^x{30,60}…$/);
    const root = draw([ramp('a    Max:1.00   ')]);
    expect(find(root, 'text').find(({ text }) => text.startsWith('a '))?.attributes['xml:space']).toBe('preserve');
  });

  it('says so when not all series are drawn', () => {
    const root = draw(many(301));
    expect(strokes(root)).toHaveLength(300);
    expect(textsOf(root, 'note')).toEqual(['300 of 301 series are drawn']);
  });
});

describe('pie', () => {
  const series = [seriesOf('a', [1, 3, gap]), seriesOf('b', [5, 7]), seriesOf('none', [gap]), seriesOf('below', [-5])];

  it.each<[Record<string, string>, string[]]>([
    [{}, ['25.0%', '75.0%']],
    [{ pieMode: 'maximum' }, ['30.0%', '70.0%']],
    [{ pieMode: 'minimum' }, ['16.7%', '83.3%']],
    [{ valueLabels: 'number', valueLabelsMin: '0' }, ['2', '6']],
    [{ valueLabels: 'number' }, ['6']],
    [{ valueLabels: 'none' }, []],
    [{ valueLabelsMin: '50' }, ['75.0%']],
  ])('%j says %j', (params, want) => {
    const root = draw(series, { graphType: 'pie', ...params });
    expect(textsOf(root, 'values')).toEqual(want);
    expect(find(root, 'slice')).toHaveLength(2);
    expect(textsOf(root, 'legend')).toEqual(['a', 'b', 'none', 'below']);
  });

  it('is a circle of one series, turns its labels, and may have nothing to show', () => {
    const one = draw([seriesOf('a', [1])], { graphType: 'pie', pieLabels: 'rotated', valueLabelsColor: 'red' });
    expect(find(one, 'slice')[0]?.attributes['d']?.match(/A/g)).toHaveLength(2);
    expect(textsOf(one, 'values')).toEqual(['100.0%']);
    expect(find(one, 'text').at(-1)?.attributes['transform']).toContain('rotate');
    expect(textsOf(draw([seriesOf('a', [0])], { graphType: 'pie' }), 'nodata')).toEqual(['No Data']);
  });
});

it('takes its colours from the template, and each by its own parameter', () => {
  const background = (params: Record<string, string>): string | undefined =>
    find(draw([ramp('a')], params), 'background')[0]?.attributes['fill'];
  expect(background({})).toBe('#ffffff');
  expect(background({ template: 'noc' })).toBe('#000000');
  expect(background({ template: 'noc', bgcolor: 'gold' })).toBe('#c8c800');
  expect(background({ bgcolor: 'ffffff00' })).toBeUndefined();
  expect(colors(draw([ramp('a')], { template: 'plain' }), 'line')).toEqual(['#6464ff']);
  const grid = draw([ramp('a')], { majorGridLineColor: 'red', minorGridLineColor: 'green' });
  expect([colors(grid, 'major'), colors(grid, 'minor')]).toEqual([['#c80032'], ['#00c800']]);
});
