import type { OverviewAnswer } from '@carpy/api';
import type { JSX } from 'solid-js';
import { BarsChart, ChartCard, TimeChart } from '../../chart/index.ts';
import { rateUnit } from '../../format/index.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import { outcomeSeries, perSecondOf } from '../series.ts';

/** How much there was, and how slow: ok and error, never mixed. */
export function OutcomeCharts(props: { readonly answer: OverviewAnswer }): JSX.Element {
  const zoom = zoomOf(() => props.answer.grid.stepS);
  const unit = () => rateUnit([perSecondOf(props.answer.totals)]);
  return (
    <div class="half">
      <ChartCard title="Throughput" unit={unit()}>
        <BarsChart
          title="Throughput"
          rateUnit={unit()}
          height={140}
          grid={props.answer.grid}
          ok={props.answer.ok.count}
          error={props.answer.error.count}
          annotations={props.answer.annotations}
          onZoom={zoom}
          onZoomOut={previousRange}
        />
      </ChartCard>
      <ChartCard title="Latency of ok and error" unit="p95">
        <TimeChart
          title="Latency of ok and error, p95"
          unit="duration"
          height={140}
          grid={props.answer.grid}
          series={outcomeSeries(props.answer.ok, props.answer.error, 'upper_95')}
          annotations={props.answer.annotations}
          onZoom={zoom}
          onZoomOut={previousRange}
          legend
        />
      </ChartCard>
    </div>
  );
}
