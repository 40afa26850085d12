/**
 * MariaDB's own driver, by its promises and its callbacks. Before 3.5 by its classes; later its ES module as well, while its CommonJS is
 * one file for each, of which the classes are met at the first pool or connection.
 */
import { callbackAt, endingCallback, withArgument } from '../calls/library-call.ts';
import { timeCallbacks, timePromises } from '../calls/mariadb-calls.ts';
import { storage } from '../context.ts';
import { type Hook, type Observer, observed, onEsModule, onModule, patchMethod } from '../hooks/index.ts';
import { isPlainPromise } from '../timed-call.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=3 <4';

/** Times the methods of a connection, or of a pool. */
type Time = (hook: Hook, prototype: object) => void;

export const mariadb: Instrumentation = {
  name: 'mariadb',
  modules: [{ name: 'mariadb', versions: VERSIONS }],
  enable(hook) {
    for (const [kind, time] of Object.entries({ promise: timePromises, callback: timeCallbacks })) {
      for (const file of [`mariadb/lib/connection-${kind}.js`, `mariadb/lib/pool-${kind}.js`]) {
        onModule(hook, file, VERSIONS, (Class) => time(hook, Class.prototype));
        onEsModule(hook, file, '>=3.5 <4', (module) => time(hook, module.default.prototype));
      }
      onModule(hook, `mariadb/dist/${kind}.cjs`, VERSIONS, (exports) => withFactories(hook, exports, time));
    }
  },
};

/** Exports of which nothing can be replaced, in an object of ours where it can. */
function withFactories(hook: Hook, exports: object & { readonly default?: object }, time: Time): object {
  const properties: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(exports);
  const factories = {
    createPool: meeting(hook, time),
    createConnection: meeting(hook, time),
    createPoolCluster: opening(hook, time),
  };
  for (const [name, observer] of Object.entries(factories)) {
    const value = observed(hook, exports[name as keyof object] as () => unknown, observer);
    properties[name] = { value, writable: true, configurable: true, enumerable: true };
    if (exports.default !== undefined) Object.defineProperty(exports.default, name, properties[name]);
  }
  return Object.create(Object.getPrototypeOf(exports), properties);
}

/** Of what answers, promises or calls back with a pool or a connection: those have the classes, which are timed from then on. */
function meeting(hook: Hook, time: Time): Observer {
  const met = (made: unknown): unknown => {
    hook.try(() => {
      if (typeof made !== 'object' || made === null) return;
      opens(hook, made, time);
      time(hook, Object.getPrototypeOf(made));
    });
    return made;
  };
  return (call, args) => {
    const at = callbackAt(args);
    if (at < 0) {
      const made = call();
      return isPlainPromise(made) ? made.then(met) : met(made);
    }
    const callback = args[at] as (...given: unknown[]) => unknown;
    const meets = function (this: unknown, ...given: unknown[]): unknown {
      met(given[1]);
      return Reflect.apply(callback, this, given);
    };
    const scope = storage.getStore();
    return call(withArgument(args, at, scope === undefined ? meets : endingCallback(undefined, scope, meets)));
  };
}

/** Of what answers that which opens connections: a cluster of pools, or some of its pools. */
function opening(hook: Hook, time: Time): Observer {
  return (call) => {
    const made = call();
    hook.try(() => opens(hook, made, time));
    return made;
  };
}

function opens(hook: Hook, made: unknown, time: Time): void {
  const prototype = Object.getPrototypeOf(made);
  patchMethod(hook, prototype, 'getConnection', meeting(hook, time));
  patchMethod(hook, prototype, 'of', opening(hook, time));
}
