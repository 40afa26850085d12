/** The newest text of groups that a start found without one: read from the records where somebody looks, once each. */
import type { StoredRecord } from '@carpy/core';
import { type ErrorGroup, withoutText, withText } from './error-group.ts';
import type { ErrorGroups } from './error-groups.ts';

export class ErrorTexts {
  readonly #groups: ErrorGroups;
  readonly #latestOf: (app: string, group: ErrorGroup) => Promise<StoredRecord | undefined>;
  /** By record: who asks for the same meanwhile waits for the same. */
  readonly #reading = new Map<string, Promise<void>>();

  /** `latestOf` answers the record of a group's `latestId`, undefined where it is gone. */
  constructor(groups: ErrorGroups, latestOf: (app: string, group: ErrorGroup) => Promise<StoredRecord | undefined>) {
    this.#groups = groups;
    this.#latestOf = latestOf;
  }

  /** About 0.3 ms of CPU for each that is not read yet; records that come have their turn between two. */
  async read(app: string, groups: readonly ErrorGroup[]): Promise<void> {
    for (const { fingerprint } of groups) {
      const group = this.#groups.get(app, fingerprint);
      if (group === undefined || group.message !== undefined) continue;
      const reading = this.#reading.get(group.latestId) ?? this.#read(app, group);
      this.#reading.set(group.latestId, reading);
      await reading;
    }
  }

  async #read(app: string, group: ErrorGroup): Promise<void> {
    try {
      const record = await this.#latestOf(app, group);
      const now = this.#groups.get(app, group.fingerprint);
      // Meanwhile a newer record may have come, or this one may have been removed.
      if (now !== undefined && now.message === undefined && now.latestId === group.latestId)
        this.#groups.put(app, record === undefined ? withoutText(now) : withText(now, record));
      await new Promise((next) => setImmediate(next));
    } finally {
      this.#reading.delete(group.latestId);
    }
  }
}
