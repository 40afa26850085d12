/** What the Holt-Winters functions share: their parameters, the look-back, forecasts and bands of each series. */

import type { Call, Range } from '../evaluate/call.ts';
import { stretchOf } from '../evaluate/time-arguments.ts';
import { type Param, param } from '../function.ts';
import { newSeries, type Series } from '../series.ts';
import { analyse } from './analyse.ts';

const BOOTSTRAP: Param = param.optional('interval', 'bootstrapInterval', {
  default: '7d',
  suggestions: ['7d', '30d'],
});
const SEASONALITY: Param = param.optional('interval', 'seasonality', { default: '1d', suggestions: ['1d', '7d'] });
const DELTA: Param = param.optional('integer', 'delta', { default: 3, fractions: true });
const SERIES: Param = param.required('seriesList', 'seriesList');

export const FORECAST_PARAMS: readonly Param[] = [SERIES, BOOTSTRAP, SEASONALITY];
export const BAND_PARAMS: readonly Param[] = [SERIES, DELTA, BOOTSTRAP, SEASONALITY];

const TAGS = { holtWintersForecast: '1', holtWintersDeviation: '1' };

export interface Learning {
  /** From before the call's range on, by as much as the method learns from. */
  readonly range: Range;
  readonly previewS: number;
  readonly seasonS: number;
}

/** @throws CarpyError CARPY_BAD_TARGET for intervals below 0. */
export function learningOf(call: Call): Learning {
  const previewS = stretchOf(call, 'bootstrapInterval', 0);
  const seasonS = stretchOf(call, 'seasonality', 0);
  return { range: { fromS: call.range.fromS - previewS, untilS: call.range.untilS }, previewS, seasonS };
}

/** Forecasts of series that were read over the learning range, from the start of the call's own range on. */
export function forecasts(learning: Learning, learnt: readonly Series[]): Series[] {
  return analysed(learning, learnt).map(({ series, grid, predictions }) =>
    newSeries(`holtWintersForecast(${series.name})`, grid, predictions, series.xFilesFactor, {
      ...series.tags,
      ...TAGS,
    }),
  );
}

export interface Bands {
  /** As it was read, over the learning range. */
  readonly series: Series;
  /** Its values over the call's own range. */
  readonly actual: Float64Array;
  readonly lower: Series;
  readonly upper: Series;
}

/** Prediction minus and plus `delta` times the usual deviation. */
export function bands(learning: Learning, delta: number, learnt: readonly Series[]): Bands[] {
  return analysed(learning, learnt).map(({ series, grid, actual, predictions, deviations }) => {
    const band = (side: 'Lower' | 'Upper', factor: number): Series => ({
      ...newSeries(
        `holtWintersConfidence${side}(${series.name})`,
        grid,
        predictions.map((p, i) => p + factor * (deviations[i] as number)),
        series.xFilesFactor,
        { ...series.tags, ...TAGS, holtWintersConfidenceUpper: '1', holtWintersConfidenceLower: '1' },
      ),
      pathExpression: series.pathExpression,
    });
    return { series, actual, lower: band('Lower', -delta), upper: band('Upper', delta) };
  });
}

/** The bands of all series of a call. */
export function bandsOf(call: Call): Bands[] {
  const learning = learningOf(call);
  const delta = call.finite('delta');
  return bands(learning, delta, call.seriesAt('seriesList', learning.range));
}

interface Analysed {
  readonly series: Series;
  readonly grid: Pick<Series, 'startS' | 'endS' | 'stepS'>;
  readonly actual: Float64Array;
  readonly predictions: Float64Array;
  readonly deviations: Float64Array;
}

function analysed({ previewS, seasonS }: Learning, learnt: readonly Series[]): Analysed[] {
  return learnt.map((series) => {
    const { startS, endS, stepS } = series;
    const { predictions, deviations } = analyse(series.values, Math.max(2, Math.floor(seasonS / stepS)));
    const skip = Math.floor(previewS / stepS);
    return {
      series,
      grid: { startS: startS + previewS, endS, stepS },
      actual: series.values.subarray(skip),
      predictions: predictions.subarray(skip),
      deviations: deviations.subarray(skip),
    };
  });
}
