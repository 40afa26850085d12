import { type JSX, mergeProps } from 'solid-js';
import { Chart } from './chart.tsx';
import type { MarkedSeries } from './chart-state.ts';
import type { TimeChartProps } from './types.ts';

/** Lines over time. Not for parts of a whole (StackedChart) nor for ok and error counts (BarsChart). */
export function TimeChart(props: TimeChartProps): JSX.Element {
  const own = {
    get marked(): readonly MarkedSeries[] {
      return props.series.map((series) => ({ series, mark: 'line' }));
    },
  };
  return <Chart {...mergeProps(props, own)} />;
}
