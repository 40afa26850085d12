/** What a StatsD listener is given, and what it tells of itself. */

/**
 * How datagrams are read. `events`: Node's own, one event each. `drain`: under load the socket's descriptor is read until it is empty, and
 * Node's events rest. `hybrid`: an event, then the descriptor until it is empty. Both go back to plain events when little comes.
 */
export type ReadMode = 'drain' | 'hybrid' | 'events';

/**
 * Takes bytes[0, length), a datagram or whole lines of a stream; they are the receiver's until it returns. `sender` is '' where it is not
 * known.
 */
export type PacketTaker = (bytes: Uint8Array, length: number, sender: string) => void;

/** Bounds of stream clients (TCP and unix). */
export interface StreamLimits {
  /** Clients at once; more are closed at once and counted. Default 1,000. */
  readonly maxClients?: number;
  /** A client that sent nothing for so long is closed. Default 600,000 ms. */
  readonly idleMs?: number;
  /** A longer line is counted once and read over. Default 8,192 bytes. */
  readonly maxLineBytes?: number;
}

export interface StatsdListenOptions {
  /** Addresses to listen on. Default 127.0.0.1 and ::1. An IPv6 one that this machine doesn't have is left out if another stands. */
  readonly hosts?: readonly string[];
  /** 0 takes a free port, the same for UDP and TCP on every host. Default none: only unix sockets. */
  readonly port?: number;
  /** Default true each, where a port is given. */
  readonly udp?: boolean;
  readonly tcp?: boolean;
  /** Path of a unix stream socket. Default none. */
  readonly streamSocket?: string;
  /** Path of a unix datagram socket. Needs the package node-unix-socket. Default none. */
  readonly datagramSocket?: string;
  /** Permissions of both. Default 0o660. */
  readonly socketMode?: number;
  /** Called for each datagram and for each run of whole lines of a stream. Must not throw. */
  readonly onPacket: PacketTaker;
  /** Called once for a stream's line over the bound, with its first bytes. Must not throw. */
  readonly onTooLong?: PacketTaker;
  /** Called for a stream client that speaks HTTP, with its first bytes; it has been closed then. Must not throw. */
  readonly onHttp?: PacketTaker;
  readonly limits?: StreamLimits;
  /** Bytes of UDP's receive buffer to ask for. Default 4 MiB. */
  readonly receiveBufferBytes?: number;
  /** Default the fastest that this machine allows. A mode that it does not allow becomes the next in the order drain, hybrid, events. */
  readonly mode?: ReadMode;
}

/** Counts since the start, but for `clients`, `mode` and `receiveBufferBytes`, which are as they stand. */
export interface StatsdListenerCounts {
  /** Stream clients connected now. */
  readonly clients: number;
  /** Connections refused because there were too many. */
  readonly refused: number;
  /** Clients closed for silence. */
  readonly idle: number;
  /** Errors of clients and sockets: resets and the like. */
  readonly errors: number;
  /** Lines of streams over the bound. */
  readonly tooLong: number;
  /** Last lines of streams without a newline: dropped, as StatsD does. */
  readonly unterminated: number;
  /** Stream clients closed because their first line was an HTTP request's: a web page may not send metrics. */
  readonly http: number;
  /**
   * Bytes of UDP's receive buffer as the kernel counts them, the least of all hosts: twice what net.core.rmem_max let through. Undefined
   * without UDP.
   */
  readonly receiveBufferBytes: number | undefined;
  /** The slowest mode of all hosts; undefined without UDP. */
  readonly mode: ReadMode | undefined;
}

export interface StatsdListener {
  /** Undefined where only unix sockets are listened on. */
  readonly port: number | undefined;
  /** Hosts that are listened on. */
  readonly hosts: readonly string[];
  counts(): StatsdListenerCounts;
  /** Datagrams that the kernel dropped for want of room, all hosts since the start. Reads /proc at each call; undefined where it does not tell. */
  kernelDrops(): number | undefined;
  /**
   * Reads what waits in the UDP sockets now, for at most 2 ms each, if much is coming. For use between slices of long work, never from
   * `onPacket`.
   */
  drain(): void;
  /** Closes all; clients are cut off. A second call waits for the first. */
  close(): Promise<void>;
}
