import type { Grid, Values } from '@carpy/api';
import { createSignal, For, type JSX } from 'solid-js';
import { render } from 'solid-js/web';
import {
  BarsChart,
  ChartCard,
  ChartTabs,
  chartsBusy,
  Spark,
  SpreadStrip,
  StackedChart,
  spreadDomain,
  stackLayers,
  TimeChart,
} from '../src/chart/index.ts';
import { setReaderLocale } from '../src/format/index.ts';
import '../src/theme/tokens.css';
import './charts.css';
import { around, counts, deploys, grid, nothing, slots, sparse, stack } from './made-up.ts';

const query = new URLSearchParams(location.search);
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';
setReaderLocale({ tag: query.get('lang') ?? 'en-GB', timeZone: query.get('tz') ?? 'Europe/Berlin' });

const p95 = around(160, 0.25, 1300);
const p95OfErrors = around(220, 0.6, 900).map((value, slot) => (slot % 23 < 9 ? null : value));
const median = around(60, 0.2, 130);
const upper = around(400, 0.8, 2400);
const layers = stackLayers(stack);
const mean = around(70, 0.2, 170);
const strips = [
  { lower: 12, median: 96, p95: 1800, upper: 3600 },
  { lower: 0.4, median: 1.2, p95: 3.8, upper: 19 },
  { lower: 9, median: 74, p95: 212, upper: 840 },
  { lower: null, median: null, p95: null, upper: null },
];

/** A live tick as a page makes one: the same series, one slot on. */
const [ticks, setTicks] = createSignal(0);
const rolled = (values: Values): Values => [
  ...values.slice(ticks() % values.length),
  ...values.slice(0, ticks() % values.length),
];
const now = (): Grid => ({ ...grid, startS: grid.startS + ticks() * grid.stepS });

