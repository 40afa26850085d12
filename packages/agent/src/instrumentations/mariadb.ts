/**
 * MariaDB's own driver, by its promises: `mysql.select.users`, as the other drivers of MySQL. Before 3.5 by its classes; later its ES module
 * as well, while its CommonJS is one file, of which the classes are met at the first pool or connection.
 */
import { callOriginal, callScope, endingPromise, startCall } from '../calls/library-call.ts';
import { SqlNames } from '../calls/sql-name.ts';
import { type Hook, type Observer, observed, onEsModule, onModule, patchMethod } from '../hooks/index.ts';
import { isPlainPromise } from '../timed-call.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=3 <4';
const names = new SqlNames('mysql', 'mysql');

/** Statements that have methods of their own. */
const STATEMENTS: Readonly<Record<string, string>> = {
  beginTransaction: 'BEGIN',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
};

export const mariadb: Instrumentation = {
  name: 'mariadb',
  modules: [{ name: 'mariadb', versions: VERSIONS }],
  enable(hook) {
    for (const file of ['mariadb/lib/connection-promise.js', 'mariadb/lib/pool-promise.js']) {
      onModule(hook, file, VERSIONS, (Class) => timeMethods(hook, Class.prototype));
      onEsModule(hook, file, '>=3.5 <4', (module) => timeMethods(hook, module.default.prototype));
    }
    onModule(hook, 'mariadb/dist/promise.cjs', VERSIONS, (exports) => withFactories(hook, exports));
  },
};

/** Of a connection, or of a pool. */
function timeMethods(hook: Hook, prototype: object): void {
  for (const method of ['query', 'execute', 'batch'])
    patchMethod(
      hook,
      prototype,
      method,
      timed(hook, (args) => textOf(args[0])),
    );
  for (const [method, statement] of Object.entries(STATEMENTS))
    patchMethod(
      hook,
      prototype,
      method,
      timed(hook, () => statement),
    );
}

function timed(hook: Hook, statementOf: (args: ArrayLike<unknown>) => unknown): Observer {
  return (original, args) => {
    const scope = callScope(hook);
    const call = scope && startCall(hook, scope, names.of(statementOf(args)));
    return call === undefined ? original() : endingPromise(call, callOriginal(call, original, args));
  };
}

/** A statement, or an object with it and its settings. */
const textOf = (given: unknown): unknown =>
  typeof given === 'object' && given !== null ? (given as { readonly sql?: unknown }).sql : given;

/** Exports of which nothing can be replaced, in an object of ours where it can. */
function withFactories(hook: Hook, exports: object & { readonly default?: object }): object {
  const properties: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(exports);
  for (const name of ['createPool', 'createConnection']) {
    const value = observed(hook, exports[name as keyof object] as () => unknown, meeting(hook));
    properties[name] = { value, writable: true, configurable: true, enumerable: true };
    if (exports.default !== undefined) Object.defineProperty(exports.default, name, properties[name]);
  }
  return Object.create(Object.getPrototypeOf(exports), properties);
}

/** Of what makes a pool, or promises a connection: those have the classes. */
const meeting =
  (hook: Hook): Observer =>
  (call) => {
    const made = call();
    return isPlainPromise(made) ? made.then((connection) => met(hook, connection)) : met(hook, made);
  };

/** The same, of which the class is timed from now on; of a pool its connections', too. */
function met(hook: Hook, made: unknown): unknown {
  hook.try(() => {
    const prototype = Object.getPrototypeOf(made);
    timeMethods(hook, prototype);
    patchMethod(hook, prototype, 'getConnection', meeting(hook));
  });
  return made;
}
