/**
 * Groups and counts in the store's state. Changes are written together every few seconds; which hours have changes that are not written is written
 * before the records of those hours are, so that a start after a kill counts these hours again from the records, and nothing else.
 */

import {
  errorAppKey,
  errorAppsPrefix,
  errorHourKey,
  errorHoursPrefix,
  errorKey,
  errorsPrefix,
  errorUnsavedKey,
} from '../state/keys.ts';
import type { StateClient } from '../threads/clients.ts';
import type { ErrorCells, HourColumns } from './error-cells.ts';
import { asKept, type ErrorGroup } from './error-group.ts';
import type { ErrorGroups } from './error-groups.ts';

const PAGE = 1_000;
const WRITES_AT_ONCE = 250;

interface AppState {
  readonly versions: readonly string[];
  readonly dropped: number;
}

export class ErrorKeeping {
  readonly #state: StateClient;
  readonly #groups: ErrorGroups;
  readonly #cells: ErrorCells;
  /** By key; undefined for what goes. */
  #changes = new Map<string, (() => unknown) | undefined>();
  /** Hours with counts that are not written, and those of records on their way to the disk. */
  #dirtyHours = new Set<number>();
  readonly #coming = new Map<number, number>();
  /** As written. */
  #marked: ReadonlySet<number> = new Set();
  #marking: Promise<void> = Promise.resolve();
  #saving: Promise<void> | undefined;

  constructor(state: StateClient, groups: ErrorGroups, cells: ErrorCells) {
    this.#state = state;
    this.#groups = groups;
    this.#cells = cells;
  }

  /** Reads what is kept; answers the hours that are to be counted again, those that a former version wrote too; undefined for all there are. */
  async load(): Promise<readonly number[] | undefined> {
    for await (const { key, value } of this.#all<AppState>(errorAppsPrefix))
      this.#groups.load(key.slice(errorAppsPrefix.length), value.versions, value.dropped);
    for await (const { key, value } of this.#all<ErrorGroup>(errorsPrefix))
      this.#groups.put(key.slice(errorsPrefix.length).split('/', 1)[0] as string, asKept(value));
    const unread: number[] = [];
    for await (const { key, value } of this.#all<HourColumns>(errorHoursPrefix))
      if (!this.#cells.load(value)) unread.push(Number(key.slice(errorHoursPrefix.length)));
    const hours = await this.#state.get<readonly number[]>(errorUnsavedKey);
    this.#marked = new Set(hours);
    return hours && [...new Set([...hours, ...unread])];
  }

  /** Once all that was unsaved is counted: the next start need not look through everything. */
  async loaded(): Promise<void> {
    await this.save();
    if ((await this.#state.get(errorUnsavedKey)) === undefined) await this.#state.put(errorUnsavedKey, []);
  }

  async *#all<T>(prefix: string): AsyncGenerator<{ readonly key: string; readonly value: T }> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#state.list<T>(prefix, { limit: PAGE, ...(after === undefined ? {} : { after }) });
      yield* page;
      after = page.at(-1)?.key;
      if (page.length < PAGE) return;
    }
  }

  /** Resolves when it is known on the disk that these hours are about to change. */
  async begin(hours: ReadonlySet<number>): Promise<void> {
    let isMarked = true;
    for (const hour of hours) {
      this.#coming.set(hour, (this.#coming.get(hour) ?? 0) + 1);
      isMarked &&= this.#marked.has(hour);
    }
    if (isMarked) return;
    try {
      await this.#mark();
    } catch (e) {
      this.end(hours);
      throw e;
    }
  }

  /** What was begun has come, or failed. */
  end(hours: ReadonlySet<number>): void {
    for (const hour of hours) {
      const n = (this.#coming.get(hour) ?? 1) - 1;
      if (n === 0) this.#coming.delete(hour);
      else this.#coming.set(hour, n);
    }
  }

  hourChanged(hour: number): void {
    this.#dirtyHours.add(hour);
  }

  hourGone(hour: number): void {
    this.#changes.set(errorHourKey(hour), undefined);
  }

  groupChanged(app: string, fingerprint: string): void {
    const key = errorKey(app, fingerprint);
    // What it is when it is written: it may have gone by then.
    this.#changes.set(key, () => {
      const group = this.#groups.get(app, fingerprint);
      return group && asKept(group);
    });
  }

  appChanged(app: string): void {
    this.#changes.set(errorAppKey(app), () => ({
      versions: this.#groups.versionsOf(app),
      dropped: this.#groups.dropped(app),
    }));
  }

  /** Writes all changes. What can't be written stays for the next time, and it throws. */
  save(): Promise<void> {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async #save(): Promise<void> {
    const changes = this.#changes;
    const hours = this.#dirtyHours;
    if (changes.size === 0 && hours.size === 0) return;
    this.#changes = new Map();
    this.#dirtyHours = new Set();
    // Marks must hold those that are being written now, until they are.
    for (const hour of hours) this.#coming.set(hour, (this.#coming.get(hour) ?? 0) + 1);
    try {
      const writes = [
        ...[...changes].map(
          ([key, value]) =>
            () =>
              this.#put(key, value?.()),
        ),
        ...[...hours].map((hour) => () => this.#state.put(errorHourKey(hour), this.#cells.columns(hour))),
      ];
      // Flushes of metrics go through the same room: between two slices they get their turn.
      for (let i = 0; i < writes.length; i += WRITES_AT_ONCE)
        await Promise.all(writes.slice(i, i + WRITES_AT_ONCE).map((write) => write()));
    } catch (e) {
      for (const [key, value] of changes) if (!this.#changes.has(key)) this.#changes.set(key, value);
      for (const hour of hours) this.#dirtyHours.add(hour);
      throw e;
    } finally {
      this.end(hours);
    }
    await this.#mark();
  }

  #put(key: string, value: unknown): Promise<void> {
    return value === undefined ? this.#state.remove(key) : this.#state.put(key, value);
  }

  /** One write after the other, each of what holds then. */
  #mark(): Promise<void> {
    this.#marking = this.#marking
      .catch(() => {})
      .then(async () => {
        const hours = new Set([...this.#coming.keys(), ...this.#dirtyHours]);
        if (hours.size === this.#marked.size && [...hours].every((hour) => this.#marked.has(hour))) return;
        const before = this.#marked;
        // Until it is written, only what both hold is surely on the disk.
        this.#marked = new Set([...hours].filter((hour) => before.has(hour)));
        await this.#state.put(
          errorUnsavedKey,
          [...hours].sort((a, b) => a - b),
        );
        this.#marked = hours;
      });
    return this.#marking;
  }
}
