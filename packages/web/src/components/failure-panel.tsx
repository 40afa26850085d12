import { type JSX, Show } from 'solid-js';
import { type ApiFailure, describeFailure } from '../data/api-error.ts';
import { CopyButton } from './copy-button.tsx';

export interface FailurePanelProps {
  readonly failure: ApiFailure;
  /** What is missing now: "the overview of shop". */
  readonly subject: string;
  readonly busy: boolean;
  readonly onRetry: () => void;
}

/** In place of a region that never had an answer. */
export function FailurePanel(props: FailurePanelProps): JSX.Element {
  return (
    <div class="card notice failure" role="alert">
      <h2>Could not load {props.subject}</h2>
      <p>{props.failure.message}</p>
      <Show when={props.failure.requestId}>{(id) => <p class="faint">Request {id()}, for the server's log.</p>}</Show>
      <div class="actions">
        <button type="button" class="pick plain" disabled={props.busy} onClick={() => props.onRetry()}>
          {props.busy ? 'Trying…' : 'Try again'}
        </button>
        <CopyButton label="Copy details" text={() => describeFailure(props.failure)} />
      </div>
    </div>
  );
}

/** Above a region that keeps its last answer. */
export function FailureLine(props: FailurePanelProps): JSX.Element {
  return (
    <p class="failure-line" role="status">
      <span class="diamond" aria-hidden="true">
        ◆
      </span>{' '}
      Could not load {props.subject}: {props.failure.message} Below are the last data that came.{' '}
      <button type="button" class="as-link" disabled={props.busy} onClick={() => props.onRetry()}>
        Try again
      </button>
    </p>
  );
}
