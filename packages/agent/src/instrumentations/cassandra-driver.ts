/** cassandra-driver: `cassandra.select.users`, a page at a time; `cassandra.batch`. */
import {
  callbackAt,
  callOriginal,
  callScope,
  connectOutside,
  endingCallback,
  endingPromise,
  startCall,
  withArgument,
} from '../calls/library-call.ts';
import { SqlNames } from '../calls/sql-name.ts';
import { type Hook, onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=3 <5';
const names = new SqlNames('cassandra', 'standard');

export const cassandraDriver: Instrumentation = {
  name: 'cassandra-driver',
  modules: [{ name: 'cassandra-driver', versions: VERSIONS }],
  enable(hook) {
    onModule(hook, 'cassandra-driver/lib/client.js', VERSIONS, ({ prototype }) => {
      // All ways to ask go through these: of version 4 with promises, of version 3 with callbacks.
      const promises = typeof prototype._execute === 'function';
      connectOutside(hook, prototype, promises ? '_connect' : 'connect');
      time(hook, prototype, promises ? '_execute' : '_innerExecute', (query) => names.of(query));
      time(hook, prototype, promises ? '_batch' : '_batchCb', () => 'cassandra.batch');
    });
  },
};

function time(hook: Hook, prototype: object, method: string, nameOf: (first: unknown) => string): void {
  patchMethod(hook, prototype, method, (original, args) => {
    const scope = callScope(hook);
    const call = scope && startCall(hook, scope, nameOf(args[0]));
    if (scope === undefined || call === undefined) return original();
    const at = callbackAt(args);
    if (at < 0) return endingPromise(call, callOriginal(call, original, args));
    return callOriginal(call, original, withArgument(args, at, endingCallback(call, scope, args[at] as () => unknown)));
  });
}
