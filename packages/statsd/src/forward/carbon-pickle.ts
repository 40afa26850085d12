/**
 * Carbon's pickle protocol: four bytes of length, big-endian, then the list [(path, (timestamp, value)), …] pickled
 * (https://graphite.readthedocs.io/en/latest/feeding-carbon.html#the-pickle-protocol).
 *
 *     80 02 ] (   { X length32le path   J int32le   G float64be   86 86 }*   e .
 *
 * Protocol 2, which Python 2 and 3 read; 86 makes a tuple of two. A frame is one chunk, and carbon takes at most 1 MiB in one.
 */
import { type CarbonEncoder, type ChunkReceiver, copyOf } from './carbon-encoder.ts';

const MAX_POINTS = 500;
const FRAME_BYTES = 256 * 1024;
const HEADER = Buffer.from('80025d28', 'hex');
const LENGTH_BYTES = 4;
/** Opcodes and numbers of a point, a leaf, and the frame's end. */
const REST_BYTES = 96;
const UNICODE = 0x58;
const INT32 = 0x4a;
const FLOAT64 = 0x47;
const TUPLE_OF_TWO = 0x86;
const APPENDS = 0x65;
const STOP = 0x2e;
const MAX_INT32 = 0x7fffffff;

export class CarbonPickle implements CarbonEncoder {
  readonly #receive: ChunkReceiver;
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #used = 0;
  #points = 0;

  constructor(receive: ChunkReceiver) {
    this.#receive = receive;
  }

  point(path: string, leaf: string, value: number, slotS: number): void {
    if (this.#points === 0) this.#used = LENGTH_BYTES + HEADER.copy(this.#bytes, LENGTH_BYTES);
    const room = this.#used + path.length * 3 + REST_BYTES;
    if (room > this.#bytes.length) this.#grow(room);
    const bytes = this.#bytes;
    const lengthAt = this.#used + 1;
    let at = lengthAt + 4;
    bytes[lengthAt - 1] = UNICODE;
    at += bytes.write(path, at, 'utf8');
    at += bytes.write(leaf, at, 'latin1');
    bytes.writeUInt32LE(at - lengthAt - 4, lengthAt);
    if (slotS <= MAX_INT32) {
      bytes[at++] = INT32;
      at = bytes.writeInt32LE(slotS, at);
    } else at = float(bytes, slotS, at);
    at = float(bytes, value, at);
    bytes[at++] = TUPLE_OF_TWO;
    bytes[at++] = TUPLE_OF_TWO;
    this.#used = at;
    this.#points++;
    if (this.#points === MAX_POINTS || at >= FRAME_BYTES) this.end();
  }

  end(): void {
    if (this.#points === 0) return;
    const bytes = this.#bytes;
    bytes[this.#used++] = APPENDS;
    bytes[this.#used++] = STOP;
    bytes.writeUInt32BE(this.#used - LENGTH_BYTES, 0);
    this.#receive(copyOf(bytes, this.#used), this.#points);
    this.#points = 0;
  }

  #grow(room: number): void {
    const wider = Buffer.allocUnsafeSlow(Math.max(room, this.#bytes.length * 2));
    this.#bytes.copy(wider, 0, 0, this.#used);
    this.#bytes = wider;
  }
}

function float(bytes: Buffer, value: number, at: number): number {
  bytes[at] = FLOAT64;
  return bytes.writeDoubleBE(value, at + 1);
}
