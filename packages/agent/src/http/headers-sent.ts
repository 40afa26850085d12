/**
 * Notes when the headers of a response left: streamed and server-sent responses last on from there. Only where records are made of
 * requests, since it looks at every part of a body.
 */
import { ServerResponse } from 'node:http';
import { type Hook, patchBefore } from '../hooks/index.ts';
import { requestOf } from './http-request.ts';

const noting = new WeakSet<Hook>();

/** From now on, for all responses of node:http. */
export function noteHeadersSent(hook: Hook): void {
  if (noting.has(hook)) return;
  noting.add(hook);
  hook.onUndo(() => noting.delete(hook));
  // Node writes the headers together with the first part that is sent.
  patchBefore<ServerResponse & { readonly _headerSent: boolean }>(
    hook,
    ServerResponse.prototype,
    '_send',
    (_args, response) => {
      if (!response._headerSent) requestOf(response)?.sendsHeaders();
    },
  );
}
