/** A StatsD node for tests: a UDP port that keeps the lines, and an admin port that tells its health. */
import { createServer, type Server, type Socket } from 'node:net';
import { type FakeUdp, fakeUdp } from '../forward/fake-peers.ts';

export class FakeNode {
  readonly udp: FakeUdp;
  health: 'up' | 'down' | 'mute' = 'up';
  adminPort = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  private constructor(udp: FakeUdp) {
    this.udp = udp;
  }

  static async start(): Promise<FakeNode> {
    const node = new FakeNode(await fakeUdp());
    await node.listen();
    return node;
  }

  get address(): { host: string; port: number; adminPort: number } {
    return { host: '127.0.0.1', port: this.udp.port, adminPort: this.adminPort };
  }

  /** Lines that came since the last call. */
  take(): string[] {
    const lines = this.udp.lines();
    (this.udp.datagrams as Buffer[]).length = 0;
    return lines;
  }

  async listen(): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
      socket.on('data', (bytes: Buffer) => {
        if (bytes.toString().trim() === 'health' && this.health !== 'mute') socket.write(`health: ${this.health}\n`);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.adminPort, '127.0.0.1', resolve);
    });
    const address = server.address();
    this.adminPort = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = server;
  }

  /** Closes the admin port, as a process that died would. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async close(): Promise<void> {
    await this.kill();
    await this.udp.close();
  }
}
