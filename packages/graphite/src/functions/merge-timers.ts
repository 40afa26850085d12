import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { columnOf } from '../merge/column.ts';
import { type Column, parseColumn, sketchNeed } from '../merge/column-name.ts';
import { mergeRecords } from '../merge/merge-records.ts';
import { groupByKey, nodeKey } from '../node-key.ts';
import { newSeries, type Series } from '../series.ts';
import type { ConsolidationName, FetchedRecord } from '../source.ts';

export const mergeTimers: GraphiteFunction = {
  name: 'mergeTimers',
  group: 'Combine',
  description:
    'A column of timers or Apdex records merged as one: counts add, the mean weighs by count, percentiles come from merged sketches. The path names records (carpy.shop.*.*.ok, or apdex), not their leaves. Without nodes all that match merge into one series, with nodes into one for each distinct key. Columns of timers: count, sum, mean, median, lower, upper, upper_<p>, mean_<p>, lower_top<p>, mean_top<p>; of Apdex: score, satisfied, tolerating, frustrated.',
  params: [
    param.required('seriesList', 'records', { records: true }),
    param.required('string', 'column', {
      suggestions: ['count', 'mean', 'median', 'upper', 'upper_95', 'upper_99', 'lower', 'sum', 'score'],
    }),
    param.optional('nodeOrTag', 'nodes', { multiple: true }),
  ],
  example: 'mergeTimers(carpy.shop.*.checkout.ok,"upper_95")',
  evaluate: (call) => {
    const column = call.text('column');
    const nodes = call.nodes('nodes');
    const groups = readGroups(call, column, nodes);
    const name = `mergeTimers(${call.pattern('records')},"${column}")`;
    return [...groups].map(([key, records]) => {
      const series = mergedSeries(name, column, records, call.reader.xFilesFactor);
      return nodes.length === 0 ? series : { ...series, name: key };
    });
  },
};

/**
 * Records in their groups. Sketches are asked for only where they are needed, since data with sketches may come in a coarser step:
 * a stored percentile of one record needs none.
 */
function readGroups(call: Call, column: string, nodes: readonly (number | string)[]): Map<string, FetchedRecord[]> {
  const grouped = (sketches: boolean): Map<string, FetchedRecord[]> =>
    groupByKey(call.records('records', sketches), (r) => nodeKey({ name: r.path, tags: {} }, nodes));
  // An Apdex column has a name that no timer's column has, so both kinds are tried before any record is read.
  const need = sketchNeed(anyColumn(column));
  if (need !== 'when-merged') return grouped(need === 'always');
  // A glob most likely matches several records, a plain path only one.
  if (!/[*?[{]/.test(call.pattern('records'))) return grouped(false);
  const merged = grouped(true);
  return [...merged.values()].some((records) => records.length > 1) ? merged : grouped(false);
}

function anyColumn(name: string): Column {
  return parseColumn(name, APDEX_COLUMN.test(name) ? 'apdex' : 'timer');
}
const APDEX_COLUMN = /^(?:score|satisfied|tolerating|frustrated)$/;

function mergedSeries(name: string, column: string, records: readonly FetchedRecord[], xFilesFactor: number): Series {
  const merged = mergeRecords(records);
  const { startS, stepS, slots } = merged;
  const series = newSeries(
    name,
    { startS, stepS, endS: startS + slots * stepS },
    columnOf(merged, column),
    xFilesFactor,
    {
      name,
      aggregatedBy: column,
    },
  );
  return { ...series, consolidation: consolidationOfColumn(column), kindRules: true, origin: { records, column } };
}

/** For series made from this one; its own points come from the records. */
function consolidationOfColumn(column: string): ConsolidationName {
  if (['count', 'sum', 'satisfied', 'tolerating', 'frustrated'].includes(column)) return 'sum';
  return column === 'upper' ? 'max' : column === 'lower' ? 'min' : 'average';
}
