import type { ErrorGroupRow } from '@carpy/api';
import { type JSX, Show } from 'solid-js';

/** What is remarkable of a group: new since a deploy, back after it was resolved. */
export function GroupChips(props: { readonly group: ErrorGroupRow }): JSX.Element {
  return (
    <>
      <Show when={props.group.newSince}>{(version) => <span class="chip hot">new since {version()}</span>}</Show>
      <Show when={props.group.reopened}>
        <span class="chip hot">reopened</span>
      </Show>
    </>
  );
}
