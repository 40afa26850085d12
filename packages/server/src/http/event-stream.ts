/** A stream of server-sent events to one client, which the live hub keeps open, and ends. */
import { CarpyError } from '@carpy/core';
import type { LiveClient, LiveHub } from './live-hub.ts';

export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Proxies such as nginx would else hold events back until a buffer is full.
  'X-Accel-Buffering': 'no',
};

export interface EventStream {
  readonly stream: ReadableStream<Uint8Array>;
  readonly client: LiveClient;
}

interface EventStreamOptions {
  /** Events that may wait for the client. */
  readonly maxWaiting: number;
  readonly ownEvents?: true;
  /** The stream is over, whoever ended it. */
  readonly onEnd?: () => void;
}

/** Throws CARPY_TIMEOUT when the hub takes no more. */
export function eventStream(hub: LiveHub, { maxWaiting, ownEvents, onEnd }: EventStreamOptions): EventStream {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      cancel() {
        leave?.();
        onEnd?.();
      },
    },
    new CountQueuingStrategy({ highWaterMark: maxWaiting }),
  );
  const client: LiveClient = {
    ...(ownEvents && { ownEvents }),
    room: () => controller?.desiredSize ?? 0,
    send: (bytes) => controller?.enqueue(bytes),
    close: () => {
      leave?.();
      onEnd?.();
      try {
        controller?.close();
      } catch {
        // The client was gone already.
      }
    },
  };
  const leave = hub.subscribe(client);
  if (leave === undefined)
    throw new CarpyError('CARPY_TIMEOUT', 'too many live streams are open, or the server is closing; try again later');
  return { stream, client };
}
