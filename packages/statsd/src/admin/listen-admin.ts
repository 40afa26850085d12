/**
 * StatsD's admin port: text commands over TCP, the same on each host. It runs on the thread that ingests and gives way to it; anyone who
 * reaches it may remove names, so it belongs on loopback.
 */
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { CarpyError } from '@carpy/core';
import { closeServer, isMissingAddress, isTaken } from '../listen/bind.ts';
import { serveAdminClient } from './admin-client.ts';
import type { AdminView } from './admin-view.ts';

export interface StatsdAdminOptions {
  /** Addresses to listen on. Default 127.0.0.1 and ::1. An IPv6 one that this machine doesn't have is left out if another stands. */
  readonly hosts?: readonly string[];
  /** 0 takes a free port, the same for every host. */
  readonly port: number;
  readonly view: AdminView;
  /** Clients at once; more are closed at once and counted. Default 64. */
  readonly maxClients?: number;
  /** A client that neither sent nor took anything for so long is closed. Default 600,000 ms. */
  readonly idleMs?: number;
}

/** Counts since the start. */
export interface StatsdAdminCounts {
  /** Connected now. */
  readonly clients: number;
  /** Connections refused because there were too many. */
  readonly refused: number;
  /** Clients closed for silence. */
  readonly idle: number;
  /** Errors of sockets, and commands whose answer failed. */
  readonly errors: number;
}

export interface StatsdAdminListener {
  readonly port: number;
  /** Hosts that are listened on. */
  readonly hosts: readonly string[];
  counts(): StatsdAdminCounts;
  /** Drops the clients and frees the port. */
  close(): Promise<void>;
}

const TRIES = 10;

/** Throws CARPY_PORT_IN_USE when the port is taken on one of the hosts. */
export async function listenStatsdAdmin(options: StatsdAdminOptions): Promise<StatsdAdminListener> {
  for (let left = options.port === 0 ? TRIES : 1; ; left--) {
    const room = new AdminRoom(options);
    try {
      return await room.open();
    } catch (error) {
      await room.close();
      // A port that was free on the first host may be taken on the next.
      if (left <= 1 || !isTaken(error)) throw toCarpyError(error, options.port);
    }
  }
}

class AdminRoom {
  readonly #options: StatsdAdminOptions;
  readonly #servers: Server[] = [];
  readonly #clients = new Set<Socket>();
  #refused = 0;
  #idle = 0;
  #errors = 0;

  constructor(options: StatsdAdminOptions) {
    this.#options = options;
  }

  async open(): Promise<StatsdAdminListener> {
    let port = this.#options.port;
    const hosts: string[] = [];
    let missing: unknown;
    for (const host of this.#options.hosts ?? ['127.0.0.1', '::1']) {
      try {
        port = await this.#listen(host, port);
        hosts.push(host);
      } catch (error) {
        if (!isIPv6(host) || !isMissingAddress(error)) throw error;
        missing = error;
      }
    }
    if (hosts.length === 0)
      throw missing ?? new CarpyError('CARPY_BAD_CONFIG', "no host to listen on for StatsD's admin port");
    return {
      port,
      hosts,
      counts: () => ({
        clients: this.#clients.size,
        refused: this.#refused,
        idle: this.#idle,
        errors: this.#errors,
      }),
      close: () => this.close(),
    };
  }

  async close(): Promise<void> {
    const closing = this.#servers.splice(0).map(closeServer);
    for (const client of this.#clients) client.destroy();
    await Promise.all(closing);
  }

  #listen(host: string, port: number): Promise<number> {
    // Half-open: `echo stats | nc` ends its side with the command, and still waits for the answer.
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true, ipv6Only: isIPv6(host) }, () => {
        server.off('error', reject);
        server.on('error', () => this.#errors++);
        this.#servers.push(server);
        resolve((server.address() as { port: number }).port);
      });
    });
  }

  #accept(client: Socket): void {
    client.on('error', () => this.#errors++);
    if (this.#clients.size >= (this.#options.maxClients ?? 64)) {
      this.#refused++;
      client.destroy();
      return;
    }
    this.#clients.add(client);
    client.on('close', () => this.#clients.delete(client));
    client.setTimeout(this.#options.idleMs ?? 600_000, () => {
      this.#idle++;
      client.destroy();
    });
    serveAdminClient(client, this.#options.view, () => this.#errors++);
  }
}

function toCarpyError(error: unknown, port: number): unknown {
  if (!isTaken(error)) return error;
  return new CarpyError(
    'CARPY_PORT_IN_USE',
    `TCP port ${port} for StatsD's admin port is taken; give another with --statsd-admin-port, 0 for a free one, or off`,
    { cause: error },
  );
}
