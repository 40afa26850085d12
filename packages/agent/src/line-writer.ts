/**
 * Writes StatsD lines into datagrams of bounded size. Numbers come out as core's `formatMs` writes them; a test compares the two.
 *
 * Hot (bench/agent): a line costs its own bytes in a buffer made before, and no string.
 */
import { formatMs } from '@carpy/core';

/** Newline, up to 21 characters of number, `|ms`. */
const VALUE_RESERVE = 25;
const NEWLINE = 10;
const ZERO = 48;
const POINT = 46;
const PIPE = 124;
const M = 109;
const S = 115;
/** Below this many thousandths every step of the digits is exact in a double. */
const MAX_FAST_THOUSANDTHS = 2 ** 52;

/** A full datagram goes here; `length` bytes of `buffer` count, and the buffer belongs to the receiver. */
export type DatagramSink = (buffer: Buffer, length: number, lines: number) => void;

export class LineWriter {
  readonly #size: number;
  readonly #sink: DatagramSink;
  readonly #takeBuffer: () => Buffer;
  #buffer: Buffer | undefined;
  #at = 0;
  #lines = 0;

  /** `takeBuffer` gives buffers of `maxDatagramBytes`. */
  constructor(maxDatagramBytes: number, takeBuffer: () => Buffer, sink: DatagramSink) {
    this.#size = maxDatagramBytes;
    this.#takeBuffer = takeBuffer;
    this.#sink = sink;
  }

  /** One timing: `prefix` ends in `:`; `durationMs` >= 0. */
  timing(prefix: Uint8Array, durationMs: number): void {
    const buffer = this.#room(prefix.length + VALUE_RESERVE);
    let at = this.#at;
    buffer.set(prefix, at);
    at = writeMs(buffer, at + prefix.length, durationMs);
    buffer[at] = PIPE;
    buffer[at + 1] = M;
    buffer[at + 2] = S;
    this.#at = at + 3;
    this.#lines++;
  }

  /** One line: `prefix` ends in `:`, `value` is ASCII. Longer than a datagram: left out, answers false. */
  text(prefix: Uint8Array, value: string): boolean {
    const length = prefix.length + value.length;
    if (length > this.#size) return false;
    const buffer = this.#room(length + 1);
    buffer.set(prefix, this.#at);
    this.#at = writeText(buffer, this.#at + prefix.length, value);
    this.#lines++;
    return true;
  }

  /** Whole lines that must stay together, without a newline at the end. Longer than a datagram: left out, answers false. */
  whole(line: Uint8Array, lines = 1): boolean {
    if (line.length > this.#size) return false;
    const buffer = this.#room(line.length + 1);
    buffer.set(line, this.#at);
    this.#at += line.length;
    this.#lines += lines;
    return true;
  }

  /** Hands over what is written so far. */
  cut(): void {
    if (this.#buffer === undefined || this.#at === 0) return;
    const buffer = this.#buffer;
    const length = this.#at;
    const lines = this.#lines;
    this.#buffer = undefined;
    this.#at = 0;
    this.#lines = 0;
    this.#sink(buffer, length, lines);
  }

  /** A buffer with `need` bytes free at #at, the separating newline written. */
  #room(need: number): Buffer {
    if (this.#at + need > this.#size) this.cut();
    this.#buffer ??= this.#takeBuffer();
    if (this.#at > 0) this.#buffer[this.#at++] = NEWLINE;
    return this.#buffer;
  }
}

/** Milliseconds with three decimals at most, trailing zeros cut. Returns the offset after the last digit. */
export function writeMs(buffer: Uint8Array, start: number, durationMs: number): number {
  const thousandths = Math.round(durationMs * 1000);
  if (!(thousandths >= 0 && thousandths < MAX_FAST_THOUSANDTHS)) return writeText(buffer, start, formatMs(durationMs));
  const whole = Math.floor(thousandths / 1000);
  const fraction = thousandths - whole * 1000;
  let at = writeWhole(buffer, start, whole);
  if (fraction === 0) return at;
  buffer[at++] = POINT;
  const first = (fraction / 100) | 0;
  const second = ((fraction / 10) | 0) - first * 10;
  const third = fraction - first * 100 - second * 10;
  buffer[at++] = ZERO + first;
  if (second !== 0 || third !== 0) buffer[at++] = ZERO + second;
  if (third !== 0) buffer[at++] = ZERO + third;
  return at;
}

function writeWhole(buffer: Uint8Array, start: number, value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  let rest = value;
  for (let at = start + digits - 1; at >= start; at--) {
    const next = Math.floor(rest / 10);
    buffer[at] = ZERO + (rest - next * 10);
    rest = next;
  }
  return start + digits;
}

function writeText(buffer: Uint8Array, start: number, text: string): number {
  for (let i = 0; i < text.length; i++) buffer[start + i] = text.charCodeAt(i);
  return start + text.length;
}
