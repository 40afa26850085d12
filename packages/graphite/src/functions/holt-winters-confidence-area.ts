import type { GraphiteFunction } from '../function.ts';
import { BAND_PARAMS, bandsOf } from '../holt-winters/forecast.ts';
import { drawn, type Series } from '../series.ts';

export const holtWintersConfidenceArea: GraphiteFunction = {
  name: 'holtWintersConfidenceArea',
  group: 'Calculate',
  description: 'As holtWintersConfidenceBands of one series, with the area between both bands filled.',
  params: BAND_PARAMS,
  example: 'holtWintersConfidenceArea(carpy.shop.web-1.checkout.ok.count,3)',
  readsItself: true,
  evaluate: (call) => {
    const [band, ...more] = bandsOf(call);
    if (more.length > 0) throw call.bad(`takes one series, ${more.length + 1} match`);
    if (band === undefined) return [];
    const { series, lower, upper } = band;
    const name = `holtWintersConfidenceArea(${series.pathExpression})`;
    const named = (s: Series): Series => ({
      ...s,
      name,
      pathExpression: name,
      tags: { ...s.tags, holtWintersConfidenceArea: '1' },
    });
    return [drawn(named(lower), { stacked: true, invisible: true }), drawn(named(upper), { stacked: true })];
  },
};
