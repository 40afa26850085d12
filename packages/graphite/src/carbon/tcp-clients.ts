/**
 * TCP servers of one of carbon's protocols and their clients, bounded in number and in silence. Nothing is ever written to a client, and many
 * that send at once are read in turns.
 */
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { FairTurns } from '@carpy/core';

export interface TcpLimits {
  /** Clients at once; more are closed at once and counted. Default 1,000. */
  readonly maxClients?: number;
  /** A client that sent nothing for so long is closed. Default 600,000 ms. */
  readonly idleMs?: number;
  /** True while what was read can't be handed on as fast as it comes: clients are read no further meanwhile. Default never. */
  readonly isBehind?: () => boolean;
}

/** What one client's bytes go to. */
export interface ClientTaker {
  /** False closes the client. */
  chunk(bytes: Buffer): boolean;
  /** The client is gone. True when it left something unfinished. */
  ended(): boolean;
}

/** Counts since the start. */
export interface TcpCounts {
  /** Connected now. */
  readonly clients: number;
  /** Connections refused because there were too many. */
  readonly refused: number;
  /** Clients closed for silence. */
  readonly idle: number;
  /** Errors of clients and sockets: resets and the like. */
  readonly errors: number;
  /** Last lines or frames that never ended, which carbon reads over too. */
  readonly unterminated: number;
}

/** How often it is looked whether those that wait may go on. */
const LOOK_MS = 10;

export class TcpClients {
  readonly #limits: Required<TcpLimits>;
  readonly #takerOf: () => ClientTaker;
  readonly #servers: Server[] = [];
  readonly #clients = new Set<Socket>();
  readonly #turns = new FairTurns(setImmediate);
  /** Those that wait until nothing is behind any more. */
  readonly #held = new Set<Socket>();
  #looking: NodeJS.Timeout | undefined;
  #refused = 0;
  #idle = 0;
  #unterminated = 0;
  errors = 0;

  constructor({ maxClients = 1_000, idleMs = 600_000, isBehind = () => false }: TcpLimits, takerOf: () => ClientTaker) {
    this.#limits = { maxClients, idleMs, isBehind };
    this.#takerOf = takerOf;
  }

  /** Resolves with the port. */
  listen(host: string, port: number): Promise<number> {
    const server = createServer((client) => this.#accept(client));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true, ipv6Only: isIPv6(host) }, () => {
        server.off('error', reject);
        server.on('error', () => this.errors++);
        this.#servers.push(server);
        resolve((server.address() as { port: number }).port);
      });
    });
  }

  async close(): Promise<void> {
    const closing = this.#servers
      .splice(0)
      .map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    clearTimeout(this.#looking);
    for (const client of this.#clients) client.destroy();
    await Promise.all(closing);
  }

  counts(): TcpCounts {
    return {
      clients: this.#clients.size,
      refused: this.#refused,
      idle: this.#idle,
      errors: this.errors,
      unterminated: this.#unterminated,
    };
  }

  #accept(client: Socket): void {
    client.on('error', () => this.errors++);
    if (this.#clients.size >= this.#limits.maxClients) {
      this.#refused++;
      client.destroy();
      return;
    }
    this.#clients.add(client);
    const taker = this.#takerOf();
    // The next turn must not wake who waits for more than that.
    const turn = { pause: () => client.pause(), resume: () => this.#held.has(client) || client.resume() };
    client.setTimeout(this.#limits.idleMs, () => {
      this.#idle++;
      client.destroy();
    });
    client.on('data', (bytes: Buffer) => {
      this.#turns.took(turn, bytes.length);
      if (!taker.chunk(bytes)) client.destroy();
      else if (this.#limits.isBehind()) this.#hold(client);
    });
    client.on('close', () => {
      this.#clients.delete(client);
      this.#held.delete(client);
      if (taker.ended()) this.#unterminated++;
    });
  }

  #hold(client: Socket): void {
    client.pause();
    this.#held.add(client);
    this.#looking ??= setTimeout(this.#look, LOOK_MS);
  }

  readonly #look = (): void => {
    this.#looking = undefined;
    if (this.#limits.isBehind()) {
      this.#looking = setTimeout(this.#look, LOOK_MS);
      return;
    }
    for (const client of this.#held) client.resume();
    this.#held.clear();
  };
}
