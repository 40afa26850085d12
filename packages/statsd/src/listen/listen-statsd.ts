/** StatsD's listeners behind one door: UDP and TCP on one port of each host, and unix sockets, stream and datagram. */
import type { Server } from 'node:net';
import { isIPv6 } from 'node:net';
import { CarpyError } from '@carpy/core';
import { bindError, bindStream, bindUdp, closeServer, isMissingAddress, isTaken } from './bind.ts';
import { DrainLoop } from './drain-loop.ts';
import { KernelDrops } from './kernel-drops.ts';
import type { ReadMode, StatsdListener, StatsdListenerCounts, StatsdListenOptions } from './options.ts';
import { StreamClients } from './stream-clients.ts';
import { UdpReader } from './udp-reader.ts';
import { listenUnixDatagram } from './unix-datagram.ts';
import { claimSocketPath, keepSocketPath } from './unix-path.ts';

const TRIES = 10;
const DEFAULT_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const DEFAULT_SOCKET_MODE = 0o660;
const SLOWEST_FIRST: readonly ReadMode[] = ['events', 'hybrid', 'drain'];

/**
 * Throws CARPY_PORT_IN_USE when the port is taken, for UDP or TCP, on one of the hosts, or when somebody listens on a path, and
 * CARPY_BAD_CONFIG when a path is something else than a socket or there is nothing to listen on. What was opened before is closed then.
 */
export async function listenStatsd(options: StatsdListenOptions): Promise<StatsdListener> {
  for (let left = options.port === 0 ? TRIES : 1; ; left--) {
    const room = new ListenRoom(options);
    try {
      return await room.open();
    } catch (error) {
      await room.close();
      // A port that was free for TCP may be taken for UDP, or on the next host.
      if (left <= 1 || !isTaken(error)) throw bindError(error, options.port);
    }
  }
}

class ListenRoom {
  readonly #options: StatsdListenOptions;
  readonly #receiveBufferBytes: number;
  readonly #loop = new DrainLoop();
  readonly #drops = new KernelDrops();
  readonly #readers: UdpReader[] = [];
  readonly #granted: number[] = [];
  readonly #servers: Server[] = [];
  readonly #clients: StreamClients;
  /** What takes unix sockets away. */
  readonly #removers: (() => void)[] = [];
  #datagramErrors = 0;
  #closed: Promise<void> | undefined;

  constructor(options: StatsdListenOptions) {
    this.#options = options;
    this.#receiveBufferBytes = options.receiveBufferBytes ?? DEFAULT_RECEIVE_BUFFER_BYTES;
    this.#clients = new StreamClients({
      onPacket: options.onPacket,
      onTooLong: options.onTooLong ?? (() => {}),
      onHttp: options.onHttp ?? (() => {}),
      limits: options.limits ?? {},
      afterChunk: () => this.#drain(),
    });
  }

  async open(): Promise<StatsdListener> {
    const { port: asked, streamSocket, datagramSocket, udp = true, tcp = true } = this.#options;
    const { port, hosts } =
      asked === undefined || !(udp || tcp) ? { port: undefined, hosts: [] } : await this.#openHosts(asked, udp, tcp);
    if (streamSocket !== undefined) await this.#openStreamSocket(streamSocket);
    if (datagramSocket !== undefined) await this.#openDatagramSocket(datagramSocket);
    if (hosts.length + this.#removers.length === 0) {
      throw new CarpyError('CARPY_BAD_CONFIG', 'nothing to listen on for StatsD: no port and host, and no socket path');
    }
    return {
      port,
      hosts,
      counts: () => this.#counts(),
      kernelDrops: () => this.#drops.read(),
      drain: () => this.#drain(),
      close: () => this.close(),
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#drops.close();
    const closing = [...this.#servers.map(closeServer), ...this.#readers.map((reader) => reader.close())];
    this.#clients.cutOff();
    for (const remove of this.#removers) remove();
    await Promise.all(closing);
  }

  async #openHosts(asked: number, udp: boolean, tcp: boolean): Promise<{ port: number; hosts: readonly string[] }> {
    let port = asked;
    let missing: unknown;
    const hosts: string[] = [];
    for (const host of this.#options.hosts ?? ['127.0.0.1', '::1']) {
      try {
        if (tcp) port = await this.#openTcp(host, port);
        if (udp) port = await this.#openUdp(host, port);
        hosts.push(host);
      } catch (error) {
        if (!isIPv6(host) || !isMissingAddress(error)) throw error;
        missing = error;
      }
    }
    if (hosts.length === 0) throw missing ?? new CarpyError('CARPY_BAD_CONFIG', 'no host to listen on for StatsD');
    return { port, hosts };
  }

  async #openTcp(host: string, port: number): Promise<number> {
    const server = await bindStream({ host, port });
    this.#servers.push(server);
    this.#clients.serve(server);
    return (server.address() as { port: number }).port;
  }

  async #openUdp(host: string, port: number): Promise<number> {
    const socket = await bindUdp(host, port, this.#receiveBufferBytes);
    const { onPacket, mode = 'drain' } = this.#options;
    const onError = (): void => {
      this.#datagramErrors++;
    };
    this.#readers.push(new UdpReader(socket, { mode, onPacket, onError, loop: this.#loop }));
    this.#granted.push(socket.getRecvBufferSize());
    this.#drops.watch(socket);
    return socket.address().port;
  }

  async #openStreamSocket(path: string): Promise<void> {
    await claimSocketPath(path);
    const server = await bindStream({ path });
    this.#servers.push(server);
    this.#removers.push(keepSocketPath(path, this.#options.socketMode ?? DEFAULT_SOCKET_MODE));
    this.#clients.serve(server);
  }

  async #openDatagramSocket(path: string): Promise<void> {
    const remove = await listenUnixDatagram({
      path,
      socketMode: this.#options.socketMode ?? DEFAULT_SOCKET_MODE,
      receiveBufferBytes: this.#receiveBufferBytes,
      onPacket: this.#options.onPacket,
      onError: () => {
        this.#datagramErrors++;
      },
    });
    this.#removers.push(remove);
  }

  #drain(): void {
    for (const reader of this.#readers) reader.drainIfBusy();
  }

  #counts(): StatsdListenerCounts {
    const { count: clients, refused, idle, errors, tooLong, unterminated, http } = this.#clients;
    return {
      clients,
      refused,
      idle,
      errors: errors + this.#datagramErrors,
      tooLong,
      unterminated,
      http,
      receiveBufferBytes: this.#granted.length === 0 ? undefined : Math.min(...this.#granted),
      mode: SLOWEST_FIRST.find((mode) => this.#readers.some((reader) => reader.mode === mode)),
    };
  }
}
