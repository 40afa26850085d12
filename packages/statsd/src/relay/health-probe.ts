/** Asks a StatsD server's admin port for its health: `health` answers `health: up` or `health: down`, carpy's and npm statsd's alike. */
import { connect } from 'node:net';
import type { Address } from '../forward/line-target.ts';

/** `told-down` is an answer: somebody took the node out on purpose. */
export type Health = { readonly state: 'up' | 'told-down' } | { readonly state: 'failed'; readonly error: string };

const MAX_ANSWER_CHARS = 1_024;

/** Never rejects; ends its socket in every case, at the latest after `timeoutMs`. */
export function probeHealth({ host, port }: Address, timeoutMs: number): Promise<Health> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let answer = '';
    const end = (health: Health): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(health);
    };
    const fail = (error: string): void => end({ state: 'failed', error });
    const late = setTimeout(() => fail(`no answer from ${host}:${port} within ${timeoutMs} ms`), timeoutMs);
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write('health\n'));
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.length > MAX_ANSWER_CHARS) fail(`${host}:${port} talks too much to be an admin port`);
      else if (answer.includes('\n')) {
        const [, state] = /^health: (up|down)\b/m.exec(answer) ?? [];
        if (state === undefined) fail(`${host}:${port} answered ${JSON.stringify(answer.slice(0, 60))}`);
        else end({ state: state === 'up' ? 'up' : 'told-down' });
      }
    });
    socket.on('error', (error) => fail(error.message || String((error as { code?: unknown }).code)));
    socket.on('close', () => fail(`${host}:${port} closed without an answer`));
  });
}