function Page(): JSX.Element {
  const [zoom, setZoom] = createSignal('drag on a chart');
  const [view, setView] = createSignal<'breakdown' | 'percentiles'>('breakdown');
  const [row, setRow] = createSignal<string | null>(null);
  const share = {
    onZoom: (from: number, to: number) => setZoom(`${new Date(from).toISOString()} … ${new Date(to).toISOString()}`),
    onZoomOut: () => setZoom('out'),
  };
  return (
    <main>
      <p>
        <button
          type="button"
          onClick={() =>
            (document.documentElement.dataset['theme'] =
              document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark')
          }
        >
          theme
        </button>{' '}
        <button id="tick" type="button" onClick={() => setTicks(ticks() + 1)}>
          tick
        </button>{' '}
        zoom: <output id="zoom">{zoom()}</output>; busy: <output id="busy">{String(chartsBusy())}</output>; band:{' '}
        <output id="band">{row() ?? '-'}</output>
      </p>
      <div class="pair">
        <ChartCard
          title="Response time"
          unit="mean per request"
          tabs={
            <ChartTabs
              label="View"
              value={view()}
              onChange={setView}
              tabs={[
                { key: 'breakdown', label: 'Breakdown' },
                { key: 'percentiles', label: 'Percentiles' },
              ]}
            />
          }
          totals={
            <>
              In this hour: median <b>74 ms</b>, p95 <b>412 ms</b>, p99 <b>2.64 s</b>, <b>25,312</b> requests
            </>
          }
        >
          {view() === 'breakdown' ? (
            <StackedChart
              {...share}
              title="Response time"
              grid={now()}
              unit="duration"
              height={280}
              layers={layers.map((layer) => ({ ...layer, values: rolled(layer.values) }))}
              line={{ key: 'mean', label: 'mean (children ran in parallel)', values: mean, color: 'text', dash: true }}
              annotations={deploys}
              onHighlight={setRow}
            />
          ) : (
            <TimeChart
              {...share}
              title="Response time"
              grid={now()}
              unit="duration"
              height={280}
              annotations={deploys}
              series={[
                { key: 'median', label: 'median', values: median, color: 'cat-2' },
                { key: 'p95', label: 'p95', values: rolled(p95), color: 'ok' },
                { key: 'upper', label: 'upper', values: upper, color: 'compare' },
                { key: 'error', label: 'p95 of errors', values: p95OfErrors, color: 'error', dash: true },
              ]}
            />
          )}
        </ChartCard>
        <div class="column">
          <ChartCard title="Apdex" unit="at T 500 ms">
            <TimeChart
              {...share}
              title="Apdex"
              grid={now()}
              unit="apdex"
              height={138}
              annotations={deploys}
              series={[{ key: 'score', label: 'Apdex', values: around(0.95, 0.02, -0.24), color: 'ok' }]}
            />
          </ChartCard>
          <ChartCard title="Errors" unit="% of requests">
            <TimeChart
              {...share}
              title="Errors"
              grid={now()}
              unit="percent"
              height={138}
              annotations={deploys}
              series={[{ key: 'errors', label: 'errors', values: around(0.0025, 1.2, 0.024), color: 'error' }]}
            />
          </ChartCard>
        </div>
      </div>
      <div class="half">
        <ChartCard title="Throughput" unit="req/min">
          <BarsChart
            {...share}
            title="Throughput"
            grid={now()}
            height={140}
            rateUnit="req/min"
            ok={counts(140, 0.2, -20)}
            error={counts(0.6, 1.2, 8)}
            annotations={deploys}
          />
        </ChartCard>
        <ChartCard title="Latency of ok and error" unit="p95">
          <TimeChart
            {...share}
            title="Latency of ok and error"
            grid={now()}
            unit="duration"
            height={140}
            annotations={deploys}
            series={[
              { key: 'ok', label: 'ok', values: rolled(p95), color: 'ok' },
              { key: 'error', label: 'error', values: p95OfErrors, color: 'error', dash: true },
            ]}
          />
        </ChartCard>
      </div>
      <div class="half">
        <ChartCard title="Gap, zero, late and partial" unit="count, slot still filling dashed">
          <TimeChart
            title="Requests"
            grid={now()}
            unit="count"
            height={140}
            series={[{ key: 'count', label: 'requests', values: counts(3, 2), color: 'ok' }]}
          />
        </ChartCard>
        <ChartCard title="Few requests" unit="lone points">
          <TimeChart
            title="p95"
            grid={now()}
            unit="duration"
            height={140}
            series={[{ key: 'p95', label: 'p95', values: sparse, color: 'ok' }]}
          />
        </ChartCard>
        <ChartCard title="Loading">
          <TimeChart title="Loading" grid={now()} unit="duration" height={140} loading series={[]} />
        </ChartCard>
        <ChartCard title="Empty">
          <TimeChart
            title="Empty"
            grid={now()}
            unit="duration"
            height={140}
            empty="No requests in this range"
            series={[{ key: 'p95', label: 'p95', values: nothing, color: 'ok' }]}
          />
        </ChartCard>
        <ChartCard title="Microseconds" unit="cache.get">
          <TimeChart
            title="cache.get"
            grid={now()}
            unit="duration"
            height={140}
            series={[{ key: 'mean', label: 'mean', values: around(0.31, 0.3), color: 'ok' }]}
          />
        </ChartCard>
        <ChartCard title="Thirty days" unit="step 6 h">
          <TimeChart
            title="Thirty days"
            grid={{
              ...grid,
              stepS: 21_600,
              slots: 120,
              coveredMs: Array.from({ length: 120 }, () => 21_600_000),
              startS: 1_792_800_000,
            }}
            unit="bytes"
            height={140}
            series={[
              {
                key: 'heap',
                label: 'heap',
                values: around(3.1e8, 0.3)
                  .slice(60)
                  .map((v) => v ?? 3e8),
                color: 'cat-3',
              },
            ]}
          />
        </ChartCard>
        <ChartCard title="Over midnight" unit="step 5 min">
          <TimeChart
            title="Over midnight"
            grid={{ ...grid, stepS: 300, slots: 180, coveredMs: Array.from({ length: slots }, () => 300_000) }}
            unit="rate"
            height={140}
            series={[{ key: 'rate', label: 'requests', values: around(9, 0.3).map((v) => v ?? 0), color: 'ok' }]}
          />
        </ChartCard>
        <ChartCard title="Long waits">
          <TimeChart
            title="Long waits"
            grid={now()}
            unit="duration"
            height={140}
            series={[{ key: 'job', label: 'job: mail.send', values: around(190_000, 0.5), color: 'ok' }]}
          />
        </ChartCard>
      </div>
      <ChartCard title="Spread and sparks">
        <table>
          <tbody>
            <For each={strips}>
              {(strip) => (
                <tr onPointerEnter={() => setRow('http_payments')}>
                  <td>GET /products/:id</td>
                  <td>
                    <SpreadStrip {...strip} domain={spreadDomain(strips)} />
                  </td>
                  <td>
                    <Spark values={p95} color="error" label="p95, last hour" />
                  </td>
                  <td>
                    <Spark values={sparse} />
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </ChartCard>
    </main>
  );
}

render(() => <Page />, document.getElementById('root') as HTMLElement);
