/** Deliberate differences of single functions from graphite-web, in the order of their names. See differences.ts. */
import type { Case } from './case.ts';
import { agrees, checked, type Difference, meant, positional, refusal } from './difference.ts';
import { NOW_S } from './points.ts';
import type { Rendered } from './render.ts';
import { argumentsOf, withArguments } from './target-text.ts';
import { clockTime } from './time-text.ts';

const ofSeveralSteps = /\bmixed\.\*|\bc\.\[/;
const isCall = (...names: readonly string[]): ((c: Case) => boolean) => {
  const start = new RegExp(`^(?:${names.join('|')})\\(`);
  return ({ target }) => start.test(target);
};
const NOW = clockTime(NOW_S);
const first = (c: Case): string => argumentsOf(c.target)[0] ?? '';
/** 200, and every series is one of those that are there. */
const someOfTheSeries = checked((_, ours) =>
  ours.status === 200 && ours.series.every((s) => /^(?:c\.|disk\.)/.test(s.target ?? ''))
    ? undefined
    : `status ${ours.status} ${ours.error}: ${ours.series.map((s) => s.target)}`,
);
const answered = checked((_, ours) =>
  ours.status === 200 && ours.error === '' ? undefined : `status ${ours.status} ${ours.error}`,
);
const finite = checked((_, ours) => {
  const values = ours.series.flatMap((s) => s.datapoints.map(([value]) => value));
  const good = ours.status === 200 && values.length > 0 && values.every((v) => v === null || Number.isFinite(v));
  return good ? undefined : `status ${ours.status} ${ours.error}`;
});

export const functionDifferences: readonly Difference[] = [
  {
    id: 'only-validated',
    row: '`log(x,2.5)`, `smartSummarize(x,"1h","sum","hour")` and the like, with `ENFORCE_INPUT_VALIDATION`',
    shows: { target: 'log(c.dense.*.load,2.5)', fn: 'log' },
    applies: (c, theirs, ours) =>
      (/,\d\.\d/.test(c.target) || isCall('smartSummarize')(c)) && theirs.status === 400 && ours.status === 200,
    ours: answered,
  },
  {
    id: 'percent-of-mixed-steps',
    row: '`asPercent` of series with different steps',
    shows: { target: 'asPercent(c.mixed.*.load)', fn: 'asPercent' },
    applies: (c) => isCall('asPercent', 'pct')(c) && ofSeveralSteps.test(c.target),
    ours: checked(sameValuesByIndex),
  },
  {
    id: 'alias-query',
    row: '`aliasQuery` with a `newName` that has no place for a number, or several; a target without a value',
    shows: { target: 'aliasQuery(c.dense.*.load,"dense","whole","plain")', fn: 'aliasQuery' },
    applies: isCall('aliasQuery'),
    ours: refusal,
  },
  {
    id: 'series-without-values',
    row: '`averageOutsidePercentile`, `removeBetweenPercentile` where a series has no value, or has gaps, or is shorter than another',
    shows: { target: 'removeBetweenPercentile(c.gaps.*.load,50)', fn: 'removeBetweenPercentile' },
    applies: (c, theirs, ours) =>
      isCall('averageOutsidePercentile', 'removeBetweenPercentile')(c) && theirs.status === 500 && ours.status === 200,
    ours: someOfTheSeries,
  },
  {
    id: 'infinite-texts',
    row: 'infinite values in `cactiStyle`, `legendValue` with units, `aliasQuery` with `%d`',
    shows: { target: 'cactiStyle(scale(c.dense.web1.load,inf))', fn: 'cactiStyle' },
    applies: (c, theirs) => isCall('cactiStyle', 'legendValue')(c) && c.target.includes('inf') && theirs.status === 500,
    ours: checked((_, ours) => (ours.series[0]?.target?.includes('inf') ? undefined : `status ${ours.status}`)),
  },
  {
    id: 'delay-by-nothing',
    row: '`delay(x,0)`',
    shows: { target: 'delay(c.dense.*.load,0)', fn: 'delay' },
    applies: (c) => isCall('delay')(c) && c.target.endsWith(',0)'),
    ours: agrees((c) => first(c)),
  },
  {
    id: 'too-great-a-power',
    row: '`exp`, `sigmoid` of values whose power is too great for a number',
    shows: { target: 'exp(scale(c.dense.*.load,100))', fn: 'exp' },
    applies: (c, theirs) => isCall('exp', 'sigmoid')(c) && theirs.status === 500,
    ours: finite,
  },
  {
    id: 'group-by-a-tag-that-is-not-there',
    row: '`groupByTags` where a series lacks a tag',
    shows: { target: 'groupByTags(group(disk.used;dc=a;host=web1,c.dense.web1.load),"sum","dc")', fn: 'groupByTags' },
    applies: (c, theirs) => isCall('groupByTags')(c) && theirs.status === 500,
    ours: checked((_, ours) =>
      ours.series.some((s) => /;\w+=(?:;|$)/.test(s.target ?? '')) ? undefined : `status ${ours.status} ${ours.error}`,
    ),
  },
  {
    id: 'past-the-end',
    row: '`hitcount` of values past the end of their series (`constantLine`), `holtWintersAberration` where bands are shorter than the range',
    shows: { target: 'hitcount(constantLine(5),"1min")', fn: 'hitcount' },
    applies: (c, theirs) => isCall('hitcount', 'holtWintersAberration')(c) && theirs.status === 500,
    ours: finite,
  },
  {
    id: 'area-of-no-series',
    row: '`holtWintersConfidenceArea` of no series',
    shows: { target: 'holtWintersConfidenceArea(c.nothing.at.all)', fn: 'holtWintersConfidenceArea' },
    applies: (c, theirs, ours) =>
      isCall('holtWintersConfidenceArea')(c) && theirs.status === 500 && ours.status === 200,
    ours: checked((_, ours) => (ours.status === 200 && ours.series.length === 0 ? undefined : `status ${ours.status}`)),
  },
  {
    id: 'legend-of-series-functions',
    row: '`legendValue` with `sumSeries` and the like, which its `/functions` offers',
    shows: { target: 'legendValue(c.dense.web1.load,"sumSeries")', fn: 'legendValue' },
    applies: (c, theirs) =>
      isCall('legendValue')(c) && theirs.series.some((s) => /Series: \(\?\)/.test(s.target ?? '')),
    ours: checked((_, ours) =>
      ours.series.every((s) => /Series: (?:[-\d.e+]+|None|nan)\)$/.test(s.target ?? ''))
        ? undefined
        : JSON.stringify(ours.series.map((s) => s.target)),
    ),
  },
  {
    id: 'legend-of-nothing',
    row: '`legendValue` with an unknown aggregation, or with none',
    shows: { target: 'legendValue(c.dense.web1.load)', fn: 'legendValue' },
    applies: isCall('legendValue'),
    ours: refusal,
  },
  {
    id: 'regression-to-an-earlier-time',
    row: '`linearRegression` from a time to the same or an earlier one',
    shows: {
      target: `linearRegression(c.dense.web1.load,"${clockTime(NOW_S - 2_000)}","${clockTime(NOW_S - 2_400)}")`,
      fn: 'linearRegression',
    },
    applies: (c, _, ours) => isCall('linearRegression')(c) && ours.status === 400,
    ours: refusal,
  },
  {
    id: 'groups-by-themselves',
    row: '`mapSeries` by itself, or in any function but `reduceSeries`',
    shows: { target: 'mapSeries(c.dense.*.load,2)', fn: 'mapSeries' },
    applies: (c, theirs) => isCall('map', 'mapSeries')(c) && theirs.status === 500,
    ours: meant((c) => first(c)),
  },
  {
    id: 'limits-of-rates-over-gaps',
    row: '`nonNegativeDerivative`, `perSecond` with maxValue or minValue, over gaps',
    shows: { target: 'perSecond(c.gaps.*.load,100)', fn: 'perSecond' },
    applies: (c, theirs) => isCall('nonNegativeDerivative', 'perSecond')(c) && theirs.status === 500,
    ours: agrees((c) => withArguments(c.target, ([series = '']) => [series])),
  },
  {
    id: 'hundredth-percentile',
    row: '`percentileOfSeries` with `interpolate` and n = 100; n over 100',
    shows: { target: 'percentileOfSeries(c.dense.*.load,100,true)', fn: 'percentileOfSeries' },
    applies: (c) => isCall('percentileOfSeries')(c) && argumentsOf(c.target)[1] === '100',
    ours: agrees((c) => `maxSeries(${first(c)})`),
  },
  {
    id: 'percentile-over-a-hundred',
    row: '`percentileOfSeries` with `interpolate` and n = 100; n over 100',
    shows: { target: 'percentileOfSeries(c.dense.*.load,101,true)', fn: 'percentileOfSeries' },
    applies: (c, _, ours) => isCall('percentileOfSeries')(c) && ours.status === 400 && c.wrong !== true,
    ours: refusal,
  },
  {
    id: 'percentiles-that-are-none',
    row: 'percentiles outside 0 to 100, 0 itself in `removeAbovePercentile` and `removeBelowPercentile`',
    shows: { target: 'removeAbovePercentile(c.dense.*.load,0)', fn: 'removeAbovePercentile' },
    applies: (c, _, ours) =>
      /^(?:average|remove)\w+Percentile\(/.test(c.target) && ours.status === 400 && c.wrong !== true,
    ours: refusal,
  },
  {
    id: 'values-below-nothing',
    row: 'windows and Holt-Winters intervals below 0, `stdev` of 0 points, `nPercentile` below 0, `alignTo` `weeks0`, `weeks8`, `weeks9`',
    shows: { target: 'nPercentile(c.dense.*.load,-1)', fn: 'nPercentile' },
    applies: (c, _, ours) =>
      isCall(
        'nPercentile',
        'holtWinters\\w+',
        'stdev',
        'smartSummarize',
        'moving\\w+',
        'exponentialMovingAverage',
      )(c) &&
      ours.status === 400 &&
      /-|\b0\b|weeks/.test(c.target),
    ours: refusal,
  },
  {
    id: 'reduce-without-map',
    row: '`reduceSeries` of series that no `mapSeries` made',
    shows: {
      target: 'reduceSeries(c.dense.*.load,"sumSeries",2,"web1","web2")',
      positional: 'reduceSeries(mapSeries(c.dense.*.load,0),"sumSeries",2,"web1","web2")',
      fn: 'reduceSeries',
    },
    applies: (c) => isCall('reduceSeries', 'reduce')(c) && c.positional !== undefined,
    ours: positional,
  },
  {
    id: 'reduce-without-a-match',
    row: '`reduceSeries` where a group lacks a matcher',
    shows: { target: 'reduceSeries(mapSeries(c.dense.*.load,1),"divideSeries",2,"web1","nope")', fn: 'reduceSeries' },
    applies: (c, theirs) => isCall('reduceSeries', 'reduce')(c) && theirs.status === 500,
    ours: refusal,
  },
  {
    id: 'stack-by-name',
    row: '`stacked(x,stackName="a")`',
    shows: { target: 'stacked(c.dense.*.load,stack="a")', positional: 'stacked(c.dense.*.load,"a")', fn: 'stacked' },
    applies: (c) => isCall('stacked')(c) && c.target.includes('stack='),
    ours: positional,
  },
  {
    id: 'stdev-by-running-sums',
    row: '`stdev`',
    shows: { target: 'stdev(scale(c.flat.web1.load,0.07),7)', fn: 'stdev' },
    applies: (c, theirs, ours) => isCall('stdev')(c) && theirs.status === 200 && ours.status === 200,
    ours: finite,
  },
  {
    id: 'endless-waves',
    row: '`timeFunction`, `sinFunction`, `randomWalkFunction` with a step of 0 or less',
    shows: { target: 'timeFunction("t",0)', fn: 'timeFunction', endless: true },
    applies: (c) => c.endless === true && isCall('time', 'timeFunction', 'sin', 'sinFunction', 'randomWalk\\w*')(c),
    ours: refusal,
  },
  {
    id: 'waves-of-another-zone',
    row: "`timeFunction`, `sinFunction` in another timezone than the server's",
    shows: { target: 'timeFunction("t")', fn: 'timeFunction', extra: { tz: 'Asia/Kolkata' } },
    applies: (c) => isCall('time', 'timeFunction', 'sin', 'sinFunction')(c) && c.extra?.['tz'] !== undefined,
    ours: { kind: 'meant', as: () => ({ extra: {} }) },
  },
  {
    id: 'align-dst-by-name',
    row: '`timeShift(x,"1d",alignDst=true)`',
    shows: {
      target: 'timeShift(c.dense.*.load,"5min",alignDst=true)',
      fn: 'timeShift',
      positional: 'timeShift(c.dense.*.load,"5min",true,true)',
    },
    applies: (c, theirs) => c.target.includes('alignDst=') && theirs.status === 500,
    ours: positional,
  },
  {
    id: 'times-of-the-request',
    row: '`timeSlice`, `linearRegression`, `integralByInterval`',
    shows: {
      target: 'timeSlice(c.dense.web1.load,"-35min","now")',
      fn: 'timeSlice',
      positional: `timeSlice(c.dense.web1.load,"${clockTime(NOW_S - 2_100)}","${clockTime(NOW_S)}")`,
    },
    applies: (c) => isCall('timeSlice')(c) && (argumentsOf(c.target).length < 3 || /"now"/.test(c.target)),
    ours: meant(
      (c) => c.positional ?? withArguments(c.target, ([series = '', from = '']) => [series, from, `"${NOW}"`]),
    ),
  },
  {
    id: 'times-as-numbers',
    row: 'times as bare numbers, `timeSlice(x,1800000000)`',
    shows: {
      target: `timeSlice(c.dense.web1.load,${NOW_S - 2_100},"${NOW}")`,
      fn: 'timeSlice',
      positional: `timeSlice(c.dense.web1.load,"${clockTime(NOW_S - 2_100)}","${NOW}")`,
    },
    applies: (c, theirs) => isCall('timeSlice', 'linearRegression', 'verticalLine')(c) && theirs.status === 500,
    ours: positional,
  },
  {
    id: 'too-many-shifts',
    row: '`timeStack`',
    shows: { target: 'timeStack(c.dense.web1.load,"1min",0,1001)', fn: 'timeStack', endless: true },
    applies: (c) => isCall('timeStack')(c) && c.endless === true,
    ours: refusal,
  },
  {
    id: 'reference-of-another-step',
    row: '`weightedAverage`, `transformNull` with a reference, of different steps',
    shows: { target: 'transformNull(c.mixed.*.load,0,c.dense.web1.load)', fn: 'transformNull' },
    applies: (c) => isCall('transformNull')(c) && argumentsOf(c.target).length > 2,
    ours: agrees((c) => withArguments(c.target, (args) => args.slice(0, 2))),
  },
  {
    id: 'above-with-a-gap',
    row: '`useSeriesAbove` where a series has a gap',
    shows: {
      target: 'useSeriesAbove(c.gaps.*.load,0,"gaps","dense")',
      fn: 'useSeriesAbove',
      positional: 'c.dense.{web1,web2}.load',
    },
    applies: (c, theirs) => isCall('useSeriesAbove')(c) && theirs.status === 500,
    ours: someOfTheSeries,
  },
  {
    id: 'nameless-line',
    row: '`verticalLine` without a label',
    shows: { target: `verticalLine("${clockTime(NOW_S - 2_000)}")`, fn: 'verticalLine' },
    applies: (c, theirs) => isCall('verticalLine')(c) && theirs.series.some((s) => s.target === null),
    ours: agrees((c) => c.target),
  },
  {
    id: 'hopeless-patterns',
    row: 'regular expressions with look-around, back references, conditions, atomic groups or possessive repeats; the flags a, L, x',
    shows: { target: 'grep(c.dense.*.load,"(?=c)c")', fn: 'grep' },
    applies: (c) => /"[^"]*\(\?[=!<]/.test(c.target),
    ours: refusal,
  },
];

/** Theirs are the values of the common step at stamps of the first series' step: so they are compared one after the other. */
function sameValuesByIndex(theirs: Rendered, ours: Rendered): string | undefined {
  if (theirs.series.length !== ours.series.length) return `${ours.series.length} series, ${theirs.series.length} there`;
  for (const [i, { target, datapoints }] of ours.series.entries()) {
    const there = theirs.series[i];
    if (there?.target !== target) return `"${target}" instead of "${there?.target}"`;
    for (const [k, [value]] of datapoints.entries()) {
      const other = there.datapoints[k]?.[0] ?? null;
      const same =
        value === null || other === null ? value === other : Math.abs(value - other) <= 1e-9 * Math.abs(other);
      if (!same && k < there.datapoints.length) return `${target}: value ${k} is ${value}, ${other} there`;
    }
  }
  return undefined;
}
