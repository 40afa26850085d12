/**
 * Every deliberate difference from graphite-web in what /render answers, each a row of the table in docs/graphite.md. What we answer
 * instead is asserted: a refusal that names the fault, or what graphite-web itself answers to the same thing said otherwise. Of several
 * that apply to a case, the first is it.
 */
import { functions } from '@carpy/graphite';
import type { Case } from './case.ts';
import { agrees, checked, type Difference, meant, positional, refusal } from './difference.ts';
import { answered, isCall, readsItself } from './difference-checks.ts';
import { differencesAToL } from './function-differences-a-to-l.ts';
import { differencesMToZ } from './function-differences-m-to-z.ts';
import type { Rendered, RenderedSeries } from './render.ts';
import { firstDifference } from './same.ts';
import { withArguments } from './target-text.ts';

export const differences: readonly Difference[] = [
  {
    id: 'empty-node',
    row: 'empty nodes, `a..b`',
    shows: { target: 'c..web1', wrong: true },
    applies: (c) => c.wrong === true && c.fn === undefined && /^\.|\w\.\.|\.$/.test(c.target),
    ours: refusal,
  },
  {
    id: 'no-target',
    row: 'text that is no target: `sum(a`, `sum(a) junk`, `scale(a,2,)`, `a\\|`, `()`',
    shows: { target: 'sumSeries(c.dense.*.load', wrong: true },
    applies: (c) => c.wrong === true && c.fn === undefined && c.from === undefined,
    ours: refusal,
  },
  {
    id: 'no-time',
    row: 'times that are none: `-`, `13pm`',
    shows: { target: 'constantLine(1)', from: '13pm', wrong: true },
    applies: (c) => c.wrong === true && c.from !== undefined,
    ours: refusal,
  },
  {
    id: 'only-validated',
    row: '`log(x,2.5)`, `smartSummarize(x,"1h","sum","hour")` and the like, with `ENFORCE_INPUT_VALIDATION`',
    shows: { target: 'log(c.dense.*.load,2.5)', fn: 'log' },
    applies: (c, theirs, ours) =>
      (/,\d\.\d/.test(c.target) || isCall('smartSummarize')(c)) && theirs.status === 400 && ours.status === 200,
    ours: answered,
  },
  {
    id: 'wrong-arguments',
    row: 'missing or wrong arguments',
    shows: { target: 'aliasByNode(c.dense.*.load,None)', fn: 'aliasByNode', wrong: true },
    applies: (c) => c.wrong === true && c.fn !== undefined && c.endless !== true,
    ours: refusal,
  },
  {
    id: 'refused-without-series',
    row: 'arguments that do not fit, and no series matched',
    shows: { target: 'removeAbovePercentile(c.nothing.*.load,0)', fn: 'removeAbovePercentile', shape: 'no series' },
    applies: (c, theirs, ours) => c.shape === 'no series' && isEmpty(theirs) && ours.status === 400,
    ours: refusal,
  },
  {
    id: 'repeated-by-name',
    row: 'a parameter that may be repeated, by its name, `aliasByNode(x,nodes=1)`',
    shows: {
      target: 'aliasByNode(c.dense.*.load,nodes=1)',
      positional: 'aliasByNode(c.dense.*.load,1)',
      fn: 'aliasByNode',
    },
    applies: (c, theirs) => theirs.status === 500 && c.positional !== undefined && repeatedByName(c),
    ours: positional,
  },
  ...differencesAToL,
  ...differencesMToZ,
  {
    id: 'none-for-optional',
    row: '`None` for an optional parameter',
    shows: { target: 'keepLastValue(c.gaps.*.load,None)', fn: 'keepLastValue', about: 'limit None' },
    applies: (c, _, ours) => / None$/.test(c.about ?? '') && ours.status === 200,
    ours: meant((c) => withArguments(c.target, (args) => args.slice(0, -1))),
  },
  {
    id: 'aggregation-series',
    row: '`aggregate(x,"sumSeries")`, with `ENFORCE_INPUT_VALIDATION`',
    shows: { target: 'aggregate(c.dense.*.load,"sumSeries")', fn: 'aggregate' },
    applies: (c, theirs) => /"\w+Series"/.test(c.target) && theirs.status === 400,
    ours: meant((c) => c.target.replace(/"(\w+)Series"/g, '"$1"')),
  },
  {
    id: 'alias-number',
    row: '`alias(x,7)`',
    shows: { target: 'alias(c.dense.web1.load,7)', fn: 'alias' },
    applies: (_, theirs) => theirs.series.some((s) => typeof s.target === 'number'),
    ours: meant((c) => c.target.replace(/([,(])(-?[\d.]+)\)$/, '$1"$2")')),
  },
  {
    id: 'series-by-name',
    row: 'series as a keyword argument, `transformNull(x,referenceSeries=y)`',
    shows: {
      target: 'divideSeries(c.dense.*.load,divisorSeries=c.gaps.web1.load)',
      fn: 'divideSeries',
      positional: 'divideSeries(c.dense.*.load,c.gaps.web1.load)',
    },
    applies: (c) => c.positional !== undefined && /\w+=c\./.test(c.target),
    ours: agrees((c) => c.positional ?? c.target),
  },
  {
    id: 'whole-numbers',
    row: 'whole numbers that functions make, in csv, raw, names and tags',
    shows: { target: 'offsetToZero(isNonNull(c.dense.web1.load))' },
    applies: (_, theirs, ours) => theirs.status === 200 && ours.status === 200 && sameButForPoints(theirs, ours),
    ours: checked((theirs, ours) => (sameButForPoints(theirs, ours) ? undefined : 'more than points differ')),
  },
  {
    id: 'no-number',
    row: 'infinity minus infinity, infinity times 0',
    shows: { target: 'keepLastValue(scale(c.whole.web1.load,inf))' },
    applies: (c, theirs, ours) => /\binf\b/.test(c.target) && theirs.status === 200 && ours.status === 200,
    ours: agrees((c) => c.target),
  },
  {
    id: 'no-number-of-huge-values',
    row: 'infinity minus infinity, infinity times 0',
    shows: { target: 'averageBelow(logit(multiplySeries(c.huge.*.load)),2)', about: 'nested', shape: 'huge and tiny' },
    applies: (c, theirs, ours) =>
      c.shape === 'huge and tiny' &&
      /[mM]ultiply|pow|exp|logit|stddev/.test(c.target) &&
      theirs.status === 200 &&
      ours.status === 200,
    ours: answered,
  },
  {
    id: 'empty-time',
    row: '`from=` and `until=` without a value',
    shows: { target: 'c.dense.web1.load', from: '', extra: { maxDataPoints: '9' } },
    applies: (c) => c.from === '',
    ours: { kind: 'meant', as: () => ({ from: '-24h' }) },
  },
  {
    id: 'noon-and-midnight',
    row: '`12am`, `12pm`',
    shows: { target: 'constantLine(1)', from: '12:00am' },
    applies: (c) => /\b12:\d\d[ap]m/.test(c.from ?? ''),
    ours: {
      kind: 'meant',
      as: ({ from = '' }) => ({ from: from.replace(/12(:\d\d)am/, '00$1').replace(/12(:\d\d)pm/, '12$1') }),
    },
  },
  {
    id: 'braces',
    row: 'braces in braces and empty ones, `a.{b,{c,d}}`, `a.b{,c}`',
    shows: { target: 'c.dense.web{1,{2,10}}.load', positional: 'c.dense.web{1,2,10}.load' },
    applies: (c) => c.positional !== undefined && /\{[^}]*\{|\{,|,\}/.test(c.target),
    ours: positional,
  },
  {
    id: 'number-without-zero',
    row: '`scale(a,-.5)`',
    shows: { target: 'scale(c.dense.web1.load,-.5)', positional: 'scale(c.dense.web1.load,-0.5)' },
    applies: (c) => /,-?\.\d/.test(c.target),
    ours: positional,
  },
  {
    id: 'piped-into-keywords',
    row: 'a pipe into a call that has keywords only, `a\\|scale(factor=3)`',
    shows: { target: 'c.dense.web1.load|scale(factor=3)', positional: 'scale(c.dense.web1.load,3)' },
    applies: (c) => /\|\w+\(\w+=/.test(c.target),
    ours: positional,
  },
  {
    id: 'nodes-of-an-empty-name',
    row: 'nodes of a series whose name is empty',
    shows: { target: 'aliasByNode(alias(c.dense.web1.load,""),0)', positional: 'alias(c.dense.web1.load,"")' },
    applies: (c, theirs) => c.target.includes('alias(c.dense.web1.load,"")') && theirs.status === 500,
    ours: positional,
  },
  {
    id: 'piped-in-moving',
    row: 'a pipe inside a moving function or `timeShift`, `movingAverage(x\\|scale(2),3)`',
    shows: {
      target: 'movingAverage(c.dense.web1.load|scale(2),3)',
      positional: 'movingAverage(scale(c.dense.web1.load,2),3)',
    },
    applies: (c) => c.positional !== undefined && c.target.includes('|'),
    ours: positional,
  },
  {
    id: 'template-of-whole-path',
    row: '`template(f($x), x="a.b")` where `$x` is the whole path',
    shows: { target: 'template(scale($x,2),x="c.dense.web1.load")', positional: 'scale(c.dense.web1.load,2)' },
    applies: (c) => c.target.startsWith('template(') && c.positional !== undefined,
    ours: positional,
  },
  {
    id: 'endless',
    row: '`summarize(x,"-5min")`, `"0min"`',
    shows: { target: 'summarize(c.dense.web1.load,"-5min")', fn: 'summarize', endless: true },
    applies: (c) => c.endless === true,
    ours: refusal,
  },
  {
    id: 'refused-at-an-unused-range',
    row: 'functions that read their series at another range, of series that are refused at the one asked for',
    shows: {
      target: 'holtWintersForecast(divideSeriesLists(minimumBelow(c.null.*.load,1),c.mixed.minute.load),"1h")',
    },
    applies: (c, theirs, ours) => readsItself(c.target) && theirs.status === 400 && ours.status === 200,
    ours: answered,
  },
  {
    id: 'refused-crash',
    row: 'missing or wrong arguments',
    shows: { target: 'areaBetween(c.dense.*.load)', fn: 'areaBetween' },
    applies: (_, theirs, ours) => theirs.status === 500 && ours.status === 400,
    ours: refusal,
  },
];

/** Whether both are the same once `3.0` is 3 in names and tags. */
function sameButForPoints(theirs: Rendered, ours: Rendered): boolean {
  const whole = (text: string | null): string | null => text?.replace(/(\d)\.0(?!\d)/g, '$1') ?? null;
  const plain = ({ series }: Rendered): RenderedSeries[] =>
    series.map((s) => ({
      ...s,
      target: typeof s.target === 'string' ? whole(s.target) : s.target,
      tags: Object.fromEntries(Object.entries(s.tags).map(([name, value]) => [name, whole(value) ?? ''])),
    }));
  return firstDifference(plain(theirs), plain(ours)) === undefined;
}

/** Whether the last parameter of the function takes any number of arguments, and is given by its name. */
function repeatedByName({ fn, target }: Case): boolean {
  const last = fn === undefined ? undefined : functions.find(({ name }) => name === fn)?.params.at(-1);
  return last?.multiple === true && new RegExp(`[,(]${last.name}=`).test(target);
}

const isEmpty = ({ status, series }: Rendered): boolean => status === 200 && series.length === 0;

/** Rows of the table that other tests assert. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  'consolidation of leaves of records, counters, gauges and sets under `carpy.`':
    'packages/graphite/test/render-json.test.ts',
  "a record's own path, `carpy.a.s.t.ok`": 'packages/server/test/query-store-source.test.ts',
  'sums of many floats': 'same.ts: values are compared within 1e-9',
  'series matched, points read': 'packages/graphite/test/limits.test.ts',
  '`smartSummarize` with `alignTo`, `hitcount` with `alignToInterval`, back over a change of clocks':
    'packages/graphite/test/transform-functions.test.ts',
  '`groupByNode` and its kin with a function that does not aggregate (`absolute`)':
    'packages/graphite/test/functions-combine.test.ts',
  '`holtWintersAberration` where the time before the range is kept in a coarser step only':
    'packages/graphite/test/holt-winters.test.ts',
  '`setXFilesFactor`': 'packages/graphite/test/functions-combine.test.ts',
  '`randomWalkFunction` twice': 'packages/graphite/test/functions-made.test.ts',
  '`events` at the last second of the range': 'packages/graphite/test/functions-made.test.ts',
  '`cactiStyle(x,"sec")`': 'packages/graphite/test/aliases.test.ts',
  '`stacked` of series with a colour or another way of drawing': 'packages/graphite/test/graph-functions.test.ts',
  '`areaMode=stacked` with two y axes': 'packages/graphite/test/chart.test.ts',
  'a single value between gaps': 'packages/graphite/test/chart.test.ts',
  'colours of charts': 'packages/graphite/test/chart.test.ts',
  'filled areas': 'packages/graphite/test/chart.test.ts',
  svg: 'packages/graphite/test/chart.test.ts',
  "bad values of a chart's parameters, an unknown `template`": 'packages/graphite/test/chart-options.test.ts',
  '`format=pdf`': 'packages/server/test/http-render.test.ts',
  'any other unknown `format`': 'packages/server/test/http-render.test.ts',
  '`graphType=pie` with `format=json` and the like': 'packages/server/test/http-render.test.ts',
  '`jsonp`': 'packages/server/test/http-render.test.ts',
  'infinity in dygraph and rickshaw': 'packages/graphite/test/series-formats.test.ts',
  'dygraph of series with different stamps': 'packages/graphite/test/series-formats.test.ts',
};
