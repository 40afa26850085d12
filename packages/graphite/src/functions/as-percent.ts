import { aggregateRows } from '../aggregate/aggregate-series.ts';
import { divideValues, quotient } from '../aggregate/divide.ts';
import { normalise, onCommonStep } from '../aggregate/normalise.ts';
import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { groupByKey, nodeKey } from '../node-key.ts';
import { formatPathExpressions, newSeries, type Series } from '../series.ts';

export const asPercent: GraphiteFunction = {
  name: 'asPercent',
  aliases: ['pct'],
  group: 'Combine',
  description:
    'Each series as a percentage of a total: the sum of them all, a number, one series, or as many series as there are. With nodes, series and totals are matched by those nodes of their paths.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('any', 'total'),
    param.optional('nodeOrTag', 'nodes', { multiple: true }),
  ],
  example: 'asPercent(carpy.shop.web-1.*.ok.count)',
  evaluate: (call) => {
    const given = call.series('seriesList');
    const scalar = call.scalarIfAny('total');
    const totals = call.given('total') && scalar === undefined ? call.series('total') : undefined;
    if (scalar !== undefined && typeof scalar.value !== 'number')
      throw call.bad(`takes a number or series as total, ${scalar.text} was given`);
    if (given.length === 0) return [];
    if (call.given('nodes')) {
      if (scalar !== undefined) throw call.bad('takes series, or None, as total together with nodes');
      return byNodes(call, given, totals);
    }
    if (totals !== undefined) return ofSeries(call, given, totals);
    const series = onCommonStep(given);
    const { rows, length, ...grid } = normalise(series);
    const xFilesFactor = call.reader.xFilesFactor;
    const total =
      scalar === undefined
        ? aggregateRows(rows, length, 'sum', 0)
        : new Float64Array(length).fill(Number(scalar.value));
    const totalName = scalar?.text ?? `sumSeries(${formatPathExpressions(series)})`;
    return series.map((s, i) =>
      newSeries(
        `asPercent(${s.name},${totalName})`,
        s.stepS === grid.stepS ? s : grid,
        divideValues(rows[i] as Float64Array, total, length, 100),
        xFilesFactor,
      ),
    );
  },
};

function ofSeries(call: Call, series: readonly Series[], totals: readonly Series[]): Series[] {
  const percent = (s: Series, total: Series): Series =>
    quotient(`asPercent(${s.name},${total.name})`, s, total, call.reader.xFilesFactor, 100);
  if (totals.length === series.length) {
    const sorted = (list: readonly Series[]): Series[] =>
      [...list].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const ordered = sorted(totals);
    return sorted(series).map((s, i) => percent(s, ordered[i] as Series));
  }
  const [total] = totals;
  if (total === undefined || totals.length > 1) {
    throw call.bad(
      `takes as total a number, one series, or as many series as the first argument: there are ${series.length}, the total matches ${totals.length}`,
    );
  }
  const common = onCommonStep([...series, total]);
  const by = common.at(-1) as Series;
  return series.map((_, i) => {
    const s = common[i] as Series;
    const { startS, endS } = s;
    // Its own ends, though the total's may be others: values are lined up by index.
    return { ...percent(s, by), startS, endS };
  });
}

function byNodes(call: Call, series: readonly Series[], totals: readonly Series[] | undefined): Series[] {
  const nodes = call.nodes('nodes');
  const { xFilesFactor } = call.reader;
  const keyOf = (s: Series): string => nodeKey(s, nodes);
  const groups = groupByKey(series, keyOf);
  const totalOf = new Map(
    [...(totals === undefined ? groups : groupByKey(totals, keyOf))].map(([key, members]) => [
      key,
      sumOf(members, xFilesFactor),
    ]),
  );
  const out: Series[] = [];
  for (const key of new Set([...groups.keys(), ...totalOf.keys()])) {
    const total = totalOf.get(key);
    for (const s of groups.get(key) ?? []) {
      out.push(
        total === undefined
          ? missing(`asPercent(${s.name},MISSING)`, s, xFilesFactor)
          : quotient(`asPercent(${s.name},${total.name})`, s, total, xFilesFactor, 100),
      );
    }
    if (!groups.has(key) && total !== undefined)
      out.push(missing(`asPercent(MISSING,${total.name})`, total, xFilesFactor));
  }
  return out;
}

function sumOf(members: readonly Series[], xFilesFactor: number): Series {
  if (members.length === 1) return members[0] as Series;
  const { rows, length, ...grid } = normalise(members);
  return newSeries(
    `sumSeries(${formatPathExpressions(members)})`,
    grid,
    aggregateRows(rows, length, 'sum', 0),
    xFilesFactor,
  );
}

const missing = (name: string, like: Series, xFilesFactor: number): Series =>
  newSeries(name, like, new Float64Array(like.values.length).fill(Number.NaN), xFilesFactor);
