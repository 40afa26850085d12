/**
 * Sockets to send datagrams from, one for IPv4 and one for IPv6, each made at first use and shared by all targets. Not connected to a
 * target: a connected one would lose the first datagram after a target was away, as its sending reports the error of the one before.
 */
import { createSocket, type Socket } from 'node:dgram';

const SEND_BUFFER_BYTES = 4 * 1024 * 1024;

export class DatagramSockets {
  #v4: Socket | undefined;
  #v6: Socket | undefined;
  #closed = false;

  /** Sends bytes[0, length), which must stay as they are until `done`. */
  send(
    bytes: Uint8Array,
    length: number,
    port: number,
    address: string,
    family: 4 | 6,
    done: (error: Error | null) => void,
  ): void {
    if (this.#closed) {
      done(new Error('closed'));
      return;
    }
    try {
      this.#of(family).send(bytes, 0, length, port, address, done);
    } catch (error) {
      done(error as Error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#v4?.close();
    this.#v6?.close();
  }

  #of(family: 4 | 6): Socket {
    if (family === 6) {
      this.#v6 ??= open('udp6', '::');
      return this.#v6;
    }
    this.#v4 ??= open('udp4', '0.0.0.0');
    return this.#v4;
  }
}

function open(type: 'udp4' | 'udp6', any: string): Socket {
  // Addresses are known already; Node would ask its resolver for each datagram.
  const socket = createSocket({
    type,
    lookup: (address, _family, answer) => answer(null, address, type === 'udp6' ? 6 : 4),
  });
  // What goes wrong with one datagram comes to its own callback.
  socket.on('error', () => {});
  socket.bind({ address: any, port: 0, exclusive: true }, () => {
    try {
      socket.setSendBufferSize(SEND_BUFFER_BYTES);
    } catch {
      // The kernel's default serves, with less room for bursts.
    }
  });
  return socket;
}
