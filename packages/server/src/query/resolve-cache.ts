/**
 * Remembers what globs resolved to while no name was made, removed or renamed: a dashboard asks for the same ones every few seconds, and each
 * time it is a call to the store's thread and a list to be copied here.
 *
 * Hot: bench/graphite.
 */
import type { SeriesMatch } from '@carpy/store';
import type { StoreReader } from '../threads/clients.ts';

/** Series of all lists that are held, some 200 bytes each. */
const MAX_MATCHES = 50_000;
const MAX_LISTS = 1_000;

interface Held {
  readonly version: number;
  readonly matches: SeriesMatch[];
}

type Resolve = (pattern: string, limit: number) => Promise<SeriesMatch[]>;

/** `version` is the store's, in shared memory. Lists are shared: whoever gets one leaves it as it is. */
export function rememberingMatches(reader: StoreReader, version: Int32Array): StoreReader {
  const held = new Map<string, Held>();
  let count = 0;
  const forget = (key: string): void => {
    count -= held.get(key)?.matches.length ?? 0;
    held.delete(key);
  };
  const remember = (key: string, list: Held): void => {
    forget(key);
    held.set(key, list);
    count += list.matches.length;
    for (const oldest of held.keys()) {
      if (count <= MAX_MATCHES && held.size <= MAX_LISTS) return;
      forget(oldest);
    }
  };
  const through =
    (what: string, resolve: Resolve): Resolve =>
    async (pattern, limit) => {
      const key = `${what} ${pattern}`;
      // Taken before asking: a name that is made meanwhile may be in the list or not.
      const now = Atomics.load(version, 0);
      const known = held.get(key);
      if (known?.version === now && known.matches.length <= limit) {
        held.delete(key);
        held.set(key, known);
        return known.matches;
      }
      const matches = await resolve(pattern, limit);
      remember(key, { version: now, matches });
      return matches;
    };
  return {
    ...reader,
    resolve: through('series', reader.resolve),
    resolveRecords: through('records', reader.resolveRecords),
  };
}
