import { type JSX, mergeProps } from 'solid-js';
import { Chart } from './chart.tsx';
import type { MarkedSeries } from './chart-state.ts';
import type { StackedBarsChartProps, UnitKind } from './types.ts';

/** Counts by what they are of: a bar a slot, made of layers. */
export function StackedBarsChart(props: StackedBarsChartProps): JSX.Element {
  const own = {
    unit: 'count' as UnitKind,
    get marked(): readonly MarkedSeries[] {
      return props.layers.map((series) => ({ series, mark: 'bar' }));
    },
  };
  return <Chart {...mergeProps(props, own)} />;
}
