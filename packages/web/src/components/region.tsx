/**
 * A part of a page that loads, fails and refreshes by itself. What stands is never taken away for a refresh or a failure:
 * a thin bar, or a line above it, says what goes on.
 */
import { type Accessor, type JSX, Match, Show, Switch } from 'solid-js';
import type { ApiFailure } from '../data/api-error.ts';
import { flushInterval } from '../data/live-stream.ts';
import type { Query } from '../data/query.ts';
import { formatAgo } from '../format/index.ts';
import { nowMs } from '../state/clock.ts';
import { liveHeld } from '../state/live-hold.ts';
import { FailureLine, FailurePanel } from './failure-panel.tsx';
import { createSkeletonGate } from './skeleton-gate.ts';

export interface RegionProps<T> {
  readonly query: Query<T>;
  /** For messages: "the overview of shop". */
  readonly subject: string;
  /** The shape of the content. */
  readonly skeleton: JSX.Element;
  /** In place of the error panel, for failures that the page knows better words for. */
  readonly failure?: (failure: ApiFailure) => JSX.Element | undefined;
  readonly children: (answer: Accessor<T>) => JSX.Element;
}

/** Live data older than this many flushes is stale. */
const STALE_FLUSHES = 3;

export function Region<T>(props: RegionProps<T>): JSX.Element {
  const gate = createSkeletonGate(() => props.query.answer() === undefined && props.query.failure() === undefined);
  const stale = (): boolean =>
    props.query.live() &&
    !liveHeld() &&
    !props.query.loading() &&
    nowMs() - props.query.answeredAtMs() > STALE_FLUSHES * flushInterval();
  const failureProps = (failure: Accessor<ApiFailure>) => ({
    get failure() {
      return failure();
    },
    get subject() {
      return props.subject;
    },
    get busy() {
      return props.query.loading();
    },
    onRetry: props.query.retry,
  });
  return (
    <div class="region" aria-busy={props.query.loading()}>
      <div class="refresh-bar" classList={{ on: props.query.loading() && props.query.answer() !== undefined }} />
      <Switch>
        <Match when={gate.visible()}>
          <div role="status" aria-label={`Loading ${props.subject}`}>
            {props.skeleton}
          </div>
        </Match>
        <Match when={props.query.answer() as NonNullable<T> | undefined}>
          {(answer) => (
            <>
              <Show when={props.query.failure()}>{(failure) => <FailureLine {...failureProps(failure)} />}</Show>
              <Show when={stale() && props.query.failure() === undefined}>
                <p class="stale" role="status">
                  These data are from {formatAgo(nowMs() - props.query.answeredAtMs())}; no newer ones have come.
                </p>
              </Show>
              {props.children(answer)}
            </>
          )}
        </Match>
        <Match when={props.query.failure()}>
          {(failure) => props.failure?.(failure()) ?? <FailurePanel {...failureProps(failure)} />}
        </Match>
      </Switch>
    </div>
  );
}
