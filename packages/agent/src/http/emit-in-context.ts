/** Listeners of a request's events run in its context, where what reads the connection runs in another or in none. */
import { storage } from '../context.ts';
import { type Hook, patchContext } from '../hooks/index.ts';
import { requestOf } from './http-request.ts';

interface Emitter {
  listenerCount(event: string): number;
}

/** For all of a class, by its prototype. */
export function emitInContext(hook: Hook, prototype: object): void {
  patchContext<Emitter>(hook, prototype, 'emit', (args, emitter) => {
    const transaction = requestOf(emitter)?.transaction;
    return transaction === undefined ||
      transaction.ended ||
      storage.getStore()?.transaction === transaction ||
      emitter.listenerCount(args[0] as string) === 0
      ? undefined
      : transaction.scope;
  });
}
