/** Answers /render: evaluates targets, and writes what comes of them in the format that was asked for. */
import {
  chartSvg,
  type Expression,
  evaluate,
  type FormatOptions,
  jsonp,
  prettyJson,
  type Series,
  type SeriesSource,
  seriesFormats,
} from '@carpy/graphite';
import { svgToPng } from './raster.ts';
import { isPicture, type RenderRequest, takesJsonp } from './render-formats.ts';

/** What a query may take, and what it asks whether it is to end. */
type Bounds = Pick<FormatOptions, 'limits' | 'check'>;

/** @throws CarpyError as evaluate, and CARPY_TOO_MUCH for an answer that would be too long. */
export async function renderTargets(
  request: RenderRequest,
  source: SeriesSource,
  bounds: Bounds = {},
): Promise<string | Uint8Array<ArrayBuffer>> {
  const options = { ...request, ...bounds };
  const pie = request.chart?.graphType === 'pie';
  const series = await evaluate(
    pie ? request.targets.map(pieTarget) : request.targets,
    options,
    source,
    bounds.limits ?? {},
  );
  const answer = await written(series, options);
  const pretty = request.pretty === true && request.format !== 'svg';
  if (!takesJsonp(request.format) || (request.jsonp === undefined && !pretty)) return answer;
  const text = typeof answer === 'string' ? answer : new TextDecoder().decode(answer);
  const json = request.format === 'svg' ? JSON.stringify(text) : pretty ? prettyJson(text) : text;
  return request.jsonp === undefined ? json : jsonp(request.jsonp, json);
}

async function written(
  series: readonly Series[],
  options: RenderRequest & Bounds,
): Promise<string | Uint8Array<ArrayBuffer>> {
  const { format, chart = {}, timezone } = options;
  if (!isPicture(format)) return seriesFormats[format].write(series, options);
  const svg = chartSvg(series, chart, timezone);
  if (format === 'svg') return svg;
  const { pixelRatio = 1, fontName = 'sans', fontBold = false, fontItalic = false } = chart;
  return svgToPng(svg, pixelRatio, { family: fontName, bold: fontBold, italic: fontItalic });
}

/** A slice may be given as `name:value` instead of a target. */
function pieTarget(target: string): string | Expression {
  const given = /^([^:()]*):\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/i.exec(target);
  if (given === null) return target;
  const [, name = '', value = ''] = given;
  const call = (called: string, args: Extract<Expression, { kind: 'call' }>['args']): Expression => ({
    kind: 'call',
    name: called,
    args,
    kwargs: [],
    piped: false,
    position: 0,
  });
  const line = call('constantLine', [{ kind: 'number', value: Number(value), integer: false, position: 0 }]);
  return call('alias', [line, { kind: 'string', value: name, quote: '"', position: 0 }]);
}
