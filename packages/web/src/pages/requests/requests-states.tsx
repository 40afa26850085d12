/** In place of rows: why there are none, and what to do. */
import type { RecordsPage } from '@carpy/api';
import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { EmptyState } from '../../components/empty-state.tsx';
import { SnippetBlock } from '../../components/snippet-block.tsx';
import type { ApiFailure } from '../../data/api-error.ts';
import { formatInteger, formatMoment, formatRange } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { changeView, view } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { unknownApp } from '../app-failure.tsx';

/** True where the range has nothing that a query could find. */
export const nothingKept = (answer: RecordsPage): boolean => answer.kept === 0 && (answer.rows?.length ?? 0) === 0;

const turnOn = (app: string): string => `import { configure } from '@carpy/agent';

configure({ app: '${app.replaceAll("'", "\\'")}', records: true });`;

export interface NothingFoundProps {
  readonly app: string;
  readonly answer: RecordsPage;
  readonly onQuery: (query: string) => void;
}

export function NothingFound(props: NothingFoundProps): JSX.Element {
  const range = (): string => formatRange(props.answer.fromMs, props.answer.toMs, nowMs());
  const expired = (): boolean => props.answer.oldestMs !== null && props.answer.toMs <= props.answer.oldestMs;
  const wider = (): JSX.Element => (
    <button type="button" class="pick plain" onClick={() => changeView({ from: '-7d', to: 'now' })}>
      Last 7 d
    </button>
  );
  return (
    <Switch>
      <Match when={nothingKept(props.answer) && props.answer.oldestMs === null && props.answer.seen === 0}>
        <EmptyState title="No request has been recorded yet">
          <p>
            Charts need nothing more, but single requests are kept only where the app sends them. Turn that on, and each
            minute’s errors, its slowest and a sample come here.
          </p>
          <SnippetBlock title="In the app" text={turnOn(props.app)} />
          <SnippetBlock
            title="Or without a change to its code"
            text="CARPY_RECORDS=true node --import @carpy/agent/register server.js"
          />
        </EmptyState>
      </Match>
      <Match when={!nothingKept(props.answer)}>
        <EmptyState title={`0 of ${formatInteger(props.answer.kept)} match`}>
          <p>
            Nothing kept from {range()} matches
            <Show when={view().q !== ''} fallback=" the servers chosen.">
              {' '}
              <code>{view().q}</code>
              {view().servers.length > 0 ? ' on the servers chosen' : ''}.
            </Show>
          </p>
          <div class="actions">
            <Show when={view().q !== ''}>
              <button type="button" class="pick plain" onClick={() => props.onQuery('')}>
                Clear the query
              </button>
            </Show>
            <Show when={view().servers.length > 0}>
              <button type="button" class="pick plain" onClick={() => changeView({ servers: [] })}>
                Show all servers
              </button>
            </Show>
            {wider()}
          </div>
        </EmptyState>
      </Match>
      <Match when={expired()}>
        <EmptyState title="Older than what is kept">
          <p>
            {range()} lies before the oldest request that is kept, of{' '}
            {formatMoment(props.answer.oldestMs ?? 0, nowMs())}. How long they are kept is the server’s{' '}
            <code>--records-retention</code>; charts reach back further.
          </p>
          <div class="actions">
            {wider()}
            <Link class="pick plain" to={{ page: 'overview', app: props.app }}>
              Charts of this range
            </Link>
          </div>
        </EmptyState>
      </Match>
      <Match when={props.answer.seen > 0}>
        <EmptyState title={`${formatInteger(props.answer.seen)} requests were seen, none is kept`}>
          <p>
            The app counted them but kept none: its settings for records leave out all of them, or they were removed.
          </p>
          <div class="actions">{wider()}</div>
        </EmptyState>
      </Match>
      <Match when={true}>
        <EmptyState title="No requests in this range">
          <p>Nothing is kept from {range()}.</p>
          <div class="actions">{wider()}</div>
        </EmptyState>
      </Match>
    </Switch>
  );
}

const examples: readonly (readonly [query: string, meaning: string])[] = [
  ['status:5xx duration:>500ms', 'server errors that took long'],
  ['transaction:"POST /cart" -server:web-1', 'one transaction, without a server'],
  ['outcome:error (server:web-1 or server:web-2)', 'errors of two servers'],
  ['"card declined"', 'words of an error or a log line'],
];

/** The query has a fault, which the bar shows: here is how queries look. */
export function UnreadableQuery(props: { readonly onQuery: (query: string) => void }): JSX.Element {
  return (
    <EmptyState title="This query can’t be read">
      <p>The mark under it shows where. Queries look like these:</p>
      <ul class="plain-list">
        <For each={examples}>
          {([query, meaning]) => (
            <li>
              <button type="button" class="as-link" onClick={() => props.onQuery(query)}>
                <code>{query}</code>
              </button>{' '}
              <span class="faint">{meaning}</span>
            </li>
          )}
        </For>
      </ul>
      <div class="actions">
        <button type="button" class="pick plain" onClick={() => props.onQuery('')}>
          Clear the query
        </button>
      </div>
    </EmptyState>
  );
}

/** Failures that this page knows better words for. */
export function requestsFailure(app: string, failure: ApiFailure): JSX.Element | undefined {
  if (failure.code === 'CARPY_TOO_MUCH' || failure.code === 'CARPY_TIMEOUT')
    return (
      <EmptyState title="Too much to look through">
        <p>{failure.message}</p>
        <p>A shorter range, a transaction or a server makes it quick.</p>
        <div class="actions">
          <button type="button" class="pick plain" onClick={() => changeView({ from: '-1h', to: 'now' })}>
            Last 1 h
          </button>
        </div>
      </EmptyState>
    );
  return unknownApp(app, failure);
}
