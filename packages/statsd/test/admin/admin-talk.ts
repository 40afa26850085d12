/** A client of the admin port. */
import { connect, type Socket } from 'node:net';

export interface AdminTalk {
  readonly socket: Socket;
  /** All that came so far. */
  text(): string;
  write(text: string): void;
  /** Resolves with what came since the last call, once it ends so. */
  until(end: string | RegExp): Promise<string>;
  /** Ends our side and resolves with the rest, once the other side has ended. */
  end(text?: string): Promise<string>;
  /** Resolves once the other side has ended, or the connection is gone. */
  readonly ended: Promise<void>;
}

export async function talkTo(port: number, host = '127.0.0.1'): Promise<AdminTalk> {
  const socket = connect({ port, host, allowHalfOpen: true });
  socket.setNoDelay(true);
  const chunks: Buffer[] = [];
  let taken = 0;
  const text = (): string => Buffer.concat(chunks).toString();
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    socket.once('end', resolve);
    socket.once('close', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', reject);
  });
  const rest = (): string => {
    const all = text();
    const since = all.slice(taken);
    taken = all.length;
    return since;
  };
  return {
    socket,
    text,
    ended,
    write: (out) => void socket.write(out),
    until: (end) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const since = text().slice(taken);
          if (!(typeof end === 'string' ? since.endsWith(end) : end.test(since))) return;
          done();
          resolve(rest());
        };
        const gone = (): void => {
          done();
          reject(new Error(`ended after ${JSON.stringify(text().slice(taken))}`));
        };
        const done = (): void => void socket.off('data', check).off('end', gone).off('close', gone);
        socket.on('data', check).once('end', gone).once('close', gone);
        check();
      }),
    end: async (out = '') => {
      socket.end(out);
      await ended;
      return rest();
    },
  };
}
