/** Display names: what people wrote, by the segment that was made of it. Names that give one segment share one series, so all are kept. */
import type { StateClient } from '../threads/clients.ts';
import { nameKey, namesPrefix } from './keys.ts';

export interface NameState {
  readonly segment: string;
  /** The name as written, newest first; never empty. */
  readonly displays: readonly string[];
  /** T of the transaction, ms; null where none of its own was told. */
  readonly apdexTMs: number | null;
}

/** Names an app (transactions and functions), names a segment, characters a name. */
export const NAME_STATE_LIMITS = { perApp: 20_000, displays: 5, displayLength: 512 } as const;

const getName = (state: StateClient, app: string, segment: string): Promise<NameState | undefined> =>
  state.get<NameState>(nameKey(app, segment));

/** All names of an app by segment. */
export async function listNames(state: StateClient, app: string): Promise<Map<string, NameState>> {
  const entries = await state.list<NameState>(namesPrefix(app), { limit: NAME_STATE_LIMITS.perApp });
  return new Map(entries.map((entry) => [entry.value.segment, entry.value]));
}

/**
 * Adds a name; true when that made a new segment. `mayAdd: false` changes known segments only, for an app that is at its bound.
 * Writes nothing when nothing changed.
 */
export async function addName(
  state: StateClient,
  app: string,
  name: { readonly segment: string; readonly display: string; readonly apdexTMs: number | undefined },
  mayAdd: boolean,
): Promise<boolean> {
  const known = await getName(state, app, name.segment);
  if (known === undefined && !mayAdd) return false;
  const next: NameState = {
    segment: name.segment,
    displays: [name.display, ...(known?.displays ?? []).filter((display) => display !== name.display)].slice(
      0,
      NAME_STATE_LIMITS.displays,
    ),
    apdexTMs: name.apdexTMs ?? known?.apdexTMs ?? null,
  };
  if (known !== undefined && known.apdexTMs === next.apdexTMs && known.displays.join('\n') === next.displays.join('\n'))
    return false;
  await state.put(nameKey(app, name.segment), next);
  return known === undefined;
}
