import { isCarpyError } from '@carpy/core';
import {
  type ChartOptions,
  chartParams,
  chartSvg,
  isCallbackName,
  readChartOptions,
  type Series,
} from '@carpy/graphite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { find, readSvg } from './read-svg.ts';
import { seriesOf } from './series-of.ts';

const gap = Number.NaN;
const value = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  fc.double(),
  fc.constantFrom(gap, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1.7e308, -1.7e308),
);
const drawing = fc.record(
  {
    color: fc.constantFrom('red', '#12345678', 'abcdef'),
    alpha: fc.double({ min: -1, max: 2, noNaN: true }),
    lineWidth: fc.double({ min: -5, max: 50, noNaN: true }),
    dashed: fc.double({ min: 0, max: 50, noNaN: true }),
    secondYAxis: fc.constant(true as const),
    stacked: fc.constant(true as const),
    invisible: fc.constant(true as const),
    drawAsInfinite: fc.constant(true as const),
  },
  { requiredKeys: [] },
);
const series: fc.Arbitrary<Series> = fc
  .record({
    name: fc.string({ unit: 'binary', maxLength: 60 }),
    values: fc.array(value, { maxLength: 40 }),
    startS: fc.integer({ min: -1_000_000_000, max: 4_000_000_000 }),
    stepS: fc.constantFrom(1, 7, 10, 60, 3_600, 86_400, 31_536_000),
    drawing,
  })
  .map(({ name, values, ...more }) => seriesOf(name, values, more));

const word = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom('true', 'false', '0', '1', '-1', '2.5', '1e300', '-1e300', 'max', 'red', 'stacked', 'connected', 'e'),
  fc.double().map(String),
);
const params = fc.dictionary(fc.constantFrom(...Object.keys(chartParams), 'thickness', 'min', 'max'), word, {
  maxKeys: 12,
  noNullPrototype: true,
});

/** Values that are allowed, for all parameters at once. */
const allowed: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    graphType: fc.constantFrom('line', 'pie'),
    width: fc.integer({ min: 10, max: 900 }).map(String),
    height: fc.integer({ min: 10, max: 500 }).map(String),
    margin: fc.integer({ min: 0, max: 500 }).map(String),
    fontSize: fc.integer({ min: 1, max: 72 }).map(String),
    title: fc.string({ maxLength: 100 }),
    vtitle: fc.string({ maxLength: 30 }),
    lineMode: fc.constantFrom('slope', 'staircase', 'connected'),
    areaMode: fc.constantFrom('none', 'first', 'all', 'stacked'),
    yMin: fc.double({ min: -1e300, max: 1e300, noNaN: true }).map(String),
    yMax: fc.oneof(fc.constant('max'), fc.double({ min: -1e300, max: 1e300, noNaN: true }).map(String)),
    yLimit: fc.double({ min: -1e9, max: 1e9, noNaN: true }).map(String),
    yStep: fc.double({ min: 0, max: 1e300, noNaN: true }).map(String),
    yDivisors: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }).map(String),
    yUnitSystem: fc.constantFrom('si', 'binary', 'sec', 'msec', 'none'),
    logBase: fc.constantFrom('e', '2', '10', '1.001', '1000000', '0'),
    minXStep: fc.constantFrom('0', '1', '1000'),
    minorY: fc.integer({ min: 0, max: 20 }).map(String),
    hideLegend: fc.constantFrom('true', 'false'),
    graphOnly: fc.constantFrom('true', 'false'),
    yAxisSide: fc.constantFrom('left', 'right'),
    drawNullAsZero: fc.constantFrom('true', 'false'),
    xFormat: fc.string({ maxLength: 20 }),
    pieMode: fc.constantFrom('average', 'maximum', 'minimum'),
    valueLabels: fc.constantFrom('none', 'number', 'percent'),
  },
  { requiredKeys: [] },
);
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia');

function checkChart(all: readonly Series[], options: ChartOptions, tz: string): void {
  const svg = chartSvg(all, options, tz);
  expect(svg.length).toBeLessThan(2_000_000);
  const root = readSvg(svg);
  expect(root.name).toBe('svg');
  const drawn = find(root, 'path').concat(find(root, 'rect'), find(root, 'text'));
  const numbers = drawn.flatMap(({ attributes }) => Object.values(attributes)).join(' ');
  expect(numbers).not.toMatch(/NaN|Infinity|undefined|\de\+/);
}

it('draws any series by any allowed parameters, as XML, with numbers that are numbers', () => {
  fc.assert(
    fc.property(fc.array(series, { maxLength: 14 }), allowed, zone, (all, given, tz) => {
      checkChart(
        all,
        readChartOptions((name) => given[name]),
        tz,
      );
    }),
    { numRuns: 200 },
  );
});

it('refuses any other parameters by an error that names them', () => {
  fc.assert(
    fc.property(params, (given) => {
      let options: ChartOptions;
      try {
        options = readChartOptions((name) => given[name]);
      } catch (e) {
        expect(isCarpyError(e) && e.code).toBe('CARPY_BAD_REQUEST');
        expect(
          [...Object.keys(given), 'width, height and pixelRatio'].some((name) => (e as Error).message.includes(name)),
        ).toBe(true);
        return;
      }
      checkChart([seriesOf('a', [1, gap, 3])], options, 'UTC');
    }),
    { numRuns: 200 },
  );
});

it('calls back nothing but a name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (name) => {
      if (isCallbackName(name)) expect(name).toMatch(/^[\w$.]+$/);
    }),
  );
});
