/**
 * One series of many, slot by slot.
 *
 * Hot: sums over hundreds of series pass here; sum, average, min and max go series by series through one output array and nothing
 * is allocated per value (bench/graphite).
 */
import { CarpyError } from '@carpy/core';
import { formatPathExpressions, newSeries, type Series } from '../series.ts';
import { aggregationOf } from './aggregations.ts';
import { normalise } from './normalise.ts';

/**
 * Aggregates by Graphite's function name (`sum`, `average` …); empty for no series. The result is named `sumSeries(…)` from the
 * path expressions and keeps the tags that all have in common.
 */
export function aggregateSeries(series: readonly Series[], func: string, xFilesFactor: number): Series[] {
  const first = series[0];
  if (first === undefined) return [];
  const { rows, length, ...grid } = normalise(series);
  const name = `${func}Series(${formatPathExpressions(series)})`;
  const result = newSeries(name, grid, aggregateRows(rows, length, func, xFilesFactor), xFilesFactor, {
    ...commonTags(series, name),
    aggregatedBy: func,
  });
  // Sums of what adds, greatest of what keeps the greatest: the order of servers and time does not matter, so the rule of the
  // kind holds on. Elsewhere an aggregate starts with the average, as in graphite-web.
  const lasting = series.every((s) => s.kindRules && s.consolidation === func);
  return [lasting ? { ...result, consolidation: first.consolidation, kindRules: true } : result];
}

/** Values of one aggregate over rows; shorter rows count as gaps at their end. */
export function aggregateRows(
  rows: readonly Float64Array[],
  length: number,
  func: string,
  xFilesFactor: number,
): Float64Array {
  const aggregation = aggregationOf(func);
  if (aggregation === undefined) throw new CarpyError('CARPY_BAD_TARGET', `"${func}" is no aggregation function`);
  if (xFilesFactor === 0 && (func === 'sum' || func === 'total')) return addUp(rows, length);
  const out = new Float64Array(length);
  const column = new Float64Array(rows.length);
  for (let i = 0; i < length; i++) {
    let present = 0;
    for (let r = 0; r < rows.length; r++) {
      const v = (rows[r] as Float64Array)[i] ?? Number.NaN;
      column[r] = v;
      if (!Number.isNaN(v)) present++;
    }
    out[i] = present > 0 && present / rows.length >= xFilesFactor ? aggregation(column, 0, rows.length) : Number.NaN;
  }
  return out;
}

/** Row by row: the memory of each is read once in order, several times faster than slot by slot. */
function addUp(rows: readonly Float64Array[], length: number): Float64Array {
  const out = new Float64Array(length).fill(Number.NaN);
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const v = row[i] as number;
      if (Number.isNaN(v)) continue;
      const before = out[i] as number;
      out[i] = !Number.isNaN(before) ? before + v : v;
    }
  }
  return out;
}

function commonTags(series: readonly Series[], name: string): Record<string, string> {
  const common: Record<string, string> = { ...series[0]?.tags };
  for (const { tags } of series) {
    for (const [tag, value] of Object.entries(common)) if (tags[tag] !== value) delete common[tag];
  }
  return common['name'] === undefined ? { ...common, name } : common;
}
