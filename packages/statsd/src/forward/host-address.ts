/** The address of a host, looked up at the start and again each minute. UDP has no connection in which Node would look it up. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { errorText } from './forwarder.ts';

/** Rejects when there is none. */
export type Resolve = (host: string) => Promise<{ readonly address: string; readonly family: number }>;

const REFRESH_MS = 60_000;
/** While nothing is known yet. */
const RETRY_MS = 1_000;

const systemResolve: Resolve = (host) => lookup(host);

export interface HostAddressOptions {
  /** Default the system's. */
  readonly resolve?: Resolve | undefined;
  /** Default 60,000 ms. */
  readonly refreshMs?: number | undefined;
  readonly now?: (() => number) | undefined;
}

export class HostAddress {
  /** Undefined until the first answer; an old one stays when a later look-up fails. */
  address: string | undefined;
  family: 4 | 6 = 4;
  /** Resolves when the first look-up has ended, well or not. */
  readonly ready: Promise<void>;
  lastError: string | undefined;
  lastErrorAtMs: number | undefined;
  readonly #host: string;
  readonly #resolve: Resolve;
  readonly #refreshMs: number;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(host: string, options: HostAddressOptions = {}) {
    this.#host = host;
    this.#resolve = options.resolve ?? systemResolve;
    this.#refreshMs = options.refreshMs ?? REFRESH_MS;
    this.#now = options.now ?? Date.now;
    const family = isIP(host);
    if (family !== 0) this.#set(host, family);
    this.ready = family === 0 ? this.#look() : Promise.resolve();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const { address, family } = await this.#resolve(this.#host);
      this.#set(address, family);
    } catch (error) {
      this.lastError = errorText(error);
      this.lastErrorAtMs = this.#now();
    }
    if (this.#closed) return;
    const pauseMs = this.address === undefined ? Math.min(RETRY_MS, this.#refreshMs) : this.#refreshMs;
    this.#timer = setTimeout(() => void this.#look(), pauseMs).unref();
  }

  #set(address: string, family: number): void {
    this.address = address;
    this.family = family === 6 ? 6 : 4;
  }
}
