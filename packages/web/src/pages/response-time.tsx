/** The response time of an app or a transaction: what it goes into, or how it spreads. */
import type { Annotation, Grid, StackLayer, TimingColumns, Totals, Values } from '@carpy/api';
import { createMemo, type JSX, Show } from 'solid-js';
import { ChartCard, ChartTabs, StackedChart, stackLayers, stepNote, TimeChart } from '../chart/index.ts';
import { formatDuration, formatInteger } from '../format/index.ts';
import { changeView, view } from '../router/navigation.ts';
import { previousRange, zoomOf } from '../state/range-actions.ts';
import type { HeroView } from '../state/view-query.ts';
import { outcomeSeries, percentileSeries } from './series.ts';

export interface ResponseTimeProps {
  readonly grid: Grid;
  readonly ok: TimingColumns;
  readonly error: TimingColumns;
  readonly stack: readonly StackLayer[];
  readonly annotations: readonly Annotation[];
  readonly totals: Totals;
  /** Mean of ok and error together, drawn over the stack where children ran in parallel. */
  readonly mean?: Values;
  readonly height: number;
  readonly highlight?: string | null;
  readonly onHighlight?: (key: string | null) => void;
}

const tabs: readonly { readonly key: HeroView; readonly label: string }[] = [
  { key: 'breakdown', label: 'Breakdown' },
  { key: 'percentiles', label: 'Percentiles' },
];

export function ResponseTime(props: ResponseTimeProps): JSX.Element {
  const layers = createMemo(() => stackLayers(props.stack));
  const hero = (): HeroView => view().hero;
  const shared = {
    get grid() {
      return props.grid;
    },
    get height() {
      return props.height;
    },
    get annotations() {
      return props.annotations;
    },
    unit: 'duration' as const,
    title: 'Response time',
    onZoom: zoomOf(() => props.grid.stepS),
    onZoomOut: previousRange,
    legend: 'compact' as const,
  };
  return (
    <ChartCard
      title="Response time"
      unit={hero() === 'breakdown' ? 'mean per request, by where the time goes' : 'ok requests; errors dashed'}
      tabs={
        <ChartTabs
          label="View"
          tabs={tabs}
          value={hero()}
          onChange={(key) => changeView({ hero: key }, { replace: true })}
        />
      }
      totals={
        <>
          In this range: median <b>{formatDuration(props.totals.medianMs)}</b>, p95{' '}
          <b>{formatDuration(props.totals.p95Ms)}</b>, p99 <b>{formatDuration(props.totals.p99Ms)}</b>, upper{' '}
          <b>{formatDuration(props.totals.upperMs)}</b>, <b>{formatInteger(props.totals.count)}</b> requests;{' '}
          <span classList={{ explained: props.grid.stepReason !== undefined }} title={props.grid.stepReason}>
            {stepNote(props.grid)}
          </span>
        </>
      }
    >
      <Show
        when={hero() === 'breakdown'}
        fallback={<TimeChart {...shared} series={percentileSeries(props.ok, props.error)} />}
      >
        <Show
          when={layers().length > 0}
          fallback={<TimeChart {...shared} series={outcomeSeries(props.ok, props.error, 'mean')} />}
        >
          <StackedChart
            {...shared}
            layers={layers()}
            {...(props.mean === undefined
              ? {}
              : { line: { key: 'mean', label: 'mean', values: props.mean, color: 'text' } as const })}
            {...(props.onHighlight === undefined
              ? {}
              : { highlight: props.highlight ?? null, onHighlight: props.onHighlight })}
          />
        </Show>
      </Show>
    </ChartCard>
  );
}
