/** Free ports, and whether a server answers on one. */
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Program } from './program.ts';

export async function freePorts(n: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: n }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

export interface Question {
  /** What is sent once connected; nothing for servers that speak first. */
  readonly say?: string | Uint8Array;
  readonly good: (answer: Buffer) => boolean;
}

/** Asks until the server answers well; rejects when its program ended, or after `withinMs`. */
export async function answers(
  program: Program,
  port: number,
  question: Question,
  withinMs: number = 30_000,
): Promise<void> {
  const until = Date.now() + withinMs;
  while (!(await ask(port, question))) {
    if (program.ended) throw new Error('its program ended');
    if (Date.now() > until) throw new Error(`no answer on port ${port} within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function ask(port: number, { say, good }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = Buffer.alloc(0);
    const done = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
    socket.on('connect', () => say !== undefined && socket.write(say));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (good(answer)) done(true);
    });
  });
}
