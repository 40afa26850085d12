/** `GET /api/v1/live`: server-sent events. Bounded in clients and in what waits for each; see live-hub.ts. */
import { CarpyError } from '@carpy/core';
import type { HttpDeps } from '../deps.ts';
import { encodeEvent } from '../live-hub.ts';
import type { AppContext, Route } from '../route.ts';

/** Events that may wait for one client. */
const MAX_WAITING = 64;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Proxies such as nginx would else hold events back until a buffer is full.
  'X-Accel-Buffering': 'no',
};

export function liveRoute(deps: HttpDeps): Route {
  return { path: '/api/v1/live', methods: { GET: (c) => live(deps, c) } };
}

function live(deps: HttpDeps, c: AppContext): Response {
  // HEAD is answered by this handler too, and nobody would ever read or cancel its stream.
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  let leave: (() => void) | undefined;
  let full = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        leave = deps.live.subscribe({
          room: () => controller.desiredSize ?? 0,
          send: (bytes) => controller.enqueue(bytes),
          close: () => controller.close(),
        });
        full = leave === undefined;
        if (!full)
          controller.enqueue(
            encodeEvent('hello', { nowMs: deps.clock(), flushIntervalMs: deps.config.flushIntervalMs }),
          );
      },
      cancel() {
        leave?.();
      },
    },
    new CountQueuingStrategy({ highWaterMark: MAX_WAITING }),
  );
  if (full)
    throw new CarpyError('CARPY_TIMEOUT', 'too many live streams are open, or the server is closing; try again later');
  return c.body(stream, 200, headers);
}
