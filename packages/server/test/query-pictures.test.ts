import type { ChartOptions, FetchedSeries, SeriesSource } from '@carpy/graphite';
import { readChartOptions } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { START_S } from '../../graphite/test/fake-source.ts';
import { seriesOf } from '../../graphite/test/series-of.ts';
import { svgToPng } from '../src/query/raster.ts';
import type { RenderRequest } from '../src/query/render-formats.ts';
import { renderTargets } from '../src/query/render-targets.ts';
import { type Png, readPng } from './read-png.ts';

/** Two flat series at 1 and 3. */
const source: SeriesSource = {
  fetch: async (wanted) =>
    wanted.map(({ pattern }) =>
      (['a', 'b'] as const)
        .filter((name) => pattern === '*' || pattern === name)
        .map((name): FetchedSeries => {
          const { tags, startS, stepS, values } = seriesOf(name, Array(60).fill(name === 'a' ? 1 : 3));
          return {
            path: name,
            tags,
            startS,
            stepS,
            values,
            consolidation: 'average',
            record: undefined,
            leaf: undefined,
          };
        }),
    ),
  fetchRecords: async (wanted) => wanted.map(() => []),
};
const options = (params: Readonly<Record<string, string>>): ChartOptions => readChartOptions((name) => params[name]);
const render = (
  params: Readonly<Record<string, string>>,
  more: Partial<RenderRequest> = {},
): Promise<string | Uint8Array> =>
  renderTargets(
    {
      targets: ['*'],
      fromS: START_S,
      untilS: START_S + 600,
      nowS: START_S + 600,
      timezone: 'UTC',
      format: 'png',
      chart: options(params),
      ...more,
    },
    source,
  );
const picture = async (params: Readonly<Record<string, string>>, more?: Partial<RenderRequest>): Promise<Png> =>
  readPng((await render(params, more)) as Uint8Array);
/** Only the lines, from y = 0 to 4 over 40 pixels. */
const bare = { graphOnly: 'true', width: '60', height: '40', yMin: '0', yMax: '4', lineWidth: '2', minXStep: '0' };

describe('png', () => {
  it('has lines in their colours on the background', async () => {
    const png = await picture({ ...bare, colorList: 'red,0000ff', bgcolor: 'ffff00' });
    expect([png.width, png.height]).toEqual([60, 40]);
    expect([png.at(30, 29), png.at(30, 9), png.at(30, 20)]).toEqual(['c80032', '0000ff', 'ffff00']);
  });

  it('may be transparent, and finer than its size', async () => {
    const png = await picture({ ...bare, bgcolor: 'ffffff00', pixelRatio: '2' });
    expect([png.width, png.height, png.at(60, 40)]).toEqual([120, 80, '00000000']);
  });

  it('fills areas', async () => {
    const png = await picture({ ...bare, areaMode: 'stacked', areaAlpha: '1', colorList: 'ff0000,00ff00' });
    expect([png.at(30, 35), png.at(30, 20), png.at(30, 10)]).toEqual(['ff0000', '00ff00', '00ff00']);
  });

  it.each(['sans', 'serif', 'mono'])('has text in %s, and without the font none', async (fontName) => {
    const dark = (png: Png): number => {
      let pixels = 0;
      for (let y = 0; y < 20; y++) for (let x = 0; x < png.width; x++) if (png.at(x, y) < '808080') pixels++;
      return pixels;
    };
    const params = { hideAxes: 'true', hideLegend: 'true', fgcolor: 'black', template: 'default', margin: '2' };
    const texts = await Promise.all(
      ['false', 'true'].map((fontItalic) => picture({ ...params, fontName, fontItalic, title: 'Checkout Büro €' })),
    );
    for (const png of texts) expect(dark(png)).toBeGreaterThan(150);
    expect(dark(await picture(params))).toBeLessThan(5);
  });

  it('is drawn from markup that has text of any kind in it', async () => {
    const alias = `alias(a,'<script>"&\u0001日本')`;
    expect((await picture({}, { targets: [alias] })).width).toBe(330);
  });

  it('fails as an error where the markup is none', async () => {
    await expect(svgToPng('<svg', 1, { family: 'sans', bold: false, italic: false })).rejects.toBeDefined();
  });
});

describe('render', () => {
  it('wraps a chart for a script', async () => {
    const script = (await render(bare, { format: 'svg', jsonp: 'draw' })) as string;
    expect(script).toMatch(/^draw\("<svg xmlns=/);
    expect(JSON.parse(script.slice('draw('.length, -1))).toBe(await render(bare, { format: 'svg' }));
  });

  it('takes slices by name and value beside targets', async () => {
    const svg = await render(
      { graphType: 'pie', valueLabels: 'number', valueLabelsMin: '0' },
      {
        format: 'svg',
        targets: ['used "now":30.5', 'b', 'free:-1e1'],
      },
    );
    expect(svg).toMatch(/used &quot;now&quot;.*>b<.*>free<.*>30\.5<.*>3</s);
  });

  it('fills templates in', async () => {
    const request = { format: 'raw', targets: ['template($x)'], template: { x: 'b' } } as const;
    expect(await render({}, request)).toMatch(/^b,\d+,\d+,10\|3\.0,/);
  });

  it('is JSON on many lines where asked, as a call where asked', async () => {
    const request = { format: 'json', targets: ['constantLine(1)'], chart: undefined } as const;
    expect(await render({}, { ...request, pretty: true })).toMatch(/^\[\n {2}\{\n {4}"target": "1\.0",/);
    expect(await render({}, { ...request, jsonp: 'a.b' })).toMatch(/^a\.b\(\[.*\]\)$/);
  });
});
