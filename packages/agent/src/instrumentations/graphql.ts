/**
 * graphql: executions by operation, `graphql.query.GetUsers`, with what the resolvers call below it. Resolvers are not timed one by one:
 * most of them only read a property. A result with errors is an error.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { carriedCall, carryCall } from '../calls/carried-call.ts';
import { callOriginal, callScope, endingPromise, startCall } from '../calls/library-call.ts';
import { type Scope, storage, wantContext } from '../context.ts';
import { type Hook, onModule, onTracing, patchMethod } from '../hooks/index.ts';
import { isPlainPromise } from '../timed-call.ts';
import type { Instrumentation } from './instrumentation.ts';

const CHANNEL = 'graphql:execute';

interface Operation {
  readonly kind: string;
  /** `query`, `mutation`, `subscription`. */
  readonly operation: string;
  readonly name?: { readonly value: string } | undefined;
}

interface Execution {
  readonly document?: { readonly definitions?: readonly Operation[] };
  readonly operationName?: string | null;
}

/** What version 17 tells of an execution on its channel. */
interface Told {
  readonly operationName?: string | null;
  readonly operationType?: string | undefined;
  readonly result?: unknown;
  readonly error?: unknown;
}

export const graphql: Instrumentation = {
  name: 'graphql',
  modules: [{ name: 'graphql', versions: '>=15 <18' }],
  channels: [`tracing:${CHANNEL}`],
  enable(hook) {
    onModule(hook, 'graphql/execution/execute.js', '>=15 <17', (exports) => {
      patchMethod(hook, exports, 'execute', (original, args) => {
        const scope = callScope(hook);
        const call = scope && startCall(hook, scope, nameOf(args));
        if (call === undefined) return original();
        const result = call.run(() => callOriginal(call, original, args));
        if (isPlainPromise(result)) return endingPromise(call, result, failureOf);
        call.end(failureOf(result));
        return result;
      });
    });
    listen(hook);
  },
};

/** Since version 17; as an ES module it can't be patched. */
function listen(hook: Hook): void {
  const start = channel(`tracing:${CHANNEL}:start`);
  const enter = (told: Told): Scope | undefined => hook.try(() => begin(hook, told)) ?? storage.getStore();
  const store = channelStore as unknown as AsyncLocalStorage<Scope>;
  start.bindStore(store, (told) => enter(told as Told) as Scope);
  hook.onUndo(() => start.unbindStore(store));
  const end = (told: Told): void => {
    if ('result' in told || 'error' in told) carriedCall(told)?.end(told.error ?? failureOf(told.result));
  };
  onTracing<Told>(hook, CHANNEL, { end, asyncEnd: end });
}

/** All that a channel asks of a store: its `run`, or since Node 26 `withScope`, of which it disposes. */
const channelStore = {
  run: <T>(scope: Scope | undefined, fn: () => T): T => storage.run(scope, fn),
  withScope: (scope: Scope | undefined) => {
    wantContext();
    const before = storage.getStore();
    storage.enterWith(scope);
    return { [Symbol.dispose]: () => storage.enterWith(before) };
  },
};

function begin(hook: Hook, told: Told): Scope | undefined {
  const scope = callScope(hook);
  const call = scope && startCall(hook, scope, operationName(told.operationType, told.operationName));
  if (call === undefined) return undefined;
  carryCall(told, call);
  return call.run(() => storage.getStore());
}

/** `execute({ document, operationName })`; version 15 takes them one by one, too. */
function nameOf(args: ArrayLike<unknown>): string {
  const { document, operationName: wanted } = (
    args.length > 1 ? { document: args[1], operationName: args[5] } : (args[0] ?? {})
  ) as Execution;
  const operations = document?.definitions?.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const found = wanted == null ? operations[0] : operations.find(({ name }) => name?.value === wanted);
  return operationName(found?.operation, found?.name?.value);
}

const operationName = (type: string | undefined, name: string | null | undefined): string =>
  name == null || name === '' ? `graphql.${type ?? 'query'}` : `graphql.${type ?? 'query'}.${name}`;

function failureOf(result: unknown): unknown {
  const { errors } = (result ?? {}) as { readonly errors?: readonly unknown[] };
  return errors !== undefined && errors.length > 0 ? true : undefined;
}
