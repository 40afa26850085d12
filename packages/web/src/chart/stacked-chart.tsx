import { type JSX, mergeProps } from 'solid-js';
import { Chart } from './chart.tsx';
import type { MarkedSeries } from './chart-state.ts';
import type { StackedChartProps } from './types.ts';

/** Parts of a whole as areas, bottom up, and a line over them where the whole is not their sum. */
export function StackedChart(props: StackedChartProps): JSX.Element {
  const own = {
    get marked(): readonly MarkedSeries[] {
      const layers = props.layers.map((series): MarkedSeries => ({ series, mark: 'area' }));
      return props.line === undefined ? layers : [...layers, { series: props.line, mark: 'line' }];
    },
  };
  return <Chart {...mergeProps(props, own)} />;
}
