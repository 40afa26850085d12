/**
 * Keeps HTTP requests out of line protocols. A web page may send a request to any port of the visitor's own machine, with lines in its body:
 * on a stream nothing but the first line gives it away.
 */
import type { LineTaker } from './line-splitter.ts';

/** The method and the blank before the path. Browsers send no shorter and no longer methods of their own. */
const METHOD_BYTES = 24;
/** `HTTP/1.1` and the line's end. */
const VERSION_BYTES = 16;
const LF = 10;

const METHOD = /^[A-Za-z]+ \S/;
const VERSION = /\sHTTP\/\d(?:\.\d)?\s*$/;

/** Stands before the taker of one client's lines, and looks at the first of them. */
export class HttpGuard implements LineTaker {
  readonly #taker: LineTaker;
  readonly #onHttp: (bytes: Uint8Array, from: number, to: number) => void;
  #first = true;
  #isHttp = false;

  /** `onHttp` is called once for a client whose first line is an HTTP request's; nothing of it reaches the taker. */
  constructor(taker: LineTaker, onHttp: (bytes: Uint8Array, from: number, to: number) => void) {
    this.#taker = taker;
    this.#onHttp = onHttp;
  }

  lines(bytes: Uint8Array, from: number, to: number): void {
    if (this.#first) this.#look(bytes, from, to, isHttpRequest);
    if (!this.#isHttp) this.#taker.lines(bytes, from, to);
  }

  tooLong(bytes: Uint8Array, from: number, to: number): void {
    if (this.#first) this.#look(bytes, from, to, mayBeHttpRequest);
    if (!this.#isHttp) this.#taker.tooLong(bytes, from, to);
  }

  #look(bytes: Uint8Array, from: number, to: number, is: typeof isHttpRequest): void {
    this.#first = false;
    this.#isHttp = is(bytes, from, to);
    if (this.#isHttp) this.#onHttp(bytes, from, to);
  }
}

/** True when the first line of bytes[from, to) is an HTTP request's. */
function isHttpRequest(bytes: Uint8Array, from: number, to: number): boolean {
  const newline = bytes.indexOf(LF, from);
  const end = newline < 0 ? to : Math.min(newline, to);
  return METHOD.test(textOf(bytes, from, Math.min(end, from + METHOD_BYTES))) && VERSION.test(tailOf(bytes, from, end));
}

/** True when bytes[from, to), the beginning of a line too long to keep, may be that of an HTTP request. */
function mayBeHttpRequest(bytes: Uint8Array, from: number, to: number): boolean {
  return METHOD.test(textOf(bytes, from, Math.min(to, from + METHOD_BYTES)));
}

const tailOf = (bytes: Uint8Array, from: number, end: number): string =>
  textOf(bytes, Math.max(from, end - VERSION_BYTES), end);

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));
