/** One HTTP request as a transaction: what it is named and how it ended. */
import type { RunningTransaction } from '../running-transaction.ts';
import type { TransactionDetails } from '../transaction-details.ts';
import { headerOf, type RequestHeaders } from './request-headers.ts';

/** Where requests carry their state, so that a hook finds it without a context. */
const KEY: unique symbol = Symbol('carpy.request') as never;

/** The name until a route is known; also the lasting one of a GET that a handler without routes answered. */
export const PLACEHOLDER = 'GET /*';

export class HttpRequest implements TransactionDetails {
  readonly kind = 'http';
  readonly transaction: RunningTransaction;
  readonly method: string;
  /** Pattern of the route that took it, last. */
  route: string | undefined;
  status: number | undefined;
  error: unknown;
  /** By the session's clock, ms. */
  headersSentAtMs: number | undefined;
  /** Where the middleware that ran last is mounted: names a request that no route took. */
  mount = '';
  /** For a framework's hook to keep what it needs from call to call. */
  framework: unknown;
  /** Asked at the end, where a framework knows the route only then. */
  routeAtEnd: (() => string | undefined) | undefined;
  /** Asked at the end: what the application threw. */
  errorAtEnd: (() => unknown) | undefined;
  #threw = false;
  /** Not asked for after the end. */
  #headers: RequestHeaders | undefined;

  constructor(transaction: RunningTransaction, method: string, headers: RequestHeaders) {
    this.transaction = transaction;
    this.method = method;
    this.#headers = headers;
    transaction.details = this;
  }

  header(name: string): string | undefined {
    return this.#headers === undefined ? undefined : headerOf(this.#headers, name);
  }

  /** `pattern` takes the request. A later one replaces it. */
  setRoute(pattern: string): void {
    this.route = pattern;
    this.transaction.nameByHook(nameOf(this.method, pattern));
  }

  /** The application threw, rejected, or passed an error on. */
  threw(error: unknown): void {
    this.#threw = true;
    this.error = error;
  }

  /** It went on as if nothing had been thrown. */
  recovered(): void {
    this.#threw = false;
    this.error = undefined;
  }

  /** The first part of its response leaves, with the headers. */
  sendsHeaders(): void {
    this.headersSentAtMs ??= this.transaction.session.now();
  }

  /**
   * The last byte was sent, or the client went away. Names it if no route did: `unmatched` for a 404, else by the place of the
   * middleware that answered. An error is a status from 500 on, or a thrown error that was answered by a status below 400: a thrown
   * 4xx is the client's fault.
   */
  end(status: number): void {
    if (this.transaction.ended) return;
    this.status = status;
    if (this.route === undefined) this.#nameByEnd(status);
    const error = this.errorAtEnd?.();
    if (error !== undefined) this.threw(error);
    if (status >= 500 || (this.#threw && status < 400)) this.transaction.setError(this.error);
    this.transaction.end();
    this.#headers = undefined;
    this.routeAtEnd = undefined;
    this.errorAtEnd = undefined;
    this.framework = undefined;
  }

  #nameByEnd(status: number): void {
    const late = this.routeAtEnd?.();
    if (late !== undefined) this.setRoute(late);
    else if (status === 404) this.transaction.nameUnmatched();
    else if (this.mount !== '' || this.method !== 'GET') this.transaction.nameByHook(`${this.method} ${this.mount}/*`);
  }
}

/** Names by method and pattern: a string made anew each time would be hashed anew each time it is looked up. */
const names = new Map<string, Map<string, string>>();
const MAX_PATTERNS = 2_000;

function nameOf(method: string, pattern: string): string {
  let byPattern = names.get(method);
  if (byPattern === undefined) {
    byPattern = new Map();
    names.set(method, byPattern);
  }
  let name = byPattern.get(pattern);
  if (name === undefined) {
    name = `${method} ${pattern}`;
    if (byPattern.size < MAX_PATTERNS) byPattern.set(pattern, name);
  }
  return name;
}

type Carrier = { [KEY]?: HttpRequest; readonly stream?: Carrier | null; readonly req?: Carrier | null };

/** The state of a request of node:http or a stream of http2, or of the request or response that belongs to it. */
export function requestOf(carrier: unknown): HttpRequest | undefined {
  const known = carrier as Carrier | null | undefined;
  return known?.[KEY] ?? known?.stream?.[KEY] ?? known?.req?.[KEY];
}

export function setRequest(carrier: object, request: HttpRequest): void {
  (carrier as Carrier)[KEY] = request;
}
