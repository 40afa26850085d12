import type { RecordRow, RecordsPage } from '@carpy/api';
import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import { Popover } from '../../components/popover.tsx';
import { Region } from '../../components/region.tsx';
import { appsAsked, knownApp } from '../../data/known-apps.ts';
import { createQuery } from '../../data/query.ts';
import { exportUrl, recordsRequest } from '../../data/record-requests.ts';
import { changeView, navigate, view } from '../../router/navigation.ts';
import { knownValues } from './known-values.ts';
import { QueryBar } from './query-bar.tsx';
import { queryFault } from './query-help.ts';
import { RequestDrawer } from './request-drawer.tsx';
import { listenToRequestKeys } from './request-keys.ts';
import { RequestsList } from './requests-list.tsx';
import { RequestsSkeleton } from './requests-skeleton.tsx';
import { requestsFailure, UnreadableQuery } from './requests-states.tsx';
import type { TableKeys } from './requests-table.tsx';
import './requests.css';
import './request-detail.css';
import { type TailKeys, TailView } from './tail-view.tsx';

/** The request log of an app: which were slow, which failed, and what they did; or what comes in just now. */
export default function RequestsPage(props: { readonly app: string }): JSX.Element {
  const broken = createMemo(() => queryFault(view().q) !== undefined);
  const query = createQuery(() =>
    broken() || view().tail || !appsAsked() ? undefined : recordsRequest(props.app, view()),
  );
  const [table, setTable] = createSignal<TableKeys | undefined>();
  let tail: TailKeys | undefined;
  // Completion knows the values of the last answer, of whatever question.
  const [last, setLast] = createSignal<RecordsPage | undefined>();
  createEffect(
    on(query.answer, (answer) => {
      if (answer !== undefined) setLast(answer);
    }),
  );
  const ask = (q: string): void => changeView({ q, sel: '' });
  const open = (row: RecordRow): void => changeView({ sel: row.id }, { replace: view().sel !== '' });
  const close = (): void => {
    changeView({ sel: '' }, { replace: true });
    table()?.focus();
  };
  onMount(() =>
    onCleanup(
      listenToRequestKeys({
        step: (by) => table()?.step(by, view().sel !== ''),
        page: () => {
          const id = view().sel || table()?.current()?.id;
          if (id !== undefined) navigate({ page: 'request', id });
        },
        close: () => {
          if (view().sel === '') return false;
          close();
          return true;
        },
        pause: () => {
          if (!view().tail) return false;
          tail?.togglePause();
          return true;
        },
      }),
    ),
  );
  return (
    <div class="requests" classList={{ tailing: view().tail }}>
      <h1 class="sr-only">Requests of {knownApp(props.app)?.display ?? props.app}</h1>
      <QueryBar query={view().q} onQuery={ask} known={knownValues(props.app, last())}>
        <Show when={!view().tail}>
          <select
            class="pick"
            aria-label="Order"
            onChange={(event) =>
              changeView({ order: event.currentTarget.value === 'slowest' ? 'slowest' : 'newest' }, { replace: true })
            }
          >
            <option value="newest" selected={view().order === 'newest'}>
              newest first
            </option>
            <option value="slowest" selected={view().order === 'slowest'}>
              slowest first
            </option>
          </select>
          <ExportMenu app={props.app} disabled={broken()} />
        </Show>
        <button
          type="button"
          class="pick tail-switch"
          aria-pressed={view().tail}
          title={view().tail ? 'Back to the list' : 'Follow requests as they come in'}
          onClick={() => changeView({ tail: !view().tail, sel: '' })}
        >
          <i class="tail-dot" />
          <span>Live tail</span>
        </button>
      </QueryBar>
      <Show
        when={view().tail}
        fallback={
          <Show when={!broken()} fallback={<UnreadableQuery onQuery={ask} />}>
            <Region
              query={query}
              subject={`the requests of ${props.app}`}
              skeleton={<RequestsSkeleton />}
              failure={(failure) => requestsFailure(props.app, failure)}
            >
              {(answer) => (
                <RequestsList
                  app={props.app}
                  answer={answer()}
                  live={query.live()}
                  onOpen={open}
                  onQuery={ask}
                  onTable={setTable}
                />
              )}
            </Region>
          </Show>
        }
      >
        <Show when={!broken()} fallback={<UnreadableQuery onQuery={ask} />}>
          <TailView
            app={props.app}
            onOpen={open}
            onTable={setTable}
            onReady={(keys) => {
              tail = keys;
            }}
          />
        </Show>
      </Show>
      <Show when={view().sel !== ''}>
        <RequestDrawer app={props.app} id={view().sel} onClose={close} onStep={(by) => table()?.step(by, true)} />
      </Show>
    </div>
  );
}

/** The matching requests as a file, all of them: the server streams it. */
function ExportMenu(props: { readonly app: string; readonly disabled: boolean }): JSX.Element {
  return (
    <Popover class="export" align="end" label="Export" trigger={<span>Export</span>}>
      {(close) => (
        <div class="menu">
          <Show when={!props.disabled} fallback={<p class="hint">The query can’t be read.</p>}>
            <a href={exportUrl(props.app, view(), 'csv')} download="" onClick={close}>
              CSV <small>a row each</small>
            </a>
            <a href={exportUrl(props.app, view(), 'ndjson')} download="" onClick={close}>
              ND-JSON <small>whole records</small>
            </a>
          </Show>
        </div>
      )}
    </Popover>
  );
}
