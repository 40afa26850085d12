import type { ErrorsAnswer } from '@carpy/api';
import { type JSX, Match, Switch } from 'solid-js';
import { EmptyState } from '../../components/empty-state.tsx';
import { knownApp } from '../../data/known-apps.ts';
import { formatInteger, formatRange } from '../../format/index.ts';
import { changeView, view } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { EmptyRange } from '../empty-range.tsx';
import { RecordsOff } from '../records-off.tsx';

/** Why no group is listed; what is good news is told as such. */
export function ErrorsEmpty(props: { readonly app: string; readonly answer: ErrorsAnswer }): JSX.Element {
  const range = (): string => formatRange(props.answer.fromMs, props.answer.toMs, nowMs());
  const filtered = (): boolean => view().q !== '' || view().servers.length > 0;
  const requests = (): string => formatInteger(props.answer.requestCount);
  return (
    <Switch>
      <Match when={props.answer.noRecords && props.answer.errorCount > 0}>
        <RecordsOff
          title={`${formatInteger(props.answer.errorCount)} errors were counted, and none is known by its text`}
          why="The agents of this app send numbers alone. With request records on, each error comes with its message, stack, request and log lines."
        />
      </Match>
      <Match when={filtered()}>
        <EmptyState title={`No ${view().state} group matches`}>
          <p>Nothing in {range()} matches the filter.</p>
          <div class="actions">
            <button
              type="button"
              class="pick plain"
              onClick={() => changeView({ q: '', servers: [] }, { replace: true })}
            >
              Clear the filter
            </button>
          </div>
        </EmptyState>
      </Match>
      <Match when={view().state !== 'open'}>
        <EmptyState title={`No ${view().state} group had errors in ${range()}`}>
          <p>
            <button type="button" class="as-link" onClick={() => changeView({ state: 'open' }, { replace: true })}>
              See those that are open
            </button>
          </p>
        </EmptyState>
      </Match>
      <Match when={props.answer.requestCount === 0 && props.answer.errorCount === 0}>
        <EmptyRange
          range={{ fromMs: props.answer.fromMs, toMs: props.answer.toMs, live: false }}
          lastPointMs={knownApp(props.app)?.lastPointMs ?? null}
        />
      </Match>
      <Match when={props.answer.errorCount > 0}>
        <EmptyState title={`No open group in ${range()}`}>
          <p>
            {formatInteger(props.answer.errorCount)} of {requests()} requests failed. Their groups are resolved or
            ignored, or none of their records is kept.
          </p>
        </EmptyState>
      </Match>
      <Match when={true}>
        <EmptyState title={`No errors in ${range()}`}>
          <p>All {requests()} requests ended well.</p>
        </EmptyState>
      </Match>
    </Switch>
  );
}
