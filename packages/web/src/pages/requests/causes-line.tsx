import type { StoredRecord } from '@carpy/core';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { formatDuration } from '../../format/index.ts';
import { type CausePart, type Causes, causesOf } from './causes.ts';

/** Share of the total below which nobody asks what own time was. */
const LEAST_OWN = 0.02;
/** A microsecond of it is rounding. */
const SHOWN_FROM_MS = 0.005;

/** What is nothing is left out. */
const ownParts = (own: NonNullable<Causes['own']>): readonly (readonly [name: string, ms: number])[] =>
  (
    [
      ['event loop busy', own.busyMs],
      ['GC', own.gcMs],
      ['waiting on something untraced', own.waitingMs],
    ] as const
  ).filter(([, ms]) => ms >= SHOWN_FROM_MS);

/** One line that says what the time went into: `2.78 s = 176 ms http, 0.1 ms mysql ×13, own 2.60 s: event loop busy 1 ms, …`. */
export function CausesLine(props: { readonly record: StoredRecord }): JSX.Element {
  const causes = createMemo(() => causesOf(props.record));
  const part = (one: CausePart): JSX.Element => (
    <>
      {one.name}
      <Show when={one.calls > 1}> ×{one.calls}</Show> <b>{formatDuration(one.totalMs)}</b>
      <Show when={one.failed > 0}>
        {' '}
        <span class="bad">◆ {one.failed === one.calls ? 'failed' : `${one.failed} failed`}</span>
      </Show>
    </>
  );
  return (
    <Show when={causes()}>
      {(all) => (
        <p class="causes">
          <b>{formatDuration(all().totalMs)}</b> = <For each={all().parts}>{(one) => <>{part(one)}, </>}</For>
          <Show when={all().others}>{(others) => <>{part(others())}, </>}</Show>
          own <b>{formatDuration(all().ownMs)}</b>
          <Show when={all().ownMs >= all().totalMs * LEAST_OWN ? all().own : undefined}>
            {(own) => (
              <>
                :{' '}
                <For each={ownParts(own())}>
                  {([name, ms], at) => (
                    <>
                      {at() > 0 ? ', ' : ''}
                      {name} <b>{formatDuration(ms)}</b>
                    </>
                  )}
                </For>
              </>
            )}
          </Show>
          <Show when={all().parallel}>
            <span class="faint">. Some ran in parallel: together they are more than the whole.</span>
          </Show>
        </p>
      )}
    </Show>
  );
}
