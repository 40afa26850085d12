/** What functions take and give. Series are never changed: a function makes new ones, sharing arrays that it leaves as they are. */
import { ROOT } from '@carpy/core';
import type { ConsolidationName, FetchedRecord, FetchedSeries } from './source.ts';

export interface Series {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Stamp of the first value, seconds since the epoch. */
  readonly startS: number;
  /**
   * The end, exclusive: usually startS + values.length · stepS, but functions that follow Graphite to the letter (timeShift,
   * summarize, constantLine) may say otherwise, and answers stop at whichever comes first.
   */
  readonly endS: number;
  readonly stepS: number;
  /** NaN is a gap. */
  readonly values: Float64Array;
  /** What aggregates put between their parentheses. */
  readonly pathExpression: string;
  readonly consolidation: ConsolidationName;
  /** Least share of values in a bucket that must not be gaps. */
  readonly xFilesFactor: number;
  /** Under `carpy.` the kind of a series fixes how it consolidates, and a sum of such counts goes on adding. */
  readonly kindRules: boolean;
  /** Set while the values are just what records say: then coarser values come from the records. */
  readonly origin: RecordOrigin | undefined;
  /** How charts draw it, where a graph function said so. Numbers do not depend on it. */
  readonly drawing?: Drawing;
}

/** What graph functions say of a series; what is absent is the chart's own choice. */
export interface Drawing {
  /** A colour's name or `rrggbb` or `#rrggbb`, with two more digits of opacity where wanted. */
  readonly color?: string;
  /** Opacity, 0 to 1. */
  readonly alpha?: number;
  /** Pixels. */
  readonly lineWidth?: number;
  /** Length of a dash, pixels. */
  readonly dashed?: number;
  readonly secondYAxis?: true;
  /** Lies on what was stacked before it; the values hold the sum already. */
  readonly stacked?: true;
  /** Takes its place in a stack and is not drawn. */
  readonly invisible?: true;
  /** Each value above 0 is a line from the bottom to the top. */
  readonly drawAsInfinite?: true;
}

/** The records and the column that a series' values were read from. */
export interface RecordOrigin {
  readonly records: readonly FetchedRecord[];
  readonly column: string;
}

export function fromFetched(fetched: FetchedSeries, pathExpression: string, xFilesFactor: number): Series {
  const { path, tags, startS, stepS, values, record, leaf } = fetched;
  return {
    name: path,
    tags: tags['name'] === undefined ? { name: path, ...tags } : tags,
    startS,
    endS: startS + values.length * stepS,
    stepS,
    values,
    pathExpression,
    consolidation: fetched.consolidation,
    xFilesFactor,
    kindRules: path.startsWith(`${ROOT}.`),
    origin: record === undefined || leaf === undefined ? undefined : { records: [record], column: leaf },
  };
}

/** The same series under another name; what it is made from stays as it was. */
export function renamed(series: Series, name: string): Series {
  return { ...series, name };
}

/** The same series with more said of how it is drawn. */
export function drawn(series: Series, drawing: Drawing): Series {
  return { ...series, drawing: { ...series.drawing, ...drawing } };
}

/** Values of the same length and grid in place of a series' own; `name` becomes its path expression too, and a tag may be added. */
export function withValues(
  series: Series,
  name: string,
  values: Float64Array,
  tags: Readonly<Record<string, string>> = {},
): Series {
  return {
    ...series,
    name,
    pathExpression: name,
    values,
    tags: { ...series.tags, ...tags },
    origin: undefined,
  };
}

/**
 * As withValues(), for functions that make a series of their own of another one, and not only other values in it: how that one was to
 * be drawn is forgotten, as in graphite-web.
 */
export function remade(
  series: Series,
  name: string,
  values: Float64Array,
  tags: Readonly<Record<string, string>> = {},
): Series {
  const { drawing: _, ...rest } = withValues(series, name, values, tags);
  return rest;
}

/** A series that is made anew: average consolidation, no tags but its name. */
export function newSeries(
  name: string,
  grid: { readonly startS: number; readonly endS: number; readonly stepS: number },
  values: Float64Array,
  xFilesFactor: number,
  tags: Readonly<Record<string, string>> = { name },
): Series {
  return {
    name,
    tags,
    startS: grid.startS,
    endS: grid.endS,
    stepS: grid.stepS,
    values,
    pathExpression: name,
    consolidation: 'average',
    xFilesFactor,
    kindRules: false,
    origin: undefined,
  };
}

/** For series that are drawn at another time: the records move along, so that coarser values still come from them. */
export function originShiftedBy({ records, column }: RecordOrigin, byS: number): RecordOrigin {
  return {
    column,
    records: records.map((r) => ({ ...r, startS: r.startS + byS, sketchAt: (slot) => r.sketchAt(slot) })),
  };
}

/** The path expressions of series, each once, as aggregates name them. */
export function formatPathExpressions(series: readonly Series[]): string {
  return [...new Set(series.map((s) => s.pathExpression))].join(',');
}

/** Points of all series. Arrays that series share are counted for each: an answer would hold them as often. */
export function pointsIn(series: readonly Series[]): number {
  let points = 0;
  for (const s of series) points += s.values.length;
  return points;
}
