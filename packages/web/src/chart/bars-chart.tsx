import type { Values } from '@carpy/api';
import { type JSX, mergeProps } from 'solid-js';
import { Chart } from './chart.tsx';
import type { MarkedSeries } from './chart-state.ts';
import { ratesOf } from './rates.ts';
import type { BarsChartProps, UnitKind } from './types.ts';

/** Throughput: a bar a slot, error at the bottom, where its height can be read, ok on it. */
export function BarsChart(props: BarsChartProps): JSX.Element {
  const unit = (): UnitKind => props.unit ?? 'rate';
  const values = (counts: Values): Values => (unit() === 'rate' ? ratesOf(counts, props.grid) : counts);
  const own = {
    get unit(): UnitKind {
      return unit();
    },
    get marked(): readonly MarkedSeries[] {
      return [
        { series: { key: 'error', label: 'error', values: values(props.error), color: 'error' }, mark: 'bar' },
        { series: { key: 'ok', label: 'ok', values: values(props.ok), color: 'ok' }, mark: 'bar' },
      ];
    },
    get evidence(): readonly Values[] {
      return [props.ok, props.error];
    },
  };
  return <Chart {...mergeProps(props, own)} />;
}
