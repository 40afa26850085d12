/** ioredis: `redis.get`. */
import { carriedCall, carryCall } from '../calls/carried-call.ts';
import { callScope, connectOutside, startCall } from '../calls/library-call.ts';
import { redisName } from '../calls/redis-name.ts';
import { type Hook, onModule, patchBefore } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=5 <7';

interface Command {
  readonly name: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export const ioredis: Instrumentation = {
  name: 'ioredis',
  modules: [{ name: 'ioredis', versions: VERSIONS }],
  enable(hook) {
    // Not by its diagnostics channels: they exist since 5.11 only, and have it copy all arguments of every command.
    onModule(hook, 'ioredis/built/Redis.js', VERSIONS, (exports) => {
      connectOutside(hook, exports.default.prototype, 'connect');
      patchBefore(hook, exports.default.prototype, 'sendCommand', (args) => watch(hook, args[0] as Command));
    });
  },
};

/**
 * Times it until it is resolved or rejected. Its promise is the application's: handlers on it would hide that a rejection goes
 * unhandled. Commands come again when they waited for a connection, or are tried again.
 */
function watch(hook: Hook, command: Command): void {
  if (carriedCall(command) !== undefined) return;
  const scope = callScope(hook);
  if (scope === undefined) return;
  const call = startCall(hook, scope, redisName(command.name));
  if (call === undefined) return;
  carryCall(command, call);
  const { resolve, reject } = command;
  const resolved = function (this: unknown, value: unknown): unknown {
    call.end();
    return Reflect.apply(resolve, this, [value]);
  };
  const rejected = function (this: unknown, error: unknown): unknown {
    call.end(error ?? true);
    return Reflect.apply(reject, this, [error]);
  };
  command.resolve = resolved;
  command.reject = rejected;
}
