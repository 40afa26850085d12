/**
 * Carbon's plaintext listeners: TCP and UDP on one port, on each host. Nothing is ever written to a client; a client's unfinished line is
 * all that is kept of it, so that a slow one costs 8 KiB and a hostile one stalls nobody.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { CarpyError, HttpGuard, LineSplitter } from '@carpy/core';
import { CarbonParser, MAX_LINE_BYTES } from './parse-line.ts';
import type { PointBuffer } from './point-buffer.ts';

export interface CarbonOptions {
  /** Addresses to listen on. Default 127.0.0.1 and ::1. An IPv6 one that this machine doesn't have is left out if another stands. */
  readonly hosts?: readonly string[];
  /** 0 takes a free port, the same for TCP and UDP on every host. */
  readonly port: number;
  readonly points: PointBuffer;
  /** Epoch ms. */
  readonly nowMs: () => number;
  /** TCP clients at once; more are closed at once and counted. Default 1,000. */
  readonly maxClients?: number;
  /** A client that sent nothing for so long is closed. Default 600,000 ms. */
  readonly idleMs?: number;
}

/** Counts since the start. */
export interface CarbonListenerCounts {
  readonly clients: number;
  /** Connections refused because there were too many. */
  readonly refused: number;
  /** Clients closed for silence. */
  readonly idle: number;
  /** Errors of clients and sockets: resets and the like. */
  readonly errors: number;
  /** Last lines without a newline, which carbon reads over too. */
  readonly unterminated: number;
}

export interface CarbonListener {
  readonly port: number;
  readonly hosts: readonly string[];
  counts(): CarbonListenerCounts;
  close(): Promise<void>;
}

const TRIES = 10;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Throws CARPY_PORT_IN_USE when the port is taken, for TCP or UDP, on one of the hosts. */
export async function listenCarbon(options: CarbonOptions): Promise<CarbonListener> {
  for (let left = options.port === 0 ? TRIES : 1; ; left--) {
    const room = new CarbonRoom(options);
    try {
      return await room.open();
    } catch (error) {
      await room.close();
      // A port that was free for TCP may be taken for UDP, or on the next host.
      if (left <= 1 || errorCode(error) !== 'EADDRINUSE') throw toCarpyError(error, options.port);
    }
  }
}

class CarbonRoom {
  readonly #options: CarbonOptions;
  readonly #parser: CarbonParser;
  readonly #servers: Server[] = [];
  readonly #sockets: UdpSocket[] = [];
  readonly #clients = new Set<Socket>();
  #refused = 0;
  #idle = 0;
  #errors = 0;
  #unterminated = 0;

  constructor(options: CarbonOptions) {
    this.#options = options;
    this.#parser = new CarbonParser(options.points, options.nowMs);
  }

  async open(): Promise<CarbonListener> {
    let port = this.#options.port;
    const hosts: string[] = [];
    let missing: unknown;
    for (const host of this.#options.hosts ?? ['127.0.0.1', '::1']) {
      try {
        port = await this.#openTcp(host, port);
        await this.#openUdp(host, port);
        hosts.push(host);
      } catch (error) {
        if (!isIPv6(host) || !isMissingAddress(error)) throw error;
        missing = error;
      }
    }
    if (hosts.length === 0) throw missing ?? new CarpyError('CARPY_BAD_CONFIG', 'no host to listen on for carbon');
    return { port, hosts, counts: () => this.#counts(), close: () => this.close() };
  }

  async close(): Promise<void> {
    const closing = [
      ...this.#servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      ...this.#sockets.splice(0).map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    ];
    for (const client of this.#clients) client.destroy();
    await Promise.all(closing);
  }

  #counts(): CarbonListenerCounts {
    return {
      clients: this.#clients.size,
      refused: this.#refused,
      idle: this.#idle,
      errors: this.#errors,
      unterminated: this.#unterminated,
    };
  }

  #openTcp(host: string, port: number): Promise<number> {
    const server = createServer((client) => this.#accept(client));
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

  #openUdp(host: string, port: number): Promise<void> {
    const socket = isIPv6(host) ? createSocket({ type: 'udp6', ipv6Only: true }) : createSocket('udp4');
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => {
        socket.close();
        reject(error);
      };
      socket.once('error', failed);
      socket.on('message', (bytes) => this.#parser.lines(bytes, 0, bytes.length));
      socket.bind({ address: host, port, exclusive: true }, () => {
        socket.off('error', failed);
        socket.on('error', () => this.#errors++);
        this.#sockets.push(socket);
        try {
          socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
        } catch {
          // The kernel's default serves, with less room for bursts.
        }
        resolve();
      });
    });
  }

  #accept(client: Socket): void {
    client.on('error', () => this.#errors++);
    if (this.#clients.size >= (this.#options.maxClients ?? 1_000)) {
      this.#refused++;
      client.destroy();
      return;
    }
    this.#clients.add(client);
    const guard = new HttpGuard(this.#parser, (bytes, from, to) => {
      this.#parser.refuse(bytes, from, to);
      client.destroy();
    });
    const splitter = new LineSplitter(guard, MAX_LINE_BYTES);
    client.setTimeout(this.#options.idleMs ?? 600_000, () => {
      this.#idle++;
      client.destroy();
    });
    client.on('data', (bytes: Uint8Array) => splitter.chunk(bytes));
    client.on('close', () => {
      this.#clients.delete(client);
      if (splitter.unfinished > 0) this.#unterminated++;
    });
  }
}

const errorCode = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

function isMissingAddress(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';
}

function toCarpyError(error: unknown, port: number): unknown {
  if (errorCode(error) !== 'EADDRINUSE') return error;
  return new CarpyError(
    'CARPY_PORT_IN_USE',
    `port ${port} for carbon is taken, for TCP or UDP; give another with --carbon-port, or 0 for a free one`,
    {
      cause: error,
    },
  );
}
