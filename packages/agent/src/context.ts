/**
 * Where running code is: in which transaction, under which of its functions.
 *
 * A function that returns a promise runs under a store entry of its own, so that its children find it after each await, however many
 * of its siblings run at the same time. A function that only ever returned values needs none: it moves `node` of the entry it found
 * and puts it back before anything else can run. A function of which nothing is known yet gets an entry.
 *
 * What a function leaves running when it returns a value is its caller's from then on, whether it had an entry or not.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { HookedStorage } from './hooked-storage.ts';
import { LightStorage } from './light-storage.ts';
import type { FunctionNode } from './name-tree.ts';
import { untraced } from './otel/untraced.ts';
import { RestingStorage } from './resting-storage.ts';
import type { RunningTransaction } from './running-transaction.ts';

export class Scope {
  readonly transaction: RunningTransaction;
  node: FunctionNode;
  /** The call of `node` in the transaction's trail, NO_CALL for none. Moves with it. */
  call: number;
  /** The caller's, once the function returned a value. */
  over: Scope | undefined = undefined;

  constructor(transaction: RunningTransaction, node: FunctionNode, call: number) {
    this.transaction = transaction;
    this.node = node;
    this.call = call;
  }
}

/** Before it AsyncLocalStorage is made of an async hook. */
const LIGHT_FROM_NODE = 24;

const isLight = Number.parseInt(process.versions.node, 10) >= LIGHT_FROM_NODE;

export const storage: RestingStorage<Scope> = new RestingStorage(
  isLight ? new LightStorage<Scope>() : new HookedStorage<Scope>(),
);

/** Where the running code is; undefined outside of any transaction. */
export function currentScope(): Scope | undefined {
  let scope = storage.getStore();
  while (scope?.over !== undefined) scope = scope.over;
  return scope;
}

/** Something is there that asks for the context in code which runs later: what carries it must not rest. As often as you like. */
export const wantContext = (): void => storage.want();

/** Where sockets carry the context of their connection, not of the request at hand: calls `fn` once something asks for it. */
export function whenContextWanted(fn: () => void): void {
  if (isLight) storage.whenWanted(fn);
}

const whereLoaded = AsyncLocalStorage.snapshot();

/**
 * Runs `fn` in the context in which the agent was loaded, unseen by OpenTelemetry. Timers and sockets that the first transaction brings
 * about are made so: else they would hold that transaction, and the application's own contexts, for as long as the process lives.
 */
export const outside = <T>(fn: () => T): T => whereLoaded(untraced, fn) as T;
