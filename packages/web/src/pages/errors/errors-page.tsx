import type { ErrorsAnswer } from '@carpy/api';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { Region } from '../../components/region.tsx';
import { SkeletonChart, SkeletonRows } from '../../components/skeletons.tsx';
import { errorsRequest } from '../../data/error-requests.ts';
import { appsAsked, knownApp } from '../../data/known-apps.ts';
import { createQuery } from '../../data/query.ts';
import { formatInteger, formatPercent } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { unknownApp } from '../app-failure.tsx';
import { requestQuery } from '../request-query.ts';
import { ErrorsEmpty } from './errors-empty.tsx';
import { ErrorsFilter } from './errors-filter.tsx';
import { ErrorsTable } from './errors-table.tsx';
import { shownState } from './group-changes.ts';
import { GroupsChart, groupColors } from './groups-chart.tsx';
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
      <b>{formatInteger(props.answer.errorCount)}</b> {props.answer.errorCount === 1 ? 'error' : 'errors'}
      <Show when={share() !== null}>
        {' '}
        of <b>{formatInteger(props.answer.requestCount)}</b> requests, <b>{formatPercent(share())}</b>
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
  const colors = createMemo(() => groupColors(groups()));
  return (
    <>
      <GroupsChart
        app={props.app}
        answer={props.answer}
        groups={groups()}
        q={requestQuery({ outcome: 'error' })}
        highlight={highlight()}
        onHighlight={setHighlight}
      />
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
