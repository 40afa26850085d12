/** Which keys the contexts of records have, by app, within bounds: for people to choose which to keep. */
import type { StoredRecord } from '@carpy/core';

const MAX_APPS = 200;
const MAX_KEYS = 200;

export class ContextKeys {
  readonly #apps = new Map<string, Set<string>>();

  /** Hot: of each record that comes. */
  saw({ app, context }: StoredRecord): void {
    let keys = this.#apps.get(app);
    for (const key in context) {
      if (keys === undefined) {
        if (this.#apps.size >= MAX_APPS) return;
        keys = new Set();
        this.#apps.set(app, keys);
      }
      if (keys.size < MAX_KEYS) keys.add(key);
    }
  }

  list(): readonly { readonly app: string; readonly keys: readonly string[] }[] {
    return [...this.#apps]
      .map(([app, keys]) => ({ app, keys: [...keys].sort() }))
      .sort((a, b) => (a.app < b.app ? -1 : 1));
  }
}
