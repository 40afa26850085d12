/** Text as UTF-8 bytes in one buffer that grows. */

const encoder = new TextEncoder();

export class ByteText {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(firstBytes = 4_096) {
    this.bytes = new Uint8Array(firstBytes);
  }

  /** Room for so many bytes more. `bytes` may be another buffer after it. */
  room(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const wider = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    wider.set(this.bytes.subarray(0, this.length));
    this.bytes = wider;
  }

  put(text: string): void {
    // A UTF-16 unit takes three bytes at most.
    this.room(text.length * 3);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** All bytes put so far, a view of the buffer: not to be written on after it. */
  view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }
}
