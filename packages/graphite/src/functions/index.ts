/** Every function of the target language. To add one, add its file and its line here; a test compares this list with the folder. */
import type { GraphiteFunction } from '../function.ts';
import { absolute } from './absolute.ts';
import { add } from './add.ts';
import { aggregate } from './aggregate.ts';
import { alias } from './alias.ts';
import { aliasByMetric } from './alias-by-metric.ts';
import { aliasByNode } from './alias-by-node.ts';
import { asPercent } from './as-percent.ts';
import { averageSeries } from './average-series.ts';
import { compressPeriodicGaps } from './compress-periodic-gaps.ts';
import { consolidateBy } from './consolidate-by.ts';
import { constantLine } from './constant-line.ts';
import { delay } from './delay.ts';
import { derivative } from './derivative.ts';
import { diffSeries } from './diff-series.ts';
import { divideSeries } from './divide-series.ts';
import { exp } from './exp.ts';
import { exponentialMovingAverage } from './exponential-moving-average.ts';
import { group } from './group.ts';
import { groupByNode } from './group-by-node.ts';
import { groupByNodes } from './group-by-nodes.ts';
import { highestAverage } from './highest-average.ts';
import { highestCurrent } from './highest-current.ts';
import { highestMax } from './highest-max.ts';
import { hitcount } from './hitcount.ts';
import { holtWintersAberration } from './holt-winters-aberration.ts';
import { holtWintersConfidenceArea } from './holt-winters-confidence-area.ts';
import { holtWintersConfidenceBands } from './holt-winters-confidence-bands.ts';
import { holtWintersForecast } from './holt-winters-forecast.ts';
import { integral } from './integral.ts';
import { integralByInterval } from './integral-by-interval.ts';
import { interpolate } from './interpolate.ts';
import { invert } from './invert.ts';
import { keepLastValue } from './keep-last-value.ts';
import { linearRegression } from './linear-regression.ts';
import { log } from './log.ts';
import { logit } from './logit.ts';
import { maxSeries } from './max-series.ts';
import { mergeTimers } from './merge-timers.ts';
import { minMax } from './min-max.ts';
import { minSeries } from './min-series.ts';
import { movingAverage } from './moving-average.ts';
import { movingMax } from './moving-max.ts';
import { movingMedian } from './moving-median.ts';
import { movingMin } from './moving-min.ts';
import { movingSum } from './moving-sum.ts';
import { movingWindow } from './moving-window.ts';
import { nPercentile } from './n-percentile.ts';
import { nonNegativeDerivative } from './non-negative-derivative.ts';
import { offset } from './offset.ts';
import { offsetToZero } from './offset-to-zero.ts';
import { perSecond } from './per-second.ts';
import { pow } from './pow.ts';
import { rangeOfSeries } from './range-of-series.ts';
import { round } from './round.ts';
import { scale } from './scale.ts';
import { scaleToSeconds } from './scale-to-seconds.ts';
import { sigmoid } from './sigmoid.ts';
import { smartSummarize } from './smart-summarize.ts';
import { sortByName } from './sort-by-name.ts';
import { squareRoot } from './square-root.ts';
import { stddevSeries } from './stddev-series.ts';
import { stdev } from './stdev.ts';
import { sumSeries } from './sum-series.ts';
import { summarize } from './summarize.ts';
import { timeShift } from './time-shift.ts';
import { timeSlice } from './time-slice.ts';
import { timeStack } from './time-stack.ts';
import { transformNull } from './transform-null.ts';

/** In the order of their names. */
export const functions: readonly GraphiteFunction[] = [
  absolute,
  add,
  aggregate,
  aliasByMetric,
  aliasByNode,
  alias,
  asPercent,
  averageSeries,
  compressPeriodicGaps,
  consolidateBy,
  constantLine,
  delay,
  derivative,
  diffSeries,
  divideSeries,
  exp,
  exponentialMovingAverage,
  groupByNode,
  groupByNodes,
  group,
  highestAverage,
  highestCurrent,
  highestMax,
  hitcount,
  holtWintersAberration,
  holtWintersConfidenceArea,
  holtWintersConfidenceBands,
  holtWintersForecast,
  integralByInterval,
  integral,
  interpolate,
  invert,
  keepLastValue,
  linearRegression,
  log,
  logit,
  maxSeries,
  mergeTimers,
  minMax,
  minSeries,
  movingAverage,
  movingMax,
  movingMedian,
  movingMin,
  movingSum,
  movingWindow,
  nPercentile,
  nonNegativeDerivative,
  offsetToZero,
  offset,
  perSecond,
  pow,
  rangeOfSeries,
  round,
  scaleToSeconds,
  scale,
  sigmoid,
  smartSummarize,
  sortByName,
  squareRoot,
  stddevSeries,
  stdev,
  sumSeries,
  summarize,
  timeShift,
  timeSlice,
  timeStack,
  transformNull,
];

const byName: ReadonlyMap<string, GraphiteFunction> = new Map(
  functions.flatMap((fn) => [fn.name, ...(fn.aliases ?? [])].map((name) => [name, fn])),
);

/** By name or alias. */
export const functionNamed = (name: string): GraphiteFunction | undefined => byName.get(name);
