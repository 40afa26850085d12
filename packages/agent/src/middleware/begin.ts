/** Begins a request for explicit middleware: where no hook has done so already. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hook } from '../hooks/index.ts';
import { beginExchange } from '../http/exchange.ts';
import { type HttpRequest, requestOf } from '../http/http-request.ts';
import { internalsOf } from '../internals.ts';
import { processAgent } from '../process-agent.ts';
import { say } from '../say.ts';

let warned = false;

/** undefined when another copy of this package made the agent; then requests pass as if it were not there, and one line tells so. */
export function middlewareHook(): Hook | undefined {
  const internals = internalsOf(processAgent());
  if (internals === undefined && !warned) {
    warned = true;
    say(
      'middleware does nothing, as another copy of @carpy/agent runs already: leave one (bundlers: mark it as external)',
    );
  }
  return internals?.hooks.hook('middleware');
}

/** The request, begun at its first middleware and ended with its response; undefined where it is not timed. Never throws. */
export function beginRequest(
  hook: Hook | undefined,
  request: IncomingMessage | undefined,
  response: ServerResponse | undefined,
): HttpRequest | undefined {
  return hook?.try(() => {
    if (request === undefined || response === undefined) return undefined;
    const known = requestOf(request);
    if (known !== undefined) return known;
    const begun = beginExchange(hook, request, response);
    if (begun === undefined) return undefined;
    const end = (): void => void hook.try(() => begun.end(response.statusCode));
    response.on('finish', end);
    response.on('close', end);
    return begun;
  });
}
