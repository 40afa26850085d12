import type { GraphiteFunction } from '../function.ts';
import { BAND_PARAMS, type Bands, bands, learningOf } from '../holt-winters/forecast.ts';
import { newSeries } from '../series.ts';

export const holtWintersAberration: GraphiteFunction = {
  name: 'holtWintersAberration',
  group: 'Calculate',
  description:
    'How far values lie above (positive) or below (negative) the Holt-Winters confidence bands; 0 within them and in gaps.',
  params: BAND_PARAMS,
  example: 'holtWintersAberration(carpy.shop.web-1.checkout.ok.count,3)',
  readsItself: true,
  evaluate: (call) => {
    const learning = learningOf(call);
    const delta = call.finite('delta');
    const [own = [], learnt = []] = call.seriesAtEach('seriesList', [call.range, learning.range]);
    const bandsOf = new Map(bands(learning, delta, learnt).map((b) => [b.series.name, b]));
    return own.map((s) => {
      const around = bandsOf.get(s.name);
      // So long ago the store may have a coarser step only: then the values come in it too, since a count in ten seconds says nothing
      // against bands of a minute's.
      const coarser = around !== undefined && around.lower.stepS !== s.stepS;
      return newSeries(
        `holtWintersAberration(${s.name})`,
        coarser ? around.lower : s,
        aberrations(coarser ? around.actual : s.values, around),
        s.xFilesFactor,
        { ...s.tags, holtWintersAberration: '1' },
      );
    });
  },
};

function aberrations(values: Float64Array, around: Bands | undefined): Float64Array {
  return values.map((v, i) => {
    const upper = around?.upper.values[i] ?? Number.NaN;
    const lower = around?.lower.values[i] ?? Number.NaN;
    if (v > upper) return v - upper;
    return v < lower ? v - lower : 0;
  });
}
