/** mongodb: `mongodb.find.users`. */
import { callOriginal, callScope, endingPromise, startCall } from '../calls/library-call.ts';
import { onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=6 <8';

/** Commands with which the driver itself talks to the server. */
const OWN: ReadonlySet<string> = new Set(['hello', 'ismaster', 'isMaster', 'saslStart', 'saslContinue', 'endSessions']);

export const mongodb: Instrumentation = {
  name: 'mongodb',
  modules: [{ name: 'mongodb', versions: VERSIONS }],
  enable(hook) {
    // Not by the driver's monitoring events: they must be turned on in each client's options, and then every reply is decoded twice.
    onModule(hook, 'mongodb/lib/cmap/connection.js', VERSIONS, ({ Connection }) => {
      patchMethod(hook, Connection.prototype, 'command', (original, args) => {
        const scope = callScope(hook);
        const name = scope === undefined ? undefined : commandName(args[1]);
        if (scope === undefined || name === undefined) return original();
        const call = startCall(hook, scope, name);
        return call === undefined ? original() : endingPromise(call, callOriginal(call, original, args), failureOf);
      });
    });
  },
};

/** A command's first key names it and has the collection as its value; `getMore` has the collection beside. */
function commandName(command: unknown): string | undefined {
  const fields = command as Record<string, unknown> | null;
  if (typeof fields !== 'object' || fields === null) return undefined;
  for (const name in fields) {
    if (OWN.has(name)) return undefined;
    const collection = name === 'getMore' ? fields['collection'] : fields[name];
    return typeof collection === 'string' ? `mongodb.${name}.${collection}` : `mongodb.${name}`;
  }
  return undefined;
}

/** Replies that say of single documents that they were not written: the driver throws for them after it has the reply. */
function failureOf(reply: unknown): unknown {
  const { has } = reply as { has?: unknown };
  const failed = typeof has === 'function' ? has.call(reply, 'writeErrors') : 'writeErrors' in (reply as object);
  return failed ? true : undefined;
}
