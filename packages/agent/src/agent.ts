/** The agent of one process: its functions, and the session that one configuration brings about. */
import type { Agent, AgentOptions, FunctionCall, Transaction, TransactionOptions, WrapOptions } from './api.ts';
import { readConfiguration, type Surroundings } from './configuration.ts';
import { currentScope, outside, storage } from './context.ts';
import { type Counts, newCounts } from './counts.ts';
import { setFinishedTaker } from './finished-transaction.ts';
import { HookSet } from './hooks/hook-set.ts';
import { inertFunction, inertTransaction } from './inert.ts';
import { setInternals } from './internals.ts';
import { isGeneratorFunction, timeIterable, timeIterator } from './iterators.ts';
import { captureConsole } from './logging/console.ts';
import { logTaker } from './logging/log-taker.ts';
import { pinoOptions } from './logging/pino.ts';
import { winstonFormat } from './logging/winston.ts';
import { keepTicksQuick } from './quick-ticks.ts';
import { RunningFunction } from './running-function.ts';
import { RunningTransaction } from './running-transaction.ts';
import { type Platform, Session } from './session.ts';
import { takeFinished } from './take-finished.ts';
import { callFunction, callTransaction, childOf } from './timed-call.ts';
import { wrapMethods } from './wrap-class.ts';
import { standIn } from './wrapping.ts';

const NO_ARGUMENTS: readonly unknown[] = [];

