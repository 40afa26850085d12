/** Peers for tests: a TCP server that keeps what it read, and a UDP one. Both on loopback. */
import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface FakeTcp {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  readonly sockets: readonly Socket[];
  bytes(): Buffer;
  text(): string;
  /** Breaks all connections, hard. */
  reset(): void;
  close(): Promise<void>;
}

export interface FakeTcpOptions {
  readonly port?: number;
  readonly onSocket?: (socket: Socket) => void;
}

export async function fakeTcp(options: FakeTcpOptions = {}): Promise<FakeTcp> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (options.onSocket === undefined) socket.on('data', (bytes: Buffer) => chunks.push(bytes));
    else options.onSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get accepted() {
      return accepted;
    },
    get sockets() {
      return [...sockets];
    },
    bytes: () => Buffer.concat(chunks),
    text: () => Buffer.concat(chunks).toString(),
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export interface FakeUdp {
  readonly port: number;
  readonly datagrams: readonly Buffer[];
  lines(): string[];
  close(): Promise<void>;
}

export async function fakeUdp(host = '127.0.0.1', port = 0): Promise<FakeUdp> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const datagrams: Buffer[] = [];
  socket.on('message', (bytes) => datagrams.push(bytes));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.setRecvBufferSize(4 * 1024 * 1024);
      resolve();
    });
  });
  return {
    port: socket.address().port,
    datagrams,
    lines: () => datagrams.flatMap((bytes) => bytes.toString().split('\n')),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = await fakeTcp();
  await server.close();
  return server.port;
}

/** Listens, and then holds its thread still: nobody accepts. */
const HOLD = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});
`;

/** A port whose listener has its backlog full: attempts to connect neither succeed nor fail. */
export async function deafPort(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const worker = new Worker(HOLD, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => fillers[0]?.once('connect', resolve));
  return {
    port,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}
