/**
 * Functions that make one series of many and so may stand where an aggregation is named, in groupByNode and its kin. Some are more than
 * the aggregation of that name: multiplySeries leaves a single series as it is, countSeries counts series, not values.
 */
export const AGGREGATING_FUNCTIONS: readonly string[] = [
  'asPercent',
  'averageSeries',
  'averageSeriesWithWildcards',
  'avg',
  'countSeries',
  'diffSeries',
  'diffSeriesLists',
  'maxSeries',
  'minSeries',
  'multiplySeries',
  'multiplySeriesLists',
  'multiplySeriesWithWildcards',
  'pct',
  'powSeries',
  'rangeOfSeries',
  'stddevSeries',
  'sum',
  'sumSeries',
  'sumSeriesLists',
  'sumSeriesWithWildcards',
];
