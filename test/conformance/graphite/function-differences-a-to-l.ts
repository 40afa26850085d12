/** Deliberate differences of single functions from graphite-web, a to l, in the order of their names. See differences.ts. */
import { compressed, powers, seriesLegends } from './computed-values.ts';
import { agrees, checked, type Difference, meant, refusal } from './difference.ts';
import {
  answered,
  finite,
  first,
  isCall,
  ofSeveralSteps,
  sameValuesByIndex,
  someOfTheSeries,
} from './difference-checks.ts';
import { NOW_S } from './points.ts';
import { clockTime } from './time-text.ts';

export const differencesAToL: readonly Difference[] = [
  {
    id: 'percent-of-mixed-steps',
    row: '`asPercent` of series with different steps',
    shows: { target: 'asPercent(c.mixed.*.load)', fn: 'asPercent' },
    applies: (c, theirs) => isCall('asPercent', 'pct')(c) && ofSeveralSteps.test(c.target) && theirs.status === 200,
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
    id: 'apply-by-a-node-that-is-not-there',
    row: 'missing or wrong arguments',
    shows: { target: 'applyByNode(c.dense.*.load,9,"sumSeries(%.*.load)")', fn: 'applyByNode' },
    applies: (c, _, ours) => isCall('applyByNode')(c) && ours.status === 400,
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
    id: 'period-from-the-first-slot',
    row: '`compressPeriodicGaps` where the first slot has a value',
    shows: {
      target: 'compressPeriodicGaps(c.regular.web1.load)',
      from: String(NOW_S - 2_350),
      fn: 'compressPeriodicGaps',
    },
    applies: (c, theirs, ours) => isCall('compressPeriodicGaps')(c) && theirs.status === 200 && ours.status === 200,
    ours: compressed,
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
    ours: powers,
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
    applies: (c, theirs, ours) =>
      isCall('hitcount', 'holtWintersAberration')(c) && theirs.status === 500 && ours.status === 200,
    ours: finite,
  },
  {
    id: 'past-the-end-in-others',
    row: '`hitcount` of values past the end of their series (`constantLine`), `holtWintersAberration` where bands are shorter than the range',
    shows: { target: 'minSeries(hitcount(constantLine(5),"1min"))' },
    applies: ({ target }, theirs, ours) => target.includes('hitcount(') && theirs.status === 500 && ours.status === 200,
    ours: answered,
  },
  {
    id: 'area-of-no-series',
    row: '`holtWintersConfidenceArea` of no series',
    shows: { target: 'holtWintersConfidenceArea(c.nothing.at.all)', fn: 'holtWintersConfidenceArea' },
    applies: (c, theirs, ours) =>
      isCall('holtWintersConfidenceArea')(c) &&
      theirs.status === 500 &&
      ours.status === 200 &&
      ours.series.length === 0,
    ours: agrees(first),
  },
  {
    id: 'season-of-one-step',
    row: 'Holt-Winters with a season of a single step or less',
    shows: { target: 'holtWintersForecast(c.mixed.*.load,"20min","1min")', fn: 'holtWintersForecast' },
    applies: (c, theirs, ours) =>
      isCall('holtWinters\\w+')(c) && theirs.status === 500 && ours.status === 200 && SEASON.test(c.target),
    ours: meant(({ target }) => ofTwoSteps(target)),
  },
  {
    id: 'season-of-one-step-in-others',
    row: 'Holt-Winters with a season of a single step or less',
    shows: { target: 'holtWintersForecast(aggregateLine(c.dense.web1.load),"20min","1min")' },
    applies: ({ target }, theirs, ours) => /holtWinters/.test(target) && theirs.status === 500 && ours.status === 200,
    ours: answered,
  },
  {
    id: 'legend-of-series-functions',
    row: '`legendValue` with `sumSeries` and the like, which its `/functions` offers',
    shows: { target: 'legendValue(c.dense.web1.load,"sumSeries")', fn: 'legendValue' },
    applies: (c, theirs) =>
      isCall('legendValue')(c) && theirs.series.some((s) => /Series: \(\?\)/.test(s.target ?? '')),
    ours: seriesLegends,
  },
  {
    id: 'legend-of-nothing',
    row: '`legendValue` with an unknown aggregation, or with none',
    shows: { target: 'legendValue(c.dense.web1.load)', fn: 'legendValue' },
    applies: (c, _, ours) => isCall('legendValue')(c) && ours.status === 400,
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
];

const SEASON = /"(10s|1min)"\)$/;

/** The same with a season of two steps for each series, or as it is where it is longer. */
function ofTwoSteps(target: string): string {
  const seasonS = SEASON.exec(target)?.[1] === '10s' ? 10 : 60;
  const withSeason = (stepS: number, text: string): string =>
    text.replace(SEASON, `"${Math.max(2 * stepS, seasonS)}s")`);
  if (!target.includes('c.mixed.')) return withSeason(10, target);
  const calls = Object.entries({ half: 30, minute: 60, ten: 10 })
    .filter(([node]) => target.includes(`c.mixed.${node}.`) || target.includes('c.mixed.*.'))
    .map(([node, stepS]) => withSeason(stepS, target.replace('c.mixed.*.', `c.mixed.${node}.`)));
  return `group(${calls.join(',')})`;
}
