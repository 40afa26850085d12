/** Charts: everything a page may use of them. Importing this module brings the styles. */
import './card.css';
import './chart.css';
import './field.css';
import './legend.css';
import './spark.css';
import './table.css';
import './tooltip.css';

export { BarsChart } from './bars-chart.tsx';
export { stepNote } from './caption.ts';
export { ChartCard, ChartTabs } from './chart-card.tsx';
export { chartsBusy } from './cursor.ts';
export { HereContext } from './here-context.ts';
export type { HereContent } from './here-menu.tsx';
export { stackLayers } from './layers.ts';
export { ratesOf } from './rates.ts';
export { Spark } from './spark.tsx';
export { spreadDomain } from './spread.ts';
export { SpreadStrip } from './spread-strip.tsx';
export { StackedBarsChart } from './stacked-bars-chart.tsx';
export { StackedChart } from './stacked-chart.tsx';
export { TimeChart } from './time-chart.tsx';
export type {
  BarsChartProps,
  ChartCardProps,
  ChartSeries,
  ChartTabsProps,
  SparkProps,
  SpreadDomain,
  SpreadStripProps,
  StackedChartProps,
  TimeChartProps,
  UnitKind,
} from './types.ts';
