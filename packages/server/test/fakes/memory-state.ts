/** The state group in memory, with the order and the bounds of the real one. */
import type { StateEntry } from '@carpy/store';
import type { StateClient } from '../../src/threads/clients.ts';

export function memoryState(): StateClient & { readonly entries: Map<string, unknown> } {
  const entries = new Map<string, unknown>();
  return {
    entries,
    get: async <T>(key: string) => structuredClone(entries.get(key)) as T | undefined,
    put: async (key, value) => {
      entries.set(key, structuredClone(value));
    },
    remove: async (key) => {
      entries.delete(key);
    },
    list: async <T>(prefix: string, options: { after?: string; limit?: number; reverse?: boolean } = {}) => {
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix)).sort();
      if (options.reverse) keys.reverse();
      const { after } = options;
      const rest = after === undefined ? keys : keys.filter((key) => (options.reverse ? key < after : key > after));
      return rest
        .slice(0, options.limit)
        .map((key): StateEntry<T> => ({ key, value: structuredClone(entries.get(key)) as T }));
    },
  };
}
