import { isCallbackName, jsonp, prettyJson, type Series, type SeriesFormatName, seriesFormats } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { START_S } from './fake-source.ts';
import { fromMsgpack, fromPickle } from './read-formats.ts';
import { seriesOf } from './series-of.ts';

const gap = Number.NaN;
const write = (format: SeriesFormatName, series: readonly Series[], timezone = 'UTC'): string | Uint8Array =>
  seriesFormats[format].write(series, { timezone });
/** 2027-01-15 08:00:00 UTC. */
const two = [seriesOf('a.b', [1, gap, 0.5]), seriesOf('c', [1e16, -0.00001, 12345678.9])];

describe('csv', () => {
  it('is a line a point, with local stamps and numbers as Python writes them', () => {
    expect(write('csv', two)).toBe(
      [
        'a.b,2027-01-15 08:00:00,1.0',
        'a.b,2027-01-15 08:00:10,',
        'a.b,2027-01-15 08:00:20,0.5',
        'c,2027-01-15 08:00:00,1e+16',
        'c,2027-01-15 08:00:10,-1e-05',
        'c,2027-01-15 08:00:20,12345678.9',
        '',
      ].join('\r\n'),
    );
    expect(write('csv', two.slice(0, 1), 'America/Los_Angeles')).toContain('a.b,2027-01-15 00:00:00,1.0\r\n');
  });

  it.each([
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['a;k=v', 'a;k=v'],
    ['ü €', 'ü €'],
  ])('quotes %j', (name, field) => {
    expect(write('csv', [seriesOf(name, [1])])).toBe(`${field},2027-01-15 08:00:00,1.0\r\n`);
  });

  it('has infinity as Python says it, and nothing where there is nothing', () => {
    expect(write('csv', [seriesOf('a', [Number.POSITIVE_INFINITY])])).toMatch(/,inf\r\n$/);
    expect(write('csv', [])).toBe('');
  });
});

it('raw is name, start, end and step, then the values', () => {
  expect(write('raw', two)).toBe(
    `a.b,${START_S},${START_S + 30},10|1.0,None,0.5\nc,${START_S},${START_S + 30},10|1e+16,-1e-05,12345678.9\n`,
  );
  expect(write('raw', [seriesOf('empty', [])])).toBe(`empty,${START_S},${START_S},10|\n`);
});

describe('dygraph', () => {
  it('is a row a stamp', () => {
    expect(JSON.parse(write('dygraph', two) as string)).toEqual({
      labels: ['Time', 'a.b', 'c'],
      data: [
        [START_S * 1000, 1, 1e16],
        [START_S * 1000 + 10_000, null, -0.00001],
        [START_S * 1000 + 20_000, 0.5, 12345678.9],
      ],
    });
    expect(write('dygraph', [])).toBe('{}');
  });

  it('has all stamps of series that differ', () => {
    const series = [seriesOf('a', [1, 2]), seriesOf('b', [3, 4], { startS: START_S + 5, stepS: 5 })];
    expect(JSON.parse(write('dygraph', series) as string).data).toEqual([
      [START_S * 1000, 1, null],
      [START_S * 1000 + 5_000, null, 3],
      [START_S * 1000 + 10_000, 2, 4],
    ]);
  });

  it('refuses a table of many more cells than there are points', () => {
    const series = Array.from({ length: 3_000 }, (_, i) => seriesOf(`s${i}`, [1], { startS: START_S + i }));
    expect(() => write('dygraph', series)).toThrow('the answer has more than');
  });
});

it('rickshaw has x and y, and ends before the series does', () => {
  const [a] = two as [Series];
  expect(JSON.parse(write('rickshaw', [{ ...a, endS: START_S + 20 }]) as string)).toEqual([
    {
      target: 'a.b',
      datapoints: [
        { x: START_S, y: 1 },
        { x: START_S + 10, y: null },
      ],
    },
  ]);
  expect(write('rickshaw', [])).toBe('[]');
  expect(write('rickshaw', [seriesOf('i', [Number.NEGATIVE_INFINITY])])).toContain('-1e9999');
});

it.each([
  ['pickle', fromPickle],
  ['msgpack', fromMsgpack],
] as const)('%s tells all that there is of a series', (format, read) => {
  const series = [seriesOf('sum(a)', [1, gap], { pathExpression: 'a.*', consolidation: 'max', xFilesFactor: 0.5 })];
  expect(read(write(format, series) as Uint8Array)).toEqual([
    {
      name: 'sum(a)',
      start: START_S,
      end: START_S + 20,
      step: 10,
      values: [1, null],
      pathExpression: 'a.*',
      valuesPerPoint: 1,
      consolidationFunc: 'max',
      xFilesFactor: 0.5,
    },
  ]);
});

it.each(Object.keys(seriesFormats) as SeriesFormatName[])('%s is refused past the points of an answer', (format) => {
  const options = { timezone: 'UTC', limits: { answered: 2 } };
  expect(() => seriesFormats[format].write(two, options)).toThrow('the answer has more than 2 points');
});

describe('jsonp', () => {
  it.each(['f', '_draw$1', 'page.charts.draw'])('%s can be called', (name) => {
    expect(isCallbackName(name)).toBe(true);
  });

  it.each(['', '1f', 'f()', 'a b', 'alert(1)//', 'a..b', 'f\n', 'a[0]', 'x'.repeat(129), 'é'])('%j can not', (name) => {
    expect(isCallbackName(name)).toBe(false);
  });

  it('is a script that says the same in any version of the language', () => {
    expect(jsonp('f', JSON.stringify('a\u2028b\u2029'))).toBe('f("a\\u2028b\\u2029")');
  });
});

it('pretty JSON says the same on many lines', () => {
  const json = '[{"target":"a\\"[{,:}]","tags":{},"datapoints":[[1e9999,10],[null,20]]},{"x":[]}]';
  const text = prettyJson(json);
  expect(text.split('\n').slice(0, 6)).toEqual([
    '[',
    '  {',
    '    "target": "a\\"[{,:}]",',
    '    "tags": {},',
    '    "datapoints": [',
    '      [',
  ]);
  expect(text).toContain('1e9999');
  expect(JSON.stringify(JSON.parse(text.replaceAll('1e9999', '7')))).toBe(json.replaceAll('1e9999', '7'));
});

describe('a query that is to end', () => {
  const formats = Object.keys(seriesFormats) as SeriesFormatName[];

  it.each(formats)('ends the writing of %s', (format) => {
    const check = (): never => {
      throw new Error('enough');
    };
    expect(() => seriesFormats[format].write(two, { timezone: 'UTC', check })).toThrow('enough');
  });

  it.each(['csv', 'raw', 'dygraph', 'rickshaw'] as const)('also within one long series as %s', (format) => {
    let asked = 0;
    const long = seriesOf(
      'a',
      Array.from({ length: 20_000 }, (_, i) => i),
    );
    const check = (): void => {
      asked++;
    };
    const whole = seriesFormats[format].write([long], { timezone: 'UTC', check });
    expect(asked).toBeGreaterThan(4);
    expect(whole).toEqual(seriesFormats[format].write([long], { timezone: 'UTC' }));
  });
});
