/** Where whole StatsD lines go: to one server, over UDP or TCP. */
import type { ForwardCounts, Forwarder } from './forwarder.ts';
import type { HostAddressOptions } from './host-address.ts';
import type { TcpStreamOptions } from './tcp-stream.ts';

export interface LineTarget extends Forwarder {
  /** Resolves when the host's first look-up has ended, well or not: until then datagrams are lost. Never rejects. */
  readonly ready: Promise<void>;
  /** Takes bytes[from, to), a line without its newline; they are the caller's again when this returns. */
  line(bytes: Uint8Array, from: number, to: number): void;
  /** Sends what is open. */
  flush(): void;
  counts(): LineCounts;
}

export interface LineCounts extends ForwardCounts {
  /** Datagrams sent; of TCP the chunks. */
  readonly datagrams: number;
}

export interface Address {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface LineTargetOptions
  extends HostAddressOptions,
    Pick<TcpStreamOptions, 'maxQueueBytes' | 'connectTimeoutMs' | 'stallTimeoutMs' | 'backoff'> {
  /** Default udp. */
  readonly protocol?: 'udp' | 'tcp';
  /** Most bytes of a datagram with more than one line. Default 1,432: it fits an Ethernet frame, IPv6 and a tunnel's header included. */
  readonly maxDatagramBytes?: number;
}
