/** Resolve, ignore, reopen: shown at once, sent, and taken back by the toast's Undo. */
import type { ErrorGroupChange, ErrorGroupRow, ErrorGroupState } from '@carpy/api';
import { createSignal } from 'solid-js';
import { showToast } from '../../components/toasts.tsx';
import { changeErrorGroup } from '../../data/error-requests.ts';
import { labelOf } from './group-layers.ts';
import { undoOf } from './group-words.ts';

interface Override {
  readonly state: ErrorGroupState;
  /** When the server had it, epoch ms: answers from then on know better. */
  readonly untilMs: number;
}

const [overrides, setOverrides] = createSignal<ReadonlyMap<string, Override>>(new Map());

const keyOf = (group: Pick<ErrorGroupRow, 'app' | 'fingerprint'>): string => `${group.app}/${group.fingerprint}`;

function override(group: ErrorGroupRow, state: Override | undefined): void {
  setOverrides((all) => {
    const next = new Map(all);
    if (state === undefined) next.delete(keyOf(group));
    else next.set(keyOf(group), state);
    return next;
  });
}

/** The state that the page shows: of an answer from before a change, the changed one. */
export function shownState(group: ErrorGroupRow, answeredAtMs: number): ErrorGroupState {
  const own = overrides().get(keyOf(group));
  return own !== undefined && answeredAtMs < own.untilMs ? own.state : group.state;
}

const after: Readonly<Record<ErrorGroupChange['action'], ErrorGroupState>> = {
  resolve: 'resolved',
  ignore: 'ignored',
  reopen: 'open',
};
const done: Readonly<Record<ErrorGroupChange['action'], string>> = {
  resolve: 'Resolved',
  ignore: 'Ignored',
  reopen: 'Open again',
};

/** `refresh` asks the page's questions again. */
export async function changeGroup(
  group: ErrorGroupRow,
  before: ErrorGroupState,
  change: ErrorGroupChange,
  refresh: () => void,
): Promise<void> {
  override(group, { state: after[change.action], untilMs: Number.POSITIVE_INFINITY });
  const sent = await changeErrorGroup(group.app, group.fingerprint, change);
  if (!sent.ok) {
    override(group, undefined);
    showToast({ text: `Could not change ${labelOf(group)}: ${sent.failure.message}`, failed: true });
    return;
  }
  override(group, { state: after[change.action], untilMs: Date.now() });
  refresh();
  const since = change.version === undefined ? '' : ` as of ${change.version}`;
  showToast({
    text: `${done[change.action]}${since}: ${labelOf(group)}`,
    action: {
      label: 'Undo',
      run: () => void changeGroup(group, after[change.action], { action: undoOf(before) }, refresh),
    },
  });
}
