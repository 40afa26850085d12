/** The response time of an app or a transaction: what it goes into, or how it spreads. */
import type { Annotation, Grid, StackLayer, TimingColumns, Totals, Values } from '@carpy/api';
import { createMemo, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import { ChartCard, ChartTabs, StackedChart, stackLayers, stepNote, TimeChart } from '../chart/index.ts';
import { LatePart } from '../components/late-part.tsx';
import { SkeletonChart } from '../components/skeletons.tsx';
import { formatDuration, formatInteger } from '../format/index.ts';
import { changeView, view } from '../router/navigation.ts';
import { previousRange, zoomOf } from '../state/range-actions.ts';
import type { HeroView } from '../state/view-query.ts';
import { outcomeSeries, percentileSeries } from './series.ts';

const HeatmapView = lazy(() => import('./heatmap-view.tsx'));

export interface ResponseTimeProps {
  readonly app: string;
  /** Segment; absent for a whole app. */
  readonly transaction?: string;
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
  { key: 'heatmap', label: 'Heatmap' },
];

const units: Record<HeroView, string> = {
  breakdown: 'mean per request, by where the time goes',
  percentiles: 'ok requests; errors dashed',
  heatmap: 'requests by duration, on a logarithmic axis',
};

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
      unit={units[hero()]}
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
          <b>{formatDuration(props.totals.upperMs)}</b>, <b>{formatInteger(props.totals.count)}</b> requests
          <Show when={hero() !== 'heatmap'}>
            ;{' '}
            <span classList={{ explained: props.grid.stepReason !== undefined }} title={props.grid.stepReason}>
              {stepNote(props.grid)}
            </span>
          </Show>
        </>
      }
    >
      <Switch>
        <Match when={hero() === 'heatmap'}>
          <LatePart subject="the heatmap" skeleton={<SkeletonChart height={props.height} />}>
            <HeatmapView app={props.app} transaction={props.transaction} height={props.height} />
          </LatePart>
        </Match>
        <Match when={hero() === 'percentiles'}>
          <TimeChart {...shared} series={percentileSeries(props.ok, props.error)} />
        </Match>
        <Match when={layers().length > 0}>
          <StackedChart
            {...shared}
            layers={layers()}
            {...(props.mean === undefined
              ? {}
              : { line: { key: 'mean', label: 'mean', values: props.mean, color: 'text' } as const })}
            highlight={props.highlight ?? null}
            onHighlight={(key) => props.onHighlight?.(key)}
          />
        </Match>
        <Match when={layers().length === 0}>
          <TimeChart {...shared} series={outcomeSeries(props.ok, props.error, 'mean')} />
        </Match>
      </Switch>
    </ChartCard>
  );
}
