import type { ErrorsAnswer } from '@carpy/api';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { gridOfBuckets } from '../../chart/buckets.ts';
import { ChartCard, HereContext, StackedBarsChart } from '../../chart/index.ts';
import { Region } from '../../components/region.tsx';
import { SkeletonChart, SkeletonRows } from '../../components/skeletons.tsx';
import { errorsRequest } from '../../data/error-requests.ts';
import { appsAsked, knownApp } from '../../data/known-apps.ts';
import { createQuery } from '../../data/query.ts';
import { formatInteger, formatPercent, formatPlainDuration } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import { unknownApp } from '../app-failure.tsx';
import { hereErrors } from '../here-content.ts';
import { requestQuery } from '../request-query.ts';
import { ErrorsEmpty } from './errors-empty.tsx';
import { ErrorsFilter } from './errors-filter.tsx';
import { ErrorsTable } from './errors-table.tsx';
import { shownState } from './group-changes.ts';
import { groupLayers } from './group-layers.ts';
import './errors.css';

/** The errors of an app by group: what fails, how often, since when. */
export default function ErrorsPage(props: { readonly app: string }): JSX.Element {
  const query = createQuery(() => (appsAsked() ? errorsRequest(props.app, view()) : undefined));
  return (
    <div class="page errors">
      <h1>Errors</h1>
      <Region
        query={query}
        subject={`the errors of ${knownApp(props.app)?.display ?? props.app}`}
        skeleton={
          <div class="page-part">
            <SkeletonChart height={160} />
            <SkeletonRows count={8} />
          </div>
        }
        failure={(failure) => unknownApp(props.app, failure)}
      >
        {(answer) => (
          <div class="page-part">
            <Summary answer={answer()} />
            <Groups app={props.app} answer={answer()} answeredAtMs={query.answeredAtMs()} onChanged={query.retry} />
          </div>
        )}
      </Region>
    </div>
  );
}

function Summary(props: { readonly answer: ErrorsAnswer }): JSX.Element {
  const share = (): number | null =>
    props.answer.requestCount > 0 ? props.answer.errorCount / props.answer.requestCount : null;
  return (
    <p class="facts">
      <b>{formatInteger(props.answer.errorCount)}</b> {props.answer.errorCount === 1 ? 'error' : 'errors'} of{' '}
      <b>{formatInteger(props.answer.requestCount)}</b> requests
      <Show when={share() !== null}>
        , <b>{formatPercent(share())}</b>
      </Show>
    </p>
  );
}

/** The histogram, and the table that is its legend. */
function Groups(props: {
  readonly app: string;
  readonly answer: ErrorsAnswer;
  readonly answeredAtMs: number;
  readonly onChanged: () => void;
}): JSX.Element {
  const [highlight, setHighlight] = createSignal<string | null>(null);
  /** What was just resolved leaves the list at once. */
  const groups = createMemo(() =>
    props.answer.groups.filter((group) => shownState(group, props.answeredAtMs) === view().state),
  );
  const slots = createMemo(() => Math.max(0, ...groups().map((group) => group.trend.length)));
  const grid = createMemo(() => gridOfBuckets(props.answer, slots()));
  const layers = createMemo(() => groupLayers(groups(), slots()));
  const colors = createMemo(() => new Map(layers().map((layer) => [layer.key, layer.color])));
  return (
    <>
      <Show when={slots() > 0}>
        <ChartCard title="Errors by group" unit={`each ${formatPlainDuration(grid().stepS * 1000)}`}>
          <HereContext.Provider value={(span) => hereErrors(props.app, requestQuery({ outcome: 'error' }), span)}>
            <StackedBarsChart
              title="Errors by group"
              grid={grid()}
              layers={layers()}
              height={innerWidth <= 760 ? 140 : 180}
              legend={false}
              highlight={highlight()}
              onHighlight={setHighlight}
              onZoom={zoomOf(() => grid().stepS)}
              onZoomOut={previousRange}
            />
          </HereContext.Provider>
        </ChartCard>
      </Show>
      <ErrorsFilter />
      <Show when={groups().length > 0} fallback={<ErrorsEmpty app={props.app} answer={props.answer} />}>
        <ErrorsTable
          groups={groups()}
          total={Math.max(groups().length, props.answer.total - (props.answer.groups.length - groups().length))}
          answeredAtMs={props.answeredAtMs}
          colors={colors()}
          highlight={highlight()}
          onHighlight={setHighlight}
          onChanged={props.onChanged}
        />
      </Show>
    </>
  );
}
