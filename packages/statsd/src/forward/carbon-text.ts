/**
 * Carbon's plaintext: `path value timestamp\n`
 * (https://graphite.readthedocs.io/en/latest/feeding-carbon.html#the-plaintext-protocol).
 * A value is written as JavaScript prints it, now and then with an exponent, which carbon's float() reads.
 */
import { type CarbonEncoder, type ChunkReceiver, copyOf } from './carbon-encoder.ts';

const SPACE = 32;
const CHUNK_BYTES = 64 * 1024;
/** Leaf, value and stamp of a line take less. */
const REST_BYTES = 128;
/** A path is cut nowhere; a longer one is no path of ours and makes its own chunk. */
const FIRST_BYTES = CHUNK_BYTES + 8_192;

export class CarbonText implements CarbonEncoder {
  readonly #receive: ChunkReceiver;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #used = 0;
  #points = 0;
  #slotS = Number.NaN;
  #stamp = '';

  constructor(receive: ChunkReceiver) {
    this.#receive = receive;
  }

  point(path: string, leaf: string, value: number, slotS: number): void {
    if (slotS !== this.#slotS) {
      this.#slotS = slotS;
      this.#stamp = ` ${slotS}\n`;
    }
    const room = this.#used + path.length * 3 + REST_BYTES;
    if (room > this.#bytes.length) this.#grow(room);
    const bytes = this.#bytes;
    let at = this.#used;
    at += bytes.write(path, at, 'utf8');
    at += bytes.write(leaf, at, 'latin1');
    bytes[at++] = SPACE;
    at += bytes.write(String(value), at, 'latin1');
    at += bytes.write(this.#stamp, at, 'latin1');
    this.#used = at;
    this.#points++;
    if (at >= CHUNK_BYTES) this.end();
  }

  end(): void {
    if (this.#points === 0) return;
    this.#receive(copyOf(this.#bytes, this.#used), this.#points);
    this.#used = 0;
    this.#points = 0;
  }

  #grow(room: number): void {
    const wider = Buffer.allocUnsafeSlow(room);
    this.#bytes.copy(wider, 0, 0, this.#used);
    this.#bytes = wider;
  }
}
