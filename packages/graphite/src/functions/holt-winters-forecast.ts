import type { GraphiteFunction } from '../function.ts';
import { FORECAST_PARAMS, forecasts, learningOf } from '../holt-winters/forecast.ts';

export const holtWintersForecast: GraphiteFunction = {
  name: 'holtWintersForecast',
  group: 'Calculate',
  description:
    'What the values so far let expect, slot by slot, by the method of Holt and Winters: level, slope and a season. It learns from bootstrapInterval before the range.',
  params: FORECAST_PARAMS,
  example: 'holtWintersForecast(carpy.shop.web-1.checkout.ok.count,"7d","1d")',
  readsItself: true,
  evaluate: (call) => {
    const learning = learningOf(call);
    return forecasts(learning, call.seriesAt('seriesList', learning.range));
  },
};
