/** node:dns: `dns.lookup`, `dns.resolve4`, by method and never by host. Sockets look their hosts up by it, too. */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import {
  callbackAt,
  callOriginal,
  callScope,
  endingCallback,
  endingPromise,
  startCall,
  withArgument,
} from '../calls/library-call.ts';
import { patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const METHODS: readonly string[] = [
  ...['lookup', 'lookupService', 'resolve', 'reverse'],
  ...['4', '6', 'Any', 'Caa', 'Cname', 'Mx', 'Naptr', 'Ns', 'Ptr', 'Soa', 'Srv', 'Txt'].map((type) => `resolve${type}`),
];

export const dnsLookups: Instrumentation = {
  name: 'dns',
  enable(hook) {
    // What `dns` itself has is bound to the methods as they were, or, after `setServers`, to those of the classes.
    const objects = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype];
    for (const method of METHODS) {
      const name = `dns.${method}`;
      for (const module of objects)
        patchMethod(hook, module, method, (original, args) => {
          const scope = callScope(hook);
          const call = scope && startCall(hook, scope, name);
          if (scope === undefined || call === undefined) return original();
          const at = callbackAt(args);
          if (at < 0) return endingPromise(call, callOriginal(call, original, args));
          const callback = endingCallback(call, scope, args[at] as () => unknown);
          return callOriginal(call, original, withArgument(args, at, callback));
        });
    }
    syncBuiltinESMExports();
  },
};
