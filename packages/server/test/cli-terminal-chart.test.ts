import { describe, expect, it } from 'vitest';
import { queryText } from '../src/cli/query-text.ts';
import { terminalChart } from '../src/cli/terminal-chart.ts';
import { formatNumber } from '../src/cli/terminal-number.ts';

describe('terminalChart', () => {
  it('draws from zero to the greatest value, labels aside', () => {
    const lines = terminalChart([0, 5, 10], { width: 9, height: 2 });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^10 ┤/);
    expect(lines[1]).toMatch(/^ 0 ┤/);
    expect(lines.every((line) => line.length === 9)).toBe(true);
  });

  it('a gap is blank, a flat line lies at one height, and nothing draws nothing', () => {
    const blank = String.fromCharCode(0x2800);
    expect(terminalChart([1, Number.NaN, Number.NaN, 1], { width: 7, height: 1 })[0]).toMatch(
      new RegExp(`^1 ┤[^${blank}]${blank}${blank}[^${blank}]$`),
    );
    expect(terminalChart([0, 0], { width: 4, height: 1 })).toEqual([`0 ┤${String.fromCharCode(0x2800 + 0xc0)}`]);
    expect(terminalChart([Number.NaN], { width: 10, height: 3 })).toEqual([]);
  });
});

it.each([
  [0, '0'],
  [0.00012, '1.20e-4'],
  [12.3456, '12.35'],
  [-9_999, '-9999'],
  [12_345, '12.35k'],
  [3_400_000, '3.4M'],
  [Number.NaN, '-'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('%s is %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

describe('queryText', () => {
  const series = [
    { target: 'a,b', datapoints: [[1, 60] as const, [null, 120] as const] },
    { target: 'c', datapoints: [[2.5, 120] as const] },
  ];
  const text = (format: 'table' | 'csv' | 'json' | 'chart', width = 80) =>
    queryText(series, { format, width, tz: 'UTC' });

  it('a table has a row for each stamp, gaps as a dash, and what a series lacks empty', () => {
    expect(text('table').split('\n')).toEqual([
      '[1] a,b',
      '[2] c',
      'time                          [1]           [2]',
      '1970-01-01 00:01:00             1              ',
      '1970-01-01 00:02:00             -           2.5',
      '',
    ]);
  });

  it('a narrow table goes on below', () => {
    expect(text('table', 40).match(/^time/gm)).toHaveLength(2);
  });

  it('CSV quotes names', () => {
    expect(text('csv')).toBe(
      'target,time,value\n"a,b",1970-01-01T00:01:00.000Z,1\n"a,b",1970-01-01T00:02:00.000Z,\nc,1970-01-01T00:02:00.000Z,2.5\n',
    );
  });

  it('a chart says what is missing', () => {
    expect(text('chart')).toContain('last 1   min 1   mean 1   max 1   gaps 1');
    expect(queryText([{ target: 'x', datapoints: [[null, 60]] }], { format: 'chart', width: 60, tz: 'UTC' })).toContain(
      'no values in this range',
    );
  });
});
