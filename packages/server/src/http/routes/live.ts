/**
 * `GET /api/v1/live`: server-sent events. Without a topic what every page wants; `topic=tail` request records as they come. Bounded in clients
 * and in what waits for each; see live-hub.ts.
 */
import { parseRecordQuery } from '@carpy/core';
import type { HttpDeps } from '../deps.ts';
import { EVENT_STREAM_HEADERS, eventStream } from '../event-stream.ts';
import { encodeEvent, encodeTail } from '../live-hub.ts';
import { appOf, choiceParam } from '../records/record-params.ts';
import type { AppContext, Route } from '../route.ts';

/** Events that may wait for one client. */
const MAX_WAITING = 64;
/** Four seconds of them: who is further behind looks at the past. */
const MAX_WAITING_TAILS = 16;

export function liveRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/live',
    methods: {
      GET: (c) => {
        const topic = choiceParam(c, 'topic', ['all', 'tail']);
        // HEAD is answered by this handler too, and nobody would ever read or cancel its stream.
        if (c.req.method === 'HEAD') return c.body(null, 200, EVENT_STREAM_HEADERS);
        return topic === 'tail' ? tail(deps, c) : live(deps, c);
      },
    },
  };
}

const helloOf = ({ clock, config }: HttpDeps): Uint8Array =>
  encodeEvent('hello', { nowMs: clock(), flushIntervalMs: config.flushIntervalMs });

function live(deps: HttpDeps, c: AppContext): Response {
  const { stream, client } = eventStream(deps.live, { maxWaiting: MAX_WAITING });
  client.send(helloOf(deps));
  return c.body(stream, 200, EVENT_STREAM_HEADERS);
}

async function tail(deps: HttpDeps, c: AppContext): Promise<Response> {
  const query = { app: appOf(c), filter: parseRecordQuery(c.req.query('q') ?? '') };
  let close: (() => void) | undefined;
  let ended = false;
  const { stream, client } = eventStream(deps.live, {
    maxWaiting: MAX_WAITING_TAILS,
    ownEvents: true,
    onEnd: () => {
      ended = true;
      close?.();
    },
  });
  client.send(helloOf(deps));
  try {
    close = await deps.records.tail(query, {
      show: (event) => {
        if (client.room() <= 0) return false;
        client.send(encodeTail(event));
        return true;
      },
      ended: () => client.close(),
    });
  } catch (e) {
    client.close();
    throw e;
  }
  // The client may have gone while the room was asked.
  if (ended) close();
  return c.body(stream, 200, EVENT_STREAM_HEADERS);
}
