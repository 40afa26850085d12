/**
 * Hands live events to every open stream. Bounded on both sides: so many clients, and so many events waiting for each; a client
 * that does not keep up is closed, and its browser connects again. An event is encoded once, however many listen.
 */
import type { LiveEvents, LiveTailEvents } from '@carpy/api';

export interface LiveClient {
  /** Its events come from elsewhere: of the hub's it gets the comments that keep it open, and the end. */
  readonly ownEvents?: true;
  /** Events that it can still take before it counts as too slow. */
  room(): number;
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface LiveHubOptions {
  readonly maxClients?: number;
  /** How often a comment keeps idle connections open, ms. */
  readonly heartbeatMs?: number;
}

const encoder = new TextEncoder();

const encode = (event: string, data: unknown): Uint8Array =>
  encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

export const encodeEvent = <K extends keyof LiveEvents>(event: K, data: LiveEvents[K]): Uint8Array =>
  encode(event, data);
export const encodeTail = (data: LiveTailEvents['tail']): Uint8Array => encode('tail', data);

const HEARTBEAT = encoder.encode(': still here\n\n');

export class LiveHub {
  readonly #clients = new Set<LiveClient>();
  readonly #maxClients: number;
  readonly #heartbeatMs: number;
  #heartbeat: NodeJS.Timeout | undefined;
  #closed = false;
  #dropped = 0;

  constructor(options: LiveHubOptions = {}) {
    this.#maxClients = options.maxClients ?? 500;
    this.#heartbeatMs = options.heartbeatMs ?? 15_000;
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Clients closed because they did not keep up. */
  get droppedCount(): number {
    return this.#dropped;
  }

  /** Never throws: a client that fails is let go. */
  publish<K extends keyof LiveEvents>(event: K, data: LiveEvents[K]): void {
    if (this.#clients.size > 0) this.#sendAll(encodeEvent(event, data), (client) => client.ownEvents !== true);
  }

  /** Undefined when there are too many clients or the hub is closed; else call the answer to leave. */
  subscribe(client: LiveClient): (() => void) | undefined {
    if (this.#closed || this.#clients.size >= this.#maxClients) return undefined;
    this.#clients.add(client);
    if (this.#heartbeat === undefined) {
      this.#heartbeat = setInterval(() => this.#sendAll(HEARTBEAT, () => true), this.#heartbeatMs);
      this.#heartbeat.unref();
    }
    return () => this.#remove(client);
  }

  /** Ends every stream; nobody can subscribe any more. */
  close(): void {
    this.#closed = true;
    for (const client of [...this.#clients]) this.#end(client);
  }

  #sendAll(bytes: Uint8Array, isFor: (client: LiveClient) => boolean): void {
    for (const client of [...this.#clients]) {
      if (!isFor(client)) continue;
      if (client.room() <= 0) {
        this.#dropped++;
        this.#end(client);
        continue;
      }
      try {
        client.send(bytes);
      } catch {
        // The stream ended between two events; its own close handler may not have run yet.
        this.#remove(client);
      }
    }
  }

  #end(client: LiveClient): void {
    this.#remove(client);
    try {
      client.close();
    } catch {
      // Already closed by the other side.
    }
  }

  #remove(client: LiveClient): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) {
      clearInterval(this.#heartbeat);
      this.#heartbeat = undefined;
    }
  }
}
