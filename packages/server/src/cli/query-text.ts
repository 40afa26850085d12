/** Series as text: charts, a table, CSV, JSON. */
import type { Rendered } from './rendered.ts';
import { terminalChart } from './terminal-chart.ts';
import { formatNumber } from './terminal-number.ts';

export const QUERY_FORMATS = ['chart', 'table', 'csv', 'json'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

export interface QueryTextOptions {
  readonly format: QueryFormat;
  /** Characters of a line. */
  readonly width: number;
  readonly tz: string;
}

const CHART_HEIGHT = 8;
/** More would scroll the first out of sight. */
const MAX_CHARTS = 12;
const COLUMN_WIDTH = 12;

export function queryText(series: readonly Rendered[], options: QueryTextOptions): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(series)}\n`;
    case 'csv':
      return csv(series);
    case 'table':
      return table(series, options);
    default:
      return charts(series, options);
  }
}

/** `target,time,value`; a gap has no value. */
function csv(series: readonly Rendered[]): string {
  const lines = ['target,time,value'];
  for (const { target, datapoints } of series)
    for (const [value, atS] of datapoints)
      lines.push(`${csvText(target)},${new Date(atS * 1000).toISOString()},${value ?? ''}`);
  return `${lines.join('\n')}\n`;
}

/** Quoted where a reader of CSV needs it (RFC 4180). */
export const csvText = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function charts(series: readonly Rendered[], { width, tz }: QueryTextOptions): string {
  const clock = clockOf(tz);
  const blocks = series.slice(0, MAX_CHARTS).map(({ target, datapoints }) => {
    const values = datapoints.map(([value]) => value ?? Number.NaN);
    const lines = terminalChart(values, { width: width - 2, height: CHART_HEIGHT });
    const [first, last] = [datapoints[0]?.[1], datapoints.at(-1)?.[1]];
    const span = first === undefined || last === undefined ? '' : `${clock(first)} to ${clock(last)}, `;
    const step = datapoints.length < 2 ? '' : `, one each ${(datapoints[1]?.[1] as number) - (first as number)} s`;
    const body = lines.length === 0 ? ['no values in this range'] : [...lines, statistics(values)];
    return [target, ...body.map((line) => `  ${line}`), `  ${span}${datapoints.length} points${step}`].join('\n');
  });
  const more = series.length - MAX_CHARTS;
  if (more > 0) blocks.push(`and ${more} series more: --format table, csv or json shows them all`);
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

function statistics(values: readonly number[]): string {
  const present = values.filter((v) => !Number.isNaN(v));
  const gaps = values.length - present.length;
  const sum = present.reduce((a, b) => a + b, 0);
  const parts = [
    ['last', present.at(-1) as number],
    ['min', present.reduce((a, b) => Math.min(a, b))],
    ['mean', sum / present.length],
    ['max', present.reduce((a, b) => Math.max(a, b))],
  ] as const;
  const text = parts.map(([name, value]) => `${name} ${formatNumber(value)}`).join('   ');
  return gaps === 0 ? text : `${text}   gaps ${gaps}`;
}

/** A row for each stamp that any series has, as many series beside each other as fit; the rest in further tables. */
function table(series: readonly Rendered[], { width, tz }: QueryTextOptions): string {
  const clock = clockOf(tz);
  const timeWidth = clock(0).length;
  const perTable = Math.max(1, Math.floor((width - timeWidth) / (COLUMN_WIDTH + 2)));
  const tables: string[] = [];
  for (let from = 0; from < series.length; from += perTable) {
    const shown = series.slice(from, from + perTable);
    const columns = shown.map(({ datapoints }) => new Map(datapoints.map(([value, atS]) => [atS, value])));
    const stamps = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => a - b);
    const number = (i: number): string => `[${from + i + 1}]`.padStart(COLUMN_WIDTH + 2);
    const rows = stamps.map((atS) => {
      const cells = columns.map((column) => cell(column.get(atS)).padStart(COLUMN_WIDTH + 2));
      return `${clock(atS)}${cells.join('')}`;
    });
    const names = shown.map(({ target }, i) => `[${from + i + 1}] ${target}`);
    tables.push(
      [...names, `${'time'.padEnd(timeWidth)}${shown.map((_, i) => number(i)).join('')}`, ...rows].join('\n'),
    );
  }
  return tables.length === 0 ? '' : `${tables.join('\n\n')}\n`;
}

/** A gap is `-`; a stamp that a series does not have is empty. */
const cell = (value: number | null | undefined): string =>
  value === undefined ? '' : value === null ? '-' : String(Number(value.toPrecision(10)));

/** `2026-01-31 10:00:00`. */
export function clockOf(tz: string): (atS: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: tz,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (atS) => format.format(atS * 1000);
}
