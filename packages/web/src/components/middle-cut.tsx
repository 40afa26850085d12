import { type JSX, Show } from 'solid-js';

/** Letters of a long name that stay at its end: routes are told apart there as well as at their beginning. */
const TAIL = 14;

/** A name on one line, cut in its middle where the line is too short, and nowhere else. */
export function MiddleCut(props: { readonly name: string }): JSX.Element {
  const at = (): number => props.name.length - TAIL;
  return (
    <Show when={at() > TAIL} fallback={<span class="ellipsis">{props.name}</span>}>
      <span class="middle-cut">
        {/* For whoever listens or searches it is one word, not two. */}
        <span class="sr-only">{props.name}</span>
        <span class="ellipsis" aria-hidden="true">
          {props.name.slice(0, at())}
        </span>
        <span aria-hidden="true">{props.name.slice(at())}</span>
      </span>
    </Show>
  );
}
