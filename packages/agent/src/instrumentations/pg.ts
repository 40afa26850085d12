/** pg: `pg.select.users`. Queries of a pool are queries of one of its clients. */
import type { FunctionCall } from '../api.ts';
import {
  callbackAt,
  callOriginal,
  callScope,
  connectOutside,
  endingCallback,
  endingPromise,
  keepContext,
  startCall,
  withArgument,
} from '../calls/library-call.ts';
import { SqlNames } from '../calls/sql-name.ts';
import type { Scope } from '../context.ts';
import { type Hook, type Observer, observed, onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=8 <9';
const names = new SqlNames('pg', 'standard');

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** A statement with its settings; one with `submit` is a query object, a cursor or a stream. */
interface QueryConfig {
  readonly text?: unknown;
  callback?: unknown;
  readonly submit?: unknown;
  /** Of pg-cursor and pg-query-stream. */
  readonly cursor?: { readonly text?: unknown };
}

export const pg: Instrumentation = {
  name: 'pg',
  modules: [
    { name: 'pg', versions: VERSIONS },
    { name: 'pg-pool', versions: '>=3 <4' },
  ],
  enable(hook) {
    onModule(hook, 'pg/lib/client.js', VERSIONS, (Client) => {
      connectOutside(hook, Client.prototype, 'connect');
      patchMethod(hook, Client.prototype, 'query', queryObserver(hook));
    });
    onModule(hook, 'pg-pool', '>=3 <4', (Pool) => {
      keepContext(hook, Pool.prototype, 'connect');
    });
  },
};

const queryObserver =
  (hook: Hook): Observer =>
  (original, args) => {
    const scope = callScope(hook);
    if (scope === undefined) return original();
    const given = args[0];
    const config = typeof given === 'object' && given !== null ? (given as QueryConfig) : undefined;
    const call = startCall(hook, scope, names.of(config === undefined ? given : (config.text ?? config.cursor?.text)));
    if (call === undefined) return original();
    const at = callbackAt(args);
    if (at >= 0)
      return callOriginal(call, original, withArgument(args, at, endingCallback(call, scope, args[at] as Callback)));
    if (typeof config?.callback === 'function') return callWithOwnCallback(call, scope, original, args, config);
    const result = callOriginal(call, original, args);
    if (typeof config?.submit !== 'function') return endingPromise(call, result);
    endingMessages(hook, call, config);
    return result;
  };

/** Callbacks of ours, with those that they stand for: a configuration may be used again. */
const standingFor = new WeakMap<object, unknown>();

function callWithOwnCallback(
  call: FunctionCall,
  scope: Scope,
  original: (args?: ArrayLike<unknown>) => unknown,
  args: ArrayLike<unknown>,
  config: QueryConfig,
): unknown {
  const given = (standingFor.get(config.callback as object) ?? config.callback) as Callback;
  const callback = endingCallback(call, scope, given);
  standingFor.set(callback, given);
  config.callback = callback;
  return callOriginal(call, original, args);
}

/** A cursor is over when the server says that it is ready for the next query, or on an error: the client then calls these methods. */
function endingMessages(hook: Hook, call: FunctionCall, query: object): void {
  replace(hook, query, 'handleError', (error) => call.end(error ?? true));
  replace(hook, query, 'handleReadyForQuery', () => call.end());
}

/** On this one object, which goes with its query. */
function replace(hook: Hook, query: object, method: string, before: (argument: unknown) => void): void {
  const original: unknown = query[method as keyof object];
  if (typeof original !== 'function') return;
  const value = observed(hook, original as () => unknown, (call, args) => {
    before(args[0]);
    return call();
  });
  Object.defineProperty(query, method, { value, writable: true, configurable: true });
}
