import type { OverviewAnswer } from '@carpy/api';
import type { JSX } from 'solid-js';
import { ChartCard, TimeChart } from '../../chart/index.ts';
import { formatDuration } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import { ResponseTime } from '../response-time.tsx';
import { apdexSeries, errorShareSeries, thresholdWords } from '../series.ts';

/** Response time large, Apdex and errors beside it: the same time axis, the same marks. */
export function Hero(props: { readonly answer: OverviewAnswer }): JSX.Element {
  // The hero's legend is a table where its layers are many: the charts beside it grow as tall.
  const legendRows = (): number =>
    view().hero === 'breakdown' && props.answer.stack.length > 4 ? props.answer.stack.length + 1 : 0;
  const sideHeight = (): number => (innerWidth > 1200 && legendRows() > 0 ? 128 + legendRows() * 11 : 138);
  const zoom = zoomOf(() => props.answer.grid.stepS);
  return (
    <div class="two">
      <ResponseTime
        grid={props.answer.grid}
        ok={props.answer.ok}
        error={props.answer.error}
        stack={props.answer.stack}
        annotations={props.answer.annotations}
        totals={props.answer.totals}
        height={innerWidth <= 760 ? 200 : 280}
      />
      <div class="stack">
        <ChartCard title="Apdex" unit={thresholdWords(props.answer.totals.apdex.thresholdMs, formatDuration)}>
          <TimeChart
            title="Apdex"
            unit="apdex"
            height={sideHeight()}
            grid={props.answer.grid}
            annotations={props.answer.annotations}
            series={apdexSeries(props.answer.apdex.score)}
            onZoom={zoom}
            onZoomOut={previousRange}
          />
        </ChartCard>
        <ChartCard title="Errors" unit="% of requests">
          <TimeChart
            title="Errors"
            unit="percent"
            height={sideHeight()}
            grid={props.answer.grid}
            annotations={props.answer.annotations}
            series={errorShareSeries(props.answer.ok.count, props.answer.error.count)}
            onZoom={zoom}
            onZoomOut={previousRange}
          />
        </ChartCard>
      </div>
    </div>
  );
}
