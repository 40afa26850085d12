/**
 * Carbon's plaintext listeners: TCP and UDP on one port, on each host. A client's unfinished line is all that is kept of it, so that a slow
 * one costs 8 KiB and a hostile one stalls nobody.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { HttpGuard, LineSplitter } from '@carpy/core';
import { type HostSockets, openOnHosts } from './open-on-hosts.ts';
import { CarbonParser, MAX_LINE_BYTES } from './parse-line.ts';
import type { PointBuffer } from './point-buffer.ts';
import { type ClientTaker, TcpClients, type TcpCounts, type TcpLimits } from './tcp-clients.ts';

export interface CarbonOptions extends TcpLimits {
  /** Addresses to listen on. Default 127.0.0.1 and ::1. An IPv6 one that this machine doesn't have is left out if another stands. */
  readonly hosts?: readonly string[];
  /** 0 takes a free port, the same for TCP and UDP on every host. */
  readonly port: number;
  readonly points: PointBuffer;
  /** Epoch ms. */
  readonly nowMs: () => number;
}

export interface CarbonListener {
  readonly port: number;
  readonly hosts: readonly string[];
  counts(): TcpCounts;
  close(): Promise<void>;
}

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Throws CARPY_PORT_IN_USE when the port is taken, for TCP or UDP, on one of the hosts. */
export async function listenCarbon({ hosts, port, points, nowMs, ...limits }: CarbonOptions): Promise<CarbonListener> {
  const parser = new CarbonParser(points, nowMs);
  const opened = await openOnHosts(
    { hosts, port, taken: 'carbon is taken, for TCP or UDP; give another with --carbon-port' },
    () => new LineSockets(parser, limits),
  );
  const { sockets } = opened;
  return {
    port: opened.port,
    hosts: opened.hosts,
    counts: () => sockets.clients.counts(),
    close: () => sockets.close(),
  };
}

class LineSockets implements HostSockets {
  readonly clients: TcpClients;
  readonly #parser: CarbonParser;
  readonly #udp: UdpSocket[] = [];

  constructor(parser: CarbonParser, limits: TcpLimits) {
    this.#parser = parser;
    this.clients = new TcpClients(limits, () => lineTaker(parser));
  }

  async openOn(host: string, given: number): Promise<number> {
    const port = await this.clients.listen(host, given);
    await this.#openUdp(host, port);
    return port;
  }

  async close(): Promise<void> {
    const closing = this.#udp.splice(0).map((socket) => new Promise<void>((resolve) => socket.close(() => resolve())));
    await Promise.all([this.clients.close(), ...closing]);
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
        socket.on('error', () => this.clients.errors++);
        this.#udp.push(socket);
        try {
          socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
        } catch {
          // The kernel's default serves, with less room for bursts.
        }
        resolve();
      });
    });
  }
}

function lineTaker(parser: CarbonParser): ClientTaker {
  let isHttp = false;
  const guard = new HttpGuard(parser, (bytes, from, to) => {
    parser.refuse(bytes, from, to);
    isHttp = true;
  });
  const splitter = new LineSplitter(guard, MAX_LINE_BYTES);
  return {
    chunk: (bytes) => {
      splitter.chunk(bytes);
      return !isHttp;
    },
    ended: () => splitter.unfinished > 0,
  };
}
