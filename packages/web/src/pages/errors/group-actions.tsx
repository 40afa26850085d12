import type { ErrorGroupChange, ErrorGroupRow, ErrorGroupState } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { Popover } from '../../components/popover.tsx';
import { changeGroup, shownState } from './group-changes.ts';
import { actionsOf, labelOfAction } from './group-words.ts';

export interface GroupActionsProps {
  readonly group: ErrorGroupRow;
  readonly answeredAtMs: number;
  /** In a row: plain words, no menu of versions. */
  readonly compact?: boolean;
  /** Before a change is shown. */
  readonly onAct?: () => void;
  readonly onChanged: () => void;
}

/** Resolve, ignore or reopen a group. */
export function GroupActions(props: GroupActionsProps): JSX.Element {
  const state = (): ErrorGroupState => shownState(props.group, props.answeredAtMs);
  const act = (change: ErrorGroupChange): void => {
    props.onAct?.();
    void changeGroup(props.group, state(), change, props.onChanged);
  };
  const button = (action: ErrorGroupChange['action']): JSX.Element => (
    <button
      type="button"
      class="pick plain"
      classList={{ small: props.compact === true }}
      onClick={() => act({ action })}
    >
      {labelOfAction[action]}
    </button>
  );
  const version = (): string | undefined => (props.compact === true ? undefined : props.group.lastVersion);
  return (
    <span class="group-actions">
      <For each={actionsOf(state())}>
        {(action) => (
          <Show when={action === 'resolve' ? version() : undefined} fallback={button(action)}>
            {(last) => <ResolveMenu version={last()} onResolve={act} />}
          </Show>
        )}
      </For>
    </span>
  );
}

function ResolveMenu(props: {
  readonly version: string;
  readonly onResolve: (change: ErrorGroupChange) => void;
}): JSX.Element {
  return (
    <Popover label="Resolve" trigger="Resolve" align="end">
      {(close) => {
        const pick = (change: ErrorGroupChange) => (): void => {
          close();
          props.onResolve(change);
        };
        return (
          <div class="menu resolve-menu">
            <button type="button" onClick={pick({ action: 'resolve' })}>
              <span>
                In this version
                <small>Opens again as soon as it is seen again.</small>
              </span>
            </button>
            <button type="button" onClick={pick({ action: 'resolve', version: props.version })}>
              <span>
                In the next version
                <small>Servers that still run {props.version} don’t open it again; a later version does.</small>
              </span>
            </button>
          </div>
        );
      }}
    </Popover>
  );
}
