/** Deliberate differences of single functions from graphite-web, m to z, in the order of their names. See differences.ts. */
import { butForTags, mostSpread, weighted, windowsSpread } from './computed-values.ts';
import { agrees, type Difference, meant, positional, refusal } from './difference.ts';
import { first, isCall, NOW, someOfTheSeries } from './difference-checks.ts';
import { NOW_S } from './points.ts';
import { argumentsOf, withArguments } from './target-text.ts';
import { clockTime } from './time-text.ts';

export const differencesMToZ: readonly Difference[] = [
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
    applies: (c, theirs, ours) =>
      isCall('nonNegativeDerivative', 'perSecond')(c) && theirs.status === 500 && ours.status === 200,
    ours: agrees((c) => withArguments(c.target, ([series = '']) => [series])),
  },
  {
    id: 'tag-of-both-bands',
    row: 'the tag `offsetToZero` of Holt-Winters bands',
    shows: { target: 'offsetToZero(holtWintersConfidenceBands(c.dense.web1.load,3,"20min"))' },
    applies: ({ target }, theirs, ours) =>
      /offsetToZero\(.*holtWintersConfidence/.test(target) && theirs.status === 200 && ours.status === 200,
    ours: butForTags,
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
    row: '`timeShift(x,"1d",alignDst=true)`, `stacked(x,stack="a")`: names that its `/functions` has',
    shows: { target: 'stacked(c.dense.*.load,stack="a")', positional: 'stacked(c.dense.*.load,"a")', fn: 'stacked' },
    applies: (c) => isCall('stacked')(c) && c.target.includes('stack='),
    ours: positional,
  },
  {
    id: 'stacked-twice',
    row: '`stacked`, `setXFilesFactor` in a function that reads its series again: `timeShift`, moving functions and the like',
    shows: { target: 'timeShift(stacked(c.dense.web1.load),"5min")' },
    applies: ({ target }, theirs, ours) =>
      /\b(?:timeShift|moving\w+)\(.*\bstacked\(/.test(target) && theirs.status === 200 && ours.status === 200,
    // One series on nothing is what it is.
    ours: agrees(({ target }) => target.replace(/\bstacked\(([^()]*)\)/, '$1')),
  },
  {
    id: 'stdev-of-huge-values',
    row: '`stdev`',
    shows: { target: 'stdev(c.huge.*.load,5)', fn: 'stdev' },
    applies: (c, theirs) => isCall('stdev')(c) && theirs.status === 500,
    ours: windowsSpread,
  },
  {
    id: 'stdev-by-running-sums',
    row: '`stdev`',
    shows: { target: 'stdev(scale(c.flat.web1.load,0.07),7)', fn: 'stdev' },
    applies: (c, theirs, ours) => isCall('stdev')(c) && theirs.status === 200 && ours.status === 200,
    ours: windowsSpread,
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
    id: 'keywords-of-its-code',
    row: '`timeShift(x,"1d",alignDst=true)`, `stacked(x,stack="a")`: names that its `/functions` has',
    shows: {
      target: 'stacked(c.dense.*.load,stackName="a")',
      fn: 'stacked',
      positional: 'stacked(c.dense.*.load,"a")',
    },
    applies: (c, theirs) => /\b(?:alignDST|stackName)=/.test(c.target) && theirs.status === 400,
    ours: positional,
  },
  {
    id: 'align-dst-by-name',
    row: '`timeShift(x,"1d",alignDst=true)`, `stacked(x,stack="a")`: names that its `/functions` has',
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
    ours: meant(({ target, positional = target }) =>
      argumentsOf(positional).length > 2 && !positional.includes('"now"')
        ? positional
        : withArguments(positional, ([series = '', from = '']) => [series, from, `"${NOW}"`]),
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
    applies: (c, theirs) =>
      isCall('timeSlice', 'linearRegression', 'verticalLine')(c) && c.positional !== undefined && theirs.status === 500,
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
    id: 'weights-of-another-step',
    row: '`weightedAverage`, `transformNull` with a reference, of different steps',
    shows: { target: 'weightedAverage(c.mixed.minute.load,c.dense.web1.load,3)', fn: 'weightedAverage' },
    applies: (c, theirs) => isCall('weightedAverage')(c) && /\bmixed\b|c\.\[/.test(c.target) && theirs.status === 200,
    ours: weighted,
  },
  {
    id: 'too-great-a-square',
    row: '`mostDeviant` of values whose square is too great for a number',
    shows: { target: 'mostDeviant(c.huge.*.load,2)', fn: 'mostDeviant' },
    applies: (c, theirs) => isCall('mostDeviant')(c) && theirs.status === 500,
    ours: mostSpread,
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
