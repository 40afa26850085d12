/**
 * Clients of the stream listeners, TCP and unix. Nothing is ever written to a client; a client's unfinished line is all that is kept of it,
 * so that a slow one costs 8 KiB and a hostile one stalls nobody.
 */
import type { Server, Socket } from 'node:net';
import { FairTurns, HttpGuard, LineSplitter, type LineTaker } from '@carpy/core';
import type { PacketTaker, StreamLimits } from './options.ts';

export interface StreamClientsOptions {
  readonly onPacket: PacketTaker;
  readonly onTooLong: PacketTaker;
  readonly onHttp: PacketTaker;
  readonly limits: StreamLimits;
  /** Called after each chunk, so that UDP's buffer does not fill meanwhile. */
  readonly afterChunk: () => void;
}

export class StreamClients {
  readonly #options: Required<StreamLimits> & Omit<StreamClientsOptions, 'limits'>;
  readonly #sockets = new Set<Socket>();
  readonly #turns = new FairTurns(setImmediate);
  refused = 0;
  idle = 0;
  errors = 0;
  tooLong = 0;
  unterminated = 0;
  http = 0;

  constructor({ limits, ...options }: StreamClientsOptions) {
    this.#options = { maxClients: 1_000, idleMs: 600_000, maxLineBytes: 8_192, ...limits, ...options };
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Takes what connects to a server that listens. */
  serve(server: Server): void {
    server.on('error', () => this.errors++);
    server.on('connection', (socket) => this.#accept(socket));
  }

  cutOff(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    socket.on('error', () => this.errors++);
    if (this.#sockets.size >= this.#options.maxClients) {
      this.refused++;
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const splitter = new LineSplitter(this.#takerOf(socket), this.#options.maxLineBytes);
    socket.setTimeout(this.#options.idleMs, () => {
      this.idle++;
      socket.destroy();
    });
    socket.on('data', (bytes: Uint8Array) => {
      this.#turns.took(socket, bytes.length);
      splitter.chunk(bytes);
      this.#options.afterChunk();
    });
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (splitter.unfinished > 0) this.unterminated++;
    });
  }

  #takerOf(socket: Socket): LineTaker {
    const { onPacket, onTooLong, onHttp } = this.#options;
    const sender = socket.remoteAddress ?? '';
    const bytesFrom = (bytes: Uint8Array, from: number): Uint8Array => (from === 0 ? bytes : bytes.subarray(from));
    const taker: LineTaker = {
      lines: (bytes, from, to) => onPacket(bytesFrom(bytes, from), to - from, sender),
      tooLong: (bytes, from, to) => {
        this.tooLong++;
        onTooLong(bytesFrom(bytes, from), to - from, sender);
      },
    };
    return new HttpGuard(taker, (bytes, from, to) => {
      this.http++;
      onHttp(bytesFrom(bytes, from), to - from, sender);
      socket.destroy();
    });
  }
}