export function createAgent(platform: Platform, surroundings: Surroundings): Agent {
  const counts: Counts = newCounts();
  let options: AgentOptions = {};
  let session: Session | undefined;
  /** The first use starts the agent; a close ends that, until `start` or `configure`. No session once started: turned off or closed. */
  let started = false;
  let closing: Promise<void> = Promise.resolve();

  const warn = (line: string): void => {
    try {
      platform.warn(line);
    } catch {
      counts.internalErrors++;
    }
  };

  const hooks = new HookSet({ counts, begin: (name, given) => begin(name, given), warn });

  function current(): Session | undefined {
    if (!started) open();
    return session;
  }

  function open(): void {
    started = true;
    try {
      outside(() => {
        const { configuration, warnings } = readConfiguration(options, surroundings);
        for (const line of warnings) warn(line);
        hooks.apply(configuration.enabled, configuration.instrumentations);
        if (!configuration.enabled) return;
        keepTicksQuick();
        session = new Session(configuration, { ...platform, warn }, counts);
      });
      taker.started();
    } catch (error) {
      // The agent stays off: an application does not fail for want of its metrics.
      counts.internalErrors++;
      warn(`could not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function settle(): boolean {
    const { enabled, instrumentations } = readConfiguration(options, surroundings).configuration;
    hooks.apply(enabled, instrumentations);
    return enabled;
  }

  function shut(): void {
    const old = session;
    session = undefined;
    if (old !== undefined) {
      const before = closing;
      closing = outside(() => Promise.all([before, old.close()]))
        .then(() => {})
        .catch(() => {
          counts.internalErrors++;
        });
    }
  }

  /** Transactions that run meanwhile end in the new session. */
  function renew(): void {
    const old = session;
    shut();
    open();
    if (old !== undefined) old.successor = session;
  }

  function configure(more: AgentOptions): void {
    options = { ...options, ...more };
    if (started) renew();
  }

  function start(more: AgentOptions = {}): void {
    options = { ...options, ...more };
    if (session === undefined || Object.keys(more ?? {}).length > 0) renew();
  }

  /** From JavaScript options may be null, as anything may: nothing here may throw. */
  function begin(name: string, given: TransactionOptions | null | undefined): RunningTransaction | undefined {
    try {
      const active = current();
      return active === undefined ? undefined : new RunningTransaction(active, String(name), given?.apdexTMs);
    } catch {
      counts.internalErrors++;
      return undefined;
    }
  }

  function transaction<T>(name: string, fn: (transaction: Transaction) => T, given?: TransactionOptions): T {
    const running = begin(name, given);
    return running === undefined ? fn(inertTransaction) : callTransaction<T>(running, fn, undefined, [running]);
  }

  function startFunction(name: string): FunctionCall {
    const scope = currentScope();
    if (scope === undefined || scope.transaction.ended) {
      counts.functionsOutside++;
      return inertFunction;
    }
    const node = childOf(counts, scope, name);
    return node === undefined ? inertFunction : new RunningFunction(scope.transaction, node, scope.call);
  }

  function wrap<F extends (...args: never[]) => unknown>(name: string, fn: F, given?: WrapOptions | null): F {
    if (typeof fn !== 'function') return fn;
    if (isGeneratorFunction(fn)) {
      const start =
        given?.kind === 'transaction' ? () => begin(name, given) ?? inertTransaction : () => startFunction(name);
      return standIn(fn, (original, self, args) => timeIterator(Reflect.apply(original, self, args) as object, start));
    }
    if (given?.kind !== 'transaction') {
      return standIn(fn, (original, self, args) => callFunction(counts, name, original, self, args));
    }
    return standIn(fn, (original, self, args) => {
      const running = begin(name, given);
      if (running === undefined) return Reflect.apply(original, self, args);
      const result = callTransaction(running, original, self, args);
      return given.flush === true && result instanceof Promise ? result.finally(flush) : result;
    });
  }

  function wrapMethod<O extends object>(
    object: O,
    method: keyof O & (string | symbol),
    name?: string,
    given?: WrapOptions,
  ): O {
    try {
      const original = object[method];
      if (typeof original !== 'function') {
        warn(`wrapMethod: ${String(method)} is no method; nothing is wrapped`);
        return object;
      }
      const described = Object.getOwnPropertyDescriptor(object, method);
      const value = wrap(name ?? String(method), original as (...args: never[]) => unknown, given);
      // An inherited method is replaced on the object itself, hidden from enumeration as methods of classes are.
      const place =
        described !== undefined && 'value' in described
          ? { ...described, value }
          : { value, writable: true, configurable: true, enumerable: described?.enumerable ?? false };
      if (!Reflect.defineProperty(object, method, place))
        warn(`wrapMethod: ${String(method)} can't be replaced; nothing is wrapped`);
    } catch {
      counts.internalErrors++;
    }
    return object;
  }

  /** Does something with the current transaction or the session; never throws. */
  const guarded = (action: () => void): void => {
    try {
      action();
    } catch {
      counts.internalErrors++;
    }
  };
  async function flush(): Promise<void> {
    await closing;
    await session?.flush().catch(() => {});
  }
  const here = (): RunningTransaction | undefined => storage.getStore()?.transaction;

  const taker = logTaker(() => session, here);

  const agent: Agent = {
    configure: (more) => guarded(() => configure(more)),
    start: (more) => guarded(() => start(more)),
    transaction,
    startTransaction: (name, given) => begin(name, given) ?? inertTransaction,
    time: (name, fn) => callFunction(counts, name, fn, undefined, NO_ARGUMENTS),
    startFunction,
    wrap,
    wrapMethod,
    wrapClass: (made, given) => {
      guarded(() => wrapMethods(made, given ?? {}, wrapMethod as never, warn));
      return made;
    },
    iterate: (name, iterable) => {
      try {
        return timeIterable(iterable, () => startFunction(name));
      } catch {
        counts.internalErrors++;
        return iterable;
      }
    },
    currentTransaction: here,
    setName: (name) => guarded(() => here()?.setName(name)),
    setError: (error) => here()?.setError(error),
    setApdexT: (thresholdMs) => here()?.setApdexT(thresholdMs),
    ignore: () => here()?.ignore(),
    counter: (name, n = 1) => guarded(() => current()?.custom.counter(String(name), n)),
    gauge: (name, value) => guarded(() => current()?.custom.gauge(String(name), value)),
    timing: (name, durationMs) => guarded(() => current()?.custom.timing(String(name), durationMs)),
    set: (name, value) => guarded(() => current()?.custom.set(String(name), value)),
    logFields: taker.fields,
    logged: (level, message) => {
      taker.logged(String(level), () => String(message));
    },
    pinoOptions: <O extends object>(given?: O): O => pinoOptions(taker, given ?? ({} as O)),
    winstonFormat: () => winstonFormat(taker),
    captureConsole: () => captureConsole(taker),
    flush,
    close: async () => {
      started = true;
      guarded(shut);
      await closing;
    },
    stats: () => ({
      running: session !== undefined,
      ...counts,
      overflow: { ...counts.overflow },
      hookFaults: { ...counts.hookFaults },
    }),
  };
  setFinishedTaker(agent, (finished) =>
    guarded(() => {
      const active = current();
      if (active !== undefined) takeFinished(active, finished);
    }),
  );
  setInternals(agent, { hooks, settle, wake: () => guarded(current) });
  return agent;
}
