import type { TransactionAnswer } from '@carpy/api';
import { createSignal, type JSX, Show } from 'solid-js';
import { BarsChart, ChartCard, ChartTabs, TimeChart } from '../../chart/index.ts';
import {
  formatApdex,
  formatDuration,
  formatInteger,
  formatPercent,
  formatPlainDuration,
  formatRate,
  rateUnit,
} from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { termOf } from '../../state/query-parts.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import { EmptyRange } from '../empty-range.tsx';
import { ResponseTime } from '../response-time.tsx';
import {
  apdexSeries,
  errorShareOf,
  errorShareSeries,
  outcomeSeries,
  perSecondOf,
  type TimingColumn,
  thresholdWords,
} from '../series.ts';
import { ServersTable } from '../servers/servers-table.tsx';
import { FunctionsTable } from './functions-table.tsx';

const columns: readonly { readonly key: TimingColumn; readonly label: string }[] = [
  { key: 'mean', label: 'Mean' },
  { key: 'median', label: 'Median' },
  { key: 'upper_95', label: 'p95' },
  { key: 'upper', label: 'Upper' },
];

/** One transaction: what its time goes into, how slow, how often, how well. */
export function TransactionDetail(props: { readonly answer: TransactionAnswer }): JSX.Element {
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
    <div class="page-part">
      <div class="title">
        <h1 title={props.answer.display}>{props.answer.display}</h1>
        <p class="facts">
          p95 <b>{formatDuration(totals().p95Ms)}</b> · <b>{formatRate(perSecondOf(totals()), unit())}</b> · errors{' '}
          <b title={`${formatInteger(totals().errorCount)} of ${formatInteger(totals().count)}`}>
            {formatPercent(errorShareOf(totals()))}
          </b>{' '}
          · Apdex <b>{formatApdex(totals().apdex.score)}</b>{' '}
          {thresholdWords(totals().apdex.thresholdMs, formatPlainDuration)}
        </p>
        <Link
          class="its-requests"
          to={{ page: 'requests', app: props.answer.app }}
          view={{ q: termOf('transaction', props.answer.display), order: 'slowest' }}
        >
          Its requests
        </Link>
      </div>
      <Show
        when={totals().count > 0}
        fallback={<EmptyRange range={props.answer.range} lastPointMs={props.answer.lastPointMs} />}
      >
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
            title="Duration of ok and error"
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
      </Show>
      <ServersTable
        app={props.answer.app}
        servers={props.answer.servers}
        unit={`figures of ${props.answer.display} alone`}
      />
    </div>
  );
}
