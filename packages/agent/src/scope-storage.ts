/** Of AsyncLocalStorage what the agent uses of it. */
export interface ScopeStorage<T> {
  /** What the running code's asynchronous operation carries. */
  getStore(): T | undefined;
  /** undefined: outside of any transaction. */
  run<R>(store: T | undefined, fn: () => R): R;
  /** For the rest of this asynchronous operation, and what it begins. */
  enterWith(store: T | undefined): void;
}

/** One that can rest. */
export interface CarryingStorage<T> extends ScopeStorage<T> {
  /** What runs from here on carries nothing on, at least cost, until a store is entered again. */
  rest(): void;
}

/** The number of what is no operation of its own, and may be several. */
export const NO_OPERATION = 0;
