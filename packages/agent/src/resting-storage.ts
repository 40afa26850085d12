/**
 * A context costs where nobody asks for one: before Node 24 the hook that carries it (hooked-storage.ts), from then on a map for each store
 * entered, which all carries that begins then. So it rests once many stores were entered and nobody ever asked for one, nor anything was
 * loaded that will (`want`): requests that are only named and timed are found by what belongs to them (`requestOf`). The first who asks
 * wakes it for good; of what runs then, the context is known in the operation that was entered last.
 *
 * Hot: `enterWith` runs once a request, `getStore` once a timed call.
 */
import { executionAsyncId } from 'node:async_hooks';
import { type CarryingStorage, NO_OPERATION, type ScopeStorage } from './scope-storage.ts';

/** So many stores are entered before it rests: most of what an application does, it does in one of its first requests. */
const REST_AFTER = 1_000;

export class RestingStorage<T> implements ScopeStorage<T> {
  readonly #storage: CarryingStorage<T>;
  #wanted = false;
  readonly #onWanted: (() => void)[] = [];
  /** Stores entered while nobody wanted them. */
  #entered = 0;
  /** While it rests: the operation that was entered last, and with which store. */
  #lastId: number = NO_OPERATION;
  #lastStore: T | undefined;

  constructor(storage: CarryingStorage<T>) {
    this.#storage = storage;
  }

  getStore(): T | undefined {
    if (!this.#wanted) {
      if (this.#entered === 0) return undefined;
      this.want();
    }
    return this.#storage.getStore();
  }

  run<R>(store: T | undefined, fn: () => R): R {
    this.want();
    return this.#storage.run(store, fn);
  }

  exit<R>(fn: () => R): R {
    return this.run(undefined, fn);
  }

  enterWith(store: T | undefined): void {
    if (this.#wanted || !this.#rests(store)) this.#storage.enterWith(store);
  }

  /** Somebody will ask for the context in code that runs later: it must not rest. As often as you like. */
  want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    if (this.#lastId !== NO_OPERATION && executionAsyncId() === this.#lastId) this.#storage.enterWith(this.#lastStore);
    this.#lastStore = undefined;
    for (const fn of this.#onWanted.splice(0)) fn();
  }

  /** Calls `fn` once it is wanted; now, if it is. */
  whenWanted(fn: () => void): void {
    if (this.#wanted) fn();
    else this.#onWanted.push(fn);
  }

  /** Notes the store instead of entering it; false where it must be entered. */
  #rests(store: T | undefined): boolean {
    const id = executionAsyncId();
    if (id === NO_OPERATION) {
      this.want();
      return false;
    }
    if (this.#entered++ < REST_AFTER) return false;
    this.#lastId = id;
    this.#lastStore = store;
    this.#storage.rest();
    return true;
  }
}
