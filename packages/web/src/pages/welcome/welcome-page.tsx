import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { Icon } from '../../components/icons.tsx';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { SnippetBlock } from '../../components/snippet-block.tsx';
import { apps } from '../../data/known-apps.ts';
import { flushes, ingest } from '../../data/live-stream.ts';
import { createQuery } from '../../data/query.ts';
import { statusRequest } from '../../data/requests.ts';
import { Link } from '../../router/link.tsx';
import { navigate } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { checklistOf, hintsOf } from './checklist.ts';
import { type Snippet, snippetsOf } from './snippets.ts';
import './welcome.css';

/** Waiting longer than this for the next step, hints come. */
const HINT_AFTER_MS = 20_000;

/** How first data get here: a snippet to copy, and what has come of it so far. */
export default function WelcomePage(): JSX.Element {
  const status = createQuery(statusRequest);
  const [tab, setTab] = createSignal('node');
  const counts = () => ingest() ?? status.answer()?.ingest;
  const steps = createMemo(() => checklistOf(counts(), apps.answer()));
  const doneCount = createMemo(() => steps().filter((step) => step.done).length);
  const [waitingSinceMs, setWaitingSinceMs] = createSignal(Date.now());
  createEffect(on(doneCount, () => setWaitingSinceMs(Date.now())));
  // An app may be known a moment before its figures are: ask until the first chart has something in it.
  createEffect(
    on(
      flushes,
      () => {
        if (doneCount() < steps().length) apps.retry();
      },
      { defer: true },
    ),
  );
  // Who came here because nothing was there goes on to the first chart by itself. Who came for the snippets stays.
  let wasEmpty = false;
  createEffect(() => {
    const known = apps.answer()?.apps;
    if (known === undefined) return;
    const ready = known.find((app) => app.totals.count > 0);
    if (ready === undefined) wasEmpty = true;
    else if (wasEmpty) navigate({ page: 'overview', app: ready.app }, { replace: true });
  });
  const firstApp = () => apps.answer()?.apps[0];
  return (
    <div class="page welcome">
      <h1>{firstApp() === undefined ? 'No data yet' : 'Connect an app'}</h1>
      <p class="lead">
        {firstApp() === undefined
          ? 'carpy is running and waits for data. Choose how to send some, copy, and see each step ticked off as it happens.'
          : 'Choose how your application sends, and copy. It appears among the apps with its first data.'}
      </p>
      <Region query={status} subject="the state of the server" skeleton={<SkeletonRows count={8} />}>
        {(answer) => {
          const snippets = createMemo(() => snippetsOf(answer().listeners));
          const chosen = (): Snippet | undefined => snippets().find((s) => s.key === tab()) ?? snippets()[0];
          return (
            <div class="two">
              <section class="card" aria-label="How to send data">
                <For each={answer().notices}>{(notice) => <p class="banner">{notice}</p>}</For>
                <div class="tabs" role="tablist" aria-label="Ways to send">
                  <For each={snippets()}>
                    {(snippet) => (
                      <button
                        type="button"
                        role="tab"
                        id={`tab-${snippet.key}`}
                        aria-controls="snippet-panel"
                        aria-selected={snippet.key === chosen()?.key}
                        onClick={() => setTab(snippet.key)}
                      >
                        {snippet.label}
                      </button>
                    )}
                  </For>
                </div>
                <div role="tabpanel" id="snippet-panel" aria-labelledby={`tab-${chosen()?.key}`}>
                  <p class="intro">{chosen()?.intro}</p>
                  <For each={chosen()?.blocks}>{(block) => <SnippetBlock title={block.title} text={block.text} />}</For>
                </div>
              </section>
              <section class="card" aria-label="What has come">
                <header>
                  <h2>What has come</h2>
                </header>
                <ol class="checklist" aria-live="polite">
                  <For each={steps()}>
                    {(step, index) => (
                      <li classList={{ done: step.done, next: index() === doneCount() }}>
                        <span class="tick" aria-hidden="true">
                          <Show when={step.done}>
                            <Icon name="check" />
                          </Show>
                        </span>
                        <span>
                          {step.label}
                          <Show when={step.detail}>{(detail) => <small class="num"> {detail()}</small>}</Show>
                          <span class="sr-only">{step.done ? ', done' : ', waiting'}</span>
                        </span>
                      </li>
                    )}
                  </For>
                </ol>
                <Show when={doneCount() < steps().length && nowMs() - waitingSinceMs() > HINT_AFTER_MS}>
                  <div class="hints" role="status">
                    <For each={hintsOf(steps(), counts())}>{(hint) => <p>{hint}</p>}</For>
                  </div>
                </Show>
                <Show when={firstApp()}>
                  {(app) => (
                    <Link class="pick plain primary" to={{ page: 'overview', app: app().app }}>
                      Open {app().display}
                    </Link>
                  )}
                </Show>
                <dl class="facts-list">
                  <dt>StatsD</dt>
                  <dd class="num">{answer().listeners.statsdUdp ?? 'off'}</dd>
                  <dt>Carbon</dt>
                  <dd class="num">{answer().listeners.carbon ?? 'off'}</dd>
                  <dt>HTTP</dt>
                  <dd class="num">{answer().listeners.http}</dd>
                  <dt>Version</dt>
                  <dd class="num">{answer().version}</dd>
                </dl>
              </section>
            </div>
          );
        }}
      </Region>
    </div>
  );
}
