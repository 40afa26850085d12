/**
 * One stream cut into frames: four bytes of length, big-endian, then so many bytes. What has come of an unfinished frame is kept, so that
 * a length alone makes nobody hold memory.
 */

export interface FrameTaker {
  /** bytes[from, to) is one frame without its length; it is the taker's until it returns. */
  frame(bytes: Buffer, from: number, to: number): void;
}

/** Bytes that all streams together may keep of unfinished frames. */
export interface FrameBudget {
  leftBytes: number;
}

/** Why no more of a stream can be read. */
export type FrameFault = 'too_long' | 'no_room';

const LENGTH_BYTES = 4;
const FIRST_BYTES = 4_096;

export class FrameSplitter {
  readonly #taker: FrameTaker;
  readonly #maxBytes: number;
  readonly #budget: FrameBudget;
  /** The unfinished frame with its length. */
  #kept: Buffer = Buffer.alloc(0);
  #keptLength = 0;

  /** `maxBytes` bounds a frame without its length. */
  constructor(taker: FrameTaker, maxBytes: number, budget: FrameBudget) {
    this.#taker = taker;
    this.#maxBytes = maxBytes;
    this.#budget = budget;
  }

  /** Bytes of a frame that has not ended yet. */
  get unfinished(): number {
    return this.#keptLength;
  }

  /** Takes what came. With a fault the stream is to be closed: nobody knows where the next frame begins. */
  chunk(bytes: Buffer): FrameFault | undefined {
    let at = 0;
    while (at < bytes.length || this.#keptLength > 0) {
      if (this.#keptLength > 0) {
        const needed = this.#keptLength < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + this.#kept.readUInt32BE(0);
        if (needed - LENGTH_BYTES > this.#maxBytes) return 'too_long';
        const taken = Math.min(needed - this.#keptLength, bytes.length - at);
        if (!this.#keep(bytes, at, at + taken, needed)) return 'no_room';
        at += taken;
        if (this.#keptLength < needed) return undefined;
        if (needed === LENGTH_BYTES && this.#kept.readUInt32BE(0) > 0) continue;
        this.#taker.frame(this.#kept, LENGTH_BYTES, needed);
        this.release();
        continue;
      }
      const length = bytes.length - at < LENGTH_BYTES ? undefined : bytes.readUInt32BE(at);
      if (length !== undefined && length > this.#maxBytes) return 'too_long';
      if (length === undefined || bytes.length - at - LENGTH_BYTES < length) {
        const needed = LENGTH_BYTES + (length ?? 0);
        return this.#keep(bytes, at, bytes.length, needed) ? undefined : 'no_room';
      }
      this.#taker.frame(bytes, at + LENGTH_BYTES, at + LENGTH_BYTES + length);
      at += LENGTH_BYTES + length;
    }
    return undefined;
  }

  /** Drops what is kept: the frame was taken, or its stream has ended. */
  release(): void {
    this.#budget.leftBytes += this.#kept.length;
    this.#kept = Buffer.alloc(0);
    this.#keptLength = 0;
  }

  /** `needed`: all bytes of the frame, as far as is known. False when there is no room for what came. */
  #keep(bytes: Buffer, from: number, to: number, needed: number): boolean {
    const length = this.#keptLength + to - from;
    if (length > this.#kept.length) {
      const size = Math.max(length, Math.min(needed, Math.max(FIRST_BYTES, this.#kept.length * 2)));
      if (size - this.#kept.length > this.#budget.leftBytes) return false;
      this.#budget.leftBytes -= size - this.#kept.length;
      const wider = Buffer.allocUnsafeSlow(size);
      this.#kept.copy(wider, 0, 0, this.#keptLength);
      this.#kept = wider;
    }
    bytes.copy(this.#kept, this.#keptLength, from, to);
    this.#keptLength = length;
    return true;
  }
}
