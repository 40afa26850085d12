import type { RecordRow, RecordsPage } from '@carpy/api';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { formatInteger } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { CountsLine } from './counts-line.tsx';
import { Facets } from './facets.tsx';
import { growingRows } from './loaded-rows.ts';
import { RequestsHistogram } from './requests-histogram.tsx';
import { NothingFound, nothingKept } from './requests-states.tsx';
import { RequestsTable, type TableKeys } from './requests-table.tsx';

export interface RequestsListProps {
  readonly app: string;
  readonly answer: RecordsPage;
  readonly live: boolean;
  readonly onOpen: (row: RecordRow) => void;
  readonly onQuery: (query: string) => void;
  readonly onTable: (keys: TableKeys) => void;
}

/** What the log answered: when they were, what they have in common, and each of them. */
export function RequestsList(props: RequestsListProps): JSX.Element {
  const grown = growingRows(
    () => props.app,
    view,
    () => props.answer,
  );
  // On a phone facets stand behind a button.
  const [facets, setFacets] = createSignal(false);
  const estimate = (): 'weighted' | 'sampled' | undefined => {
    const { approximate, estimated, matched } = props.answer;
    if (estimated !== null && estimated !== matched) return 'weighted';
    return approximate ? 'sampled' : undefined;
  };
  const filtered = (): boolean => view().q !== '' || view().servers.length > 0;
  return (
    <Show
      when={!nothingKept(props.answer) || filtered()}
      fallback={<NothingFound app={props.app} answer={props.answer} onQuery={props.onQuery} />}
    >
      <div class="requests-parts">
        <Show when={props.answer.histogram}>
          {(histogram) => (
            <RequestsHistogram
              histogram={histogram()}
              toMs={props.answer.toMs}
              estimated={estimate()}
              live={props.live}
            />
          )}
        </Show>
        <div class="requests-columns">
          <aside class="facets" classList={{ shown: facets() }} aria-label="Facets">
            <Facets
              facets={props.answer.facets ?? {}}
              approximate={props.answer.approximate}
              query={view().q}
              onQuery={props.onQuery}
            />
          </aside>
          <section class="requests-main" aria-label="List of requests">
            <header class="requests-head">
              <CountsLine page={props.answer} filtered={filtered()} />
              <button
                type="button"
                class="pick facets-switch"
                aria-expanded={facets()}
                onClick={() => setFacets(!facets())}
              >
                Facets
              </button>
            </header>
            <Show
              when={grown.rows().rows.length > 0}
              fallback={<NothingFound app={props.app} answer={props.answer} onQuery={props.onQuery} />}
            >
              <RequestsTable
                rows={grown.rows().rows}
                label="Requests"
                open={view().sel}
                onOpen={props.onOpen}
                onEnd={grown.grow}
                onReady={props.onTable}
                anchored={view().order === 'newest'}
              >
                <p class="req-foot" role="status">
                  <Switch>
                    <Match when={grown.failure()}>
                      {(failure) => (
                        <>
                          <span class="bad">◆</span> More could not be loaded: {failure().message}{' '}
                          <button type="button" class="as-link" onClick={grown.grow}>
                            Try again
                          </button>
                        </>
                      )}
                    </Match>
                    <Match when={grown.growing()}>Loading more…</Match>
                    <Match when={grown.rows().cursor === null}>
                      {formatInteger(grown.rows().rows.length)}{' '}
                      {grown.rows().rows.length === 1 ? 'request' : 'requests'}, these are all
                    </Match>
                  </Switch>
                </p>
              </RequestsTable>
            </Show>
          </section>
        </div>
      </div>
    </Show>
  );
}
