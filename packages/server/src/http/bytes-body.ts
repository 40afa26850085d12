/**
 * Bodies that are there as a whole, sent as they are. A Response copies bytes that it is given, and reading them from it again takes longer
 * than sending them (bench/graphite); so the listener is told of them beside it.
 */
import type { ServerResponse } from 'node:http';

const wholeBodies = new WeakMap<Response, Uint8Array>();

/** Turns bytes into a body for `respond`, and notes them for `sendWhole`. The stream is for whoever reads the answer without a socket. */
export function wholeBody(
  bytes: Uint8Array<ArrayBuffer>,
  respond: (body: ReadableStream<Uint8Array<ArrayBuffer>>) => Response,
): Response {
  const response = respond(
    new ReadableStream(
      {
        pull(controller) {
          controller.enqueue(bytes);
          controller.close();
        },
      },
      { highWaterMark: 0 },
    ),
  );
  wholeBodies.set(response, bytes);
  return response;
}

/** Sends an answer whose body is there as a whole, with its length; false, and nothing sent, for others. */
export function sendWhole(response: Response, outgoing: ServerResponse): boolean {
  const bytes = wholeBodies.get(response);
  if (bytes === undefined) return false;
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), 'content-length': bytes.byteLength });
  outgoing.end(bytes);
  return true;
}
