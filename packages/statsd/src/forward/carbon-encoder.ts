/** Points in one of carbon's two forms, cut into chunks that can be sent, lost and repeated each by itself. */

export interface CarbonEncoder {
  /** Adds a point; chunks that are full go to the receiver. `value` is finite. */
  point(path: string, leaf: string, value: number, slotS: number): void;
  /** Hands on what is open. */
  end(): void;
}

/** Takes a chunk's bytes over, with the number of points in it. */
export type ChunkReceiver = (bytes: Uint8Array, points: number) => void;

/** Not from Node's shared pool: a chunk that waits for an hour would keep its neighbours alive. */
export function copyOf(bytes: Buffer, length: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(length);
  bytes.copy(copy, 0, 0, length);
  return copy;
}
