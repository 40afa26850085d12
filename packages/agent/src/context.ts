/**
 * Where running code is: in which transaction, under which of its functions.
 *
 * A function that returns a promise runs under a store entry of its own, so that its children find it after each await, however many
 * of its siblings run at the same time. A function that only ever returned values needs none: it moves `node` of the entry it found
 * and puts it back before anything else can run. A function of which nothing is known yet gets an entry.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { HookedStorage } from './hooked-storage.ts';
import type { FunctionNode } from './name-tree.ts';
import type { RunningTransaction } from './running-transaction.ts';

export class Scope {
  readonly transaction: RunningTransaction;
  node: FunctionNode;
  /** The call of `node` in the transaction's trail, NO_CALL for none. Moves with it. */
  call: number;

  constructor(transaction: RunningTransaction, node: FunctionNode, call: number) {
    this.transaction = transaction;
    this.node = node;
    this.call = call;
  }
}

const LIGHT_FROM_NODE = 24;

/** Of AsyncLocalStorage what is used of it. */
export interface ScopeStorage {
  getStore(): Scope | undefined;
  /** undefined: outside of any transaction. */
  run<R>(scope: Scope | undefined, fn: () => R): R;
  exit<R>(fn: () => R): R;
  enterWith(scope: Scope | undefined): void;
}

const hooked = Number.parseInt(process.versions.node, 10) < LIGHT_FROM_NODE ? new HookedStorage<Scope>() : undefined;

export const storage: ScopeStorage = hooked ?? new AsyncLocalStorage<Scope | undefined>();

/** Before Node 24. */
export const isContextHooked: boolean = hooked !== undefined;

/** Something is there that asks for the context in code which runs later: what carries it must not rest. As often as you like. */
export const wantContext = (): void => hooked?.want();

/**
 * Runs `fn` in the context in which the agent was loaded. Timers and sockets that the first transaction brings about are made so: else
 * they would hold that transaction, and the application's own contexts, for as long as the process lives.
 */
export const outside: <T>(fn: () => T) => T = AsyncLocalStorage.snapshot() as <T>(fn: () => T) => T;
