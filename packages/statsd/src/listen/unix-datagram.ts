/**
 * A unix datagram socket. Node has none, so this takes the package node-unix-socket (N-API), which is loaded only here: who asks for such
 * a socket installs it. The kernel lets a sender wait or fails its send when the receiver is slow; nothing is dropped behind its back.
 */
import { CarpyError } from '@carpy/core';
import type { PacketTaker } from './options.ts';
import { claimSocketPath, keepSocketPath } from './unix-path.ts';

/** What is used of the package. */
interface DgramSocket {
  on(event: 'data', taken: (bytes: Uint8Array, path: string) => void): void;
  on(event: 'error', failed: (error: Error) => void): void;
  bind(path: string): void;
  setRecvBufferSize(bytes: number): void;
  close(): void;
}
type DgramSocketClass = new () => DgramSocket;

export interface UnixDatagramOptions {
  readonly path: string;
  readonly socketMode: number;
  readonly receiveBufferBytes: number;
  readonly onPacket: PacketTaker;
  readonly onError: () => void;
  /** Loads the package; tests give another. */
  readonly load?: () => Promise<unknown>;
}

const PACKAGE = 'node-unix-socket';

/** Answers with what closes it. Throws CARPY_BAD_CONFIG without the package, and what claimSocketPath throws. */
export async function listenUnixDatagram(options: UnixDatagramOptions): Promise<() => void> {
  const DgramSocket = await loadClass(options.load ?? (() => import(PACKAGE)));
  await claimSocketPath(options.path);
  const socket = new DgramSocket();
  let removePath: () => void;
  socket.on('error', options.onError);
  try {
    socket.bind(options.path);
    removePath = keepSocketPath(options.path, options.socketMode);
    socket.setRecvBufferSize(options.receiveBufferBytes);
  } catch (error) {
    socket.close();
    throw error;
  }
  let open = true;
  socket.on('data', (bytes, path) => {
    if (open) options.onPacket(bytes, bytes.length, path);
  });
  return () => {
    open = false;
    socket.close();
    removePath();
  };
}

async function loadClass(load: () => Promise<unknown>): Promise<DgramSocketClass> {
  let loaded: unknown;
  try {
    loaded = await load();
  } catch (cause) {
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `unix datagram sockets need the package ${PACKAGE}: npm install ${PACKAGE}`,
      { cause },
    );
  }
  return (loaded as { readonly DgramSocket: DgramSocketClass }).DgramSocket;
}
