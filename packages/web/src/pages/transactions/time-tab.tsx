import type { TransactionAnswer } from '@carpy/api';
import { createSignal, type JSX, Show } from 'solid-js';
import { BarsChart, ChartCard, ChartTabs, HereContext, TimeChart } from '../../chart/index.ts';
import { formatPlainDuration, rateUnit } from '../../format/index.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import { hereOf } from '../here-content.ts';
import { ResponseTime } from '../response-time.tsx';
import {
  apdexSeries,
  errorShareSeries,
  outcomeSeries,
  perSecondOf,
  type TimingColumn,
  thresholdWords,
} from '../series.ts';
import { FunctionsTable } from './functions-table.tsx';

const columns: readonly { readonly key: TimingColumn; readonly label: string }[] = [
  { key: 'mean', label: 'Mean' },
  { key: 'median', label: 'Median' },
  { key: 'upper_95', label: 'p95' },
  { key: 'upper', label: 'Upper' },
];

/** What the time of a transaction goes into, how long it took, how often it ran, how well. */
export function TimeTab(props: { readonly answer: TransactionAnswer }): JSX.Element {
  const [highlight, setHighlight] = createSignal<string | null>(null);
  const [column, setColumn] = createSignal<TimingColumn>('upper_95');
  const totals = () => props.answer.totals;
  const unit = () => rateUnit([perSecondOf(totals())]);
  const shared = {
    get grid() {
      return props.answer.grid;
    },
    get annotations() {
      return props.answer.annotations;
    },
    onZoom: zoomOf(() => props.answer.grid.stepS),
    onZoomOut: previousRange,
  };
  return (
    <HereContext.Provider value={(span) => hereOf(props.answer, span)}>
      <ResponseTime
        app={props.answer.app}
        transaction={props.answer.transaction}
        grid={props.answer.grid}
        ok={props.answer.ok}
        error={props.answer.error}
        stack={props.answer.stack}
        annotations={props.answer.annotations}
        totals={totals()}
        height={innerWidth <= 760 ? 200 : 240}
        highlight={highlight()}
        onHighlight={setHighlight}
        {...(props.answer.parallel ? { mean: props.answer.mean } : {})}
      />
      <Show when={props.answer.functions.length > 0}>
        <FunctionsTable answer={props.answer} highlight={highlight()} onHighlight={setHighlight} />
      </Show>
      <div class="half">
        <ChartCard
          title="Duration"
          tabs={<ChartTabs label="Column" tabs={columns} value={column()} onChange={setColumn} />}
        >
          <TimeChart
            {...shared}
            title="Duration of ok and error"
            unit="duration"
            height={160}
            legend
            series={outcomeSeries(props.answer.ok, props.answer.error, column())}
          />
        </ChartCard>
        <ChartCard title="Requests" unit={unit()}>
          <BarsChart
            {...shared}
            title="Requests"
            rateUnit={unit()}
            height={160}
            ok={props.answer.ok.count}
            error={props.answer.error.count}
          />
        </ChartCard>
        <ChartCard title="Errors" unit="% of requests">
          <TimeChart
            {...shared}
            title="Errors"
            unit="percent"
            height={120}
            series={errorShareSeries(props.answer.ok.count, props.answer.error.count)}
          />
        </ChartCard>
        <ChartCard title="Apdex" unit={thresholdWords(totals().apdex.thresholdMs, formatPlainDuration)}>
          <TimeChart
            {...shared}
            title="Apdex"
            unit="apdex"
            height={120}
            series={apdexSeries(props.answer.apdex.score)}
          />
        </ChartCard>
      </div>
    </HereContext.Provider>
  );
}
