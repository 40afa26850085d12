/** Datagrams that the kernel dropped because a socket's receive buffer was full. No counter of the server's own can see them. */
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { readUdpTable, udpKey } from './proc-net-udp.ts';

type Family = 4 | 6;

export class KernelDrops {
  readonly #watched: { readonly family: Family; readonly key: string }[] = [];
  #last: number | undefined;
  #closed = false;

  /** The socket is bound. */
  watch(socket: Socket): void {
    const { address, port } = socket.address();
    this.#watched.push({ family: isIPv6(address) ? 6 : 4, key: udpKey(address, port) });
  }

  /** The sum of all sockets that are watched; undefined where the kernel does not tell, or there are none. After `close` what stood then. */
  read(): number | undefined {
    if (this.#closed || this.#watched.length === 0) return this.#last;
    let sum = 0;
    for (const family of [4, 6] as const) {
      const keys = this.#watched.filter((one) => one.family === family);
      if (keys.length === 0) continue;
      const table = readUdpTable(family);
      if (table === undefined) return undefined;
      for (const { key } of keys) for (const row of table.get(key) ?? []) sum += row.drops;
    }
    this.#last = sum;
    return sum;
  }

  /** To be called while the sockets are still open. */
  close(): void {
    this.read();
    this.#closed = true;
  }
}
