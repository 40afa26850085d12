/** Charts as graphite-web draws them, as SVG. */
import type { Series } from '../series.ts';
import type { ChartOptions } from './chart-options.ts';
import { lineChart } from './line-chart.ts';
import { pieChart } from './pie-chart.ts';

export type { ChartOptions } from './chart-options.ts';
export { COLOR_NAMES } from './color.ts';
export { chartParams, readChartOptions } from './options.ts';
export { type Font, textWidth } from './text-width.ts';
export { themes } from './themes.ts';

/**
 * A chart of series, lines or a pie, as an SVG document.
 * @param zone IANA name of the timezone in which times are written.
 * @throws CarpyError CARPY_BAD_REQUEST for a colour that a target gives and that is none.
 */
export function chartSvg(series: readonly Series[], options: ChartOptions, zone: string): string {
  return options.graphType === 'pie' ? pieChart(series, options) : lineChart(series, options, zone);
}
