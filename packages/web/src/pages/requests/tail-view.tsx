import type { RecordRow } from '@carpy/api';
import { batch, createEffect, createMemo, createSignal, type JSX, Match, on, onCleanup, Show, Switch } from 'solid-js';
import { Icon } from '../../components/icons.tsx';
import { appsAsked } from '../../data/known-apps.ts';
import { tailUrl } from '../../data/record-requests.ts';
import { tailStream } from '../../data/tail-stream.ts';
import { formatDecimals, formatInteger } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { RequestsTable, type TableKeys } from './requests-table.tsx';
import { emptyTail, released, type TailRows, withRows } from './tail-buffer.ts';

export interface TailKeys {
  readonly togglePause: () => void;
}

export interface TailViewProps {
  readonly app: string;
  readonly onOpen: (row: RecordRow) => void;
  readonly onTable: (keys: TableKeys) => void;
  readonly onReady: (keys: TailKeys) => void;
}

/** Requests as they come in, the newest at the bottom. It follows until somebody scrolls up, picks a row or pauses; then it stands still and counts. */
export function TailView(props: TailViewProps): JSX.Element {
  const [tail, setTail] = createSignal<TailRows>(emptyTail);
  const [paused, setPaused] = createSignal(false);
  const [stuck, setStuck] = createSignal(true);
  const [rate, setRate] = createSignal({ ratePerS: 0, shownPerS: 0 });
  let table: TableKeys | undefined;
  const held = (): boolean => paused() || !stuck();
  // Opening a row is a change of the view, and no other question.
  const url = createMemo(() => (appsAsked() ? tailUrl(props.app, view()) : undefined));
  const stream = tailStream(url, (event) =>
    batch(() => {
      setRate({ ratePerS: event.ratePerS, shownPerS: event.shownPerS });
      setTail((now) => withRows(now, event.rows, held()));
    }),
  );
  createEffect(on(url, () => setTail(emptyTail), { defer: true }));
  createEffect(
    on(
      () => tail().shown,
      () => {
        if (!held()) table?.toEnd();
      },
    ),
  );
  const follow = (): void => {
    batch(() => {
      setPaused(false);
      setStuck(true);
      setTail(released);
    });
    table?.toEnd();
  };
  const togglePause = (): void => {
    if (held()) follow();
    else setPaused(true);
  };
  props.onReady({ togglePause });
  const onScroll = (): void => {
    const atEnd = table?.atEnd() ?? true;
    if (atEnd === stuck()) return;
    if (atEnd && !paused()) follow();
    else setStuck(atEnd);
  };
  document.addEventListener('scroll', onScroll, { capture: true, passive: true });
  onCleanup(() => document.removeEventListener('scroll', onScroll, { capture: true }));

  const lost = (): number | undefined => {
    const now = stream.state();
    return now.state === 'lost' ? Math.max(0, Math.ceil((now.retryAtMs - nowMs()) / 1000)) : undefined;
  };
  return (
    <section class="tail" aria-label="Live tail">
      <header class="tail-head">
        <h2>
          <Switch fallback={<>Live tail</>}>
            <Match when={stream.state().state === 'connecting'}>Live tail · connecting…</Match>
            <Match when={stream.state().state === 'stopped'}>Live tail · stopped after 15 min in the background</Match>
            <Match when={lost() !== undefined}>
              <span class="bad">◆ Connection lost</span> · next try in {lost()} s
            </Match>
            <Match when={held()}>Live tail · {paused() ? 'paused' : 'held while you read'}</Match>
          </Switch>
          <Show when={stream.state().state === 'open'}>
            <span class="unit num" title="Matching requests that came in the last second">
              {rateWords(rate())}
            </span>
          </Show>
        </h2>
        <div class="grow" />
        <Show when={stream.state().state === 'stopped' || lost() !== undefined}>
          <button type="button" class="pick plain" onClick={stream.reconnect}>
            {stream.state().state === 'stopped' ? 'Go on' : 'Try now'}
          </button>
        </Show>
        <button type="button" class="pick plain" aria-pressed={paused()} title="Space" onClick={togglePause}>
          <Icon name={held() ? 'play' : 'pause'} />
          {held() ? 'Follow' : 'Pause'}
        </button>
      </header>
      <div class="tail-body">
        <RequestsTable
          rows={tail().shown}
          label="Requests as they come in"
          open={view().sel}
          onOpen={props.onOpen}
          onCursor={() => setPaused(true)}
          onReady={(keys) => {
            table = keys;
            props.onTable(keys);
          }}
        >
          <Show when={tail().shown.length === 0}>
            <p class="hint tail-wait">
              {stream.state().state === 'open'
                ? `Waiting for requests${view().q === '' ? '' : ' that match'}. Only those that the app keeps come here.`
                : ''}
            </p>
          </Show>
        </RequestsTable>
        <Show when={held() && tail().waitingCount > 0}>
          <button type="button" class="tail-new" onClick={follow}>
            {formatInteger(tail().waitingCount)} new – jump
          </button>
        </Show>
      </div>
      <span class="sr-only" role="status">
        {held() ? 'Live tail is held' : ''}
      </span>
    </section>
  );
}

/** `showing 200 of 1,930/s`; all of them: `12/s`. */
function rateWords({ ratePerS, shownPerS }: { readonly ratePerS: number; readonly shownPerS: number }): string {
  const number = (value: number): string => formatDecimals(value, value > 0 && value < 9.95 && value % 1 !== 0 ? 1 : 0);
  return ratePerS > shownPerS ? `showing ${number(shownPerS)} of ${number(ratePerS)}/s` : `${number(ratePerS)}/s`;
}
