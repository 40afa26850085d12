import type { OverviewAnswer } from '@carpy/api';
import { createSignal, type JSX, onCleanup, onMount, untrack } from 'solid-js';
import { ChartCard, TimeChart } from '../../chart/index.ts';
import { formatPlainDuration } from '../../format/index.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import { ResponseTime } from '../response-time.tsx';
import { apdexSeries, errorShareSeries, thresholdWords } from '../series.ts';

/** Plot and axes of the small charts: where they stand under the large one, and at the least beside it. CSS pixels. */
const BELOW_PX = 138;
const LEAST_SIDE_PX = 110;

/** Response time large, Apdex and errors beside it: the same time axis, the same marks. */
export function Hero(props: { readonly answer: OverviewAnswer }): JSX.Element {
  const zoom = zoomOf(() => props.answer.grid.stepS);
  let row!: HTMLDivElement;
  let side!: HTMLDivElement;
  const [sideHeight, setSideHeight] = createSignal(BELOW_PX);
  onMount(() => {
    const large = row.firstElementChild as HTMLElement;
    // The large card's height hangs on its legend: the two beside it share what there is.
    const fit = (): void => {
      const beside = side.offsetLeft > large.offsetLeft;
      const spare = side.offsetHeight - 2 * untrack(sideHeight);
      setSideHeight(beside ? Math.max(LEAST_SIDE_PX, Math.floor((large.offsetHeight - spare) / 2)) : BELOW_PX);
    };
    const observer = new ResizeObserver(fit);
    observer.observe(large);
    observer.observe(row);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div class="two hero" ref={row}>
      <ResponseTime
        app={props.answer.app}
        grid={props.answer.grid}
        ok={props.answer.ok}
        error={props.answer.error}
        stack={props.answer.stack}
        annotations={props.answer.annotations}
        totals={props.answer.totals}
        height={innerWidth <= 760 ? 200 : 280}
      />
      <div class="stack" ref={side}>
        <ChartCard title="Apdex" unit={thresholdWords(props.answer.totals.apdex.thresholdMs, formatPlainDuration)}>
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
