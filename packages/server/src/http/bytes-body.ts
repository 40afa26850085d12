/**
 * Bytes as a body that is not copied: given as they are, a Response makes a copy of its own first, which for megabytes takes longer than
 * sending them (bench/graphite).
 */
export function bytesBody(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
