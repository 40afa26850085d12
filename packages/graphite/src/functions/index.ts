/** Every function of the target language. To add one, add its file and its line here; a test compares this list with the folder. */
import type { GraphiteFunction } from '../function.ts';
import { aggregate } from './aggregate.ts';
import { alias } from './alias.ts';
import { aliasByMetric } from './alias-by-metric.ts';
import { aliasByNode } from './alias-by-node.ts';
import { asPercent } from './as-percent.ts';
import { averageSeries } from './average-series.ts';
import { consolidateBy } from './consolidate-by.ts';
import { constantLine } from './constant-line.ts';
import { derivative } from './derivative.ts';
import { diffSeries } from './diff-series.ts';
import { divideSeries } from './divide-series.ts';
import { group } from './group.ts';
import { groupByNode } from './group-by-node.ts';
import { groupByNodes } from './group-by-nodes.ts';
import { highestAverage } from './highest-average.ts';
import { highestCurrent } from './highest-current.ts';
import { highestMax } from './highest-max.ts';
import { keepLastValue } from './keep-last-value.ts';
import { maxSeries } from './max-series.ts';
import { mergeTimers } from './merge-timers.ts';
import { minSeries } from './min-series.ts';
import { movingAverage } from './moving-average.ts';
import { movingMax } from './moving-max.ts';
import { movingMedian } from './moving-median.ts';
import { movingMin } from './moving-min.ts';
import { movingSum } from './moving-sum.ts';
import { nonNegativeDerivative } from './non-negative-derivative.ts';
import { offset } from './offset.ts';
import { perSecond } from './per-second.ts';
import { rangeOfSeries } from './range-of-series.ts';
import { scale } from './scale.ts';
import { sortByName } from './sort-by-name.ts';
import { stddevSeries } from './stddev-series.ts';
import { sumSeries } from './sum-series.ts';
import { summarize } from './summarize.ts';
import { timeShift } from './time-shift.ts';
import { transformNull } from './transform-null.ts';

/** In the order of their names. */
export const functions: readonly GraphiteFunction[] = [
  aggregate,
  aliasByMetric,
  aliasByNode,
  alias,
  asPercent,
  averageSeries,
  consolidateBy,
  constantLine,
  derivative,
  diffSeries,
  divideSeries,
  groupByNode,
  groupByNodes,
  group,
  highestAverage,
  highestCurrent,
  highestMax,
  keepLastValue,
  maxSeries,
  mergeTimers,
  minSeries,
  movingAverage,
  movingMax,
  movingMedian,
  movingMin,
  movingSum,
  nonNegativeDerivative,
  offset,
  perSecond,
  rangeOfSeries,
  scale,
  sortByName,
  stddevSeries,
  sumSeries,
  summarize,
  timeShift,
  transformNull,
];

const byName: ReadonlyMap<string, GraphiteFunction> = new Map(
  functions.flatMap((fn) => [fn.name, ...(fn.aliases ?? [])].map((name) => [name, fn])),
);

/** By name or alias. */
export const functionNamed = (name: string): GraphiteFunction | undefined => byName.get(name);
