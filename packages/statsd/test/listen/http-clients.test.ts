import { expect, it, vi } from 'vitest';
import type { StatsdListenOptions } from '../../src/listen/options.ts';
import { listening, SOON, streamClient } from './opened.ts';

const host = '127.0.0.1';

interface Asked {
  readonly received: readonly string[];
  readonly refused: readonly string[];
  readonly http: number;
}

/** What one client that sends these pieces, and waits to be closed, leaves behind. */
async function send(pieces: readonly string[], options: Partial<StatsdListenOptions> = {}): Promise<Asked> {
  const refused: string[] = [];
  const { listener, received } = await listening({
    ...options,
    onHttp: (bytes, length) =>
      refused.push(Buffer.from(bytes.subarray(0, length)).toString('latin1').split('\n')[0] ?? ''),
  });
  const client = await streamClient({ host, port: listener.port as number });
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  for (const piece of pieces) {
    if (!client.writable) break;
    await new Promise<void>((resolve) => client.write(piece, () => resolve()));
  }
  client.end();
  await closed;
  await vi.waitFor(() => expect(listener.counts().clients).toBe(0), SOON);
  return { received: received.map(({ text }) => text), refused, http: listener.counts().http };
}

const head = 'Host: 127.0.0.1:8125\r\nContent-Length: 9\r\n\r\n';

it.each([
  ['POST / HTTP/1.1'],
  ['OPTIONS /?a=1 HTTP/1.1'],
  ['GET http://127.0.0.1:8125/x HTTP/1.0'],
  ['patch /x HTTP/1.1'],
  ['PRI * HTTP/2.0'],
])('closes a client that begins with %s, and takes none of its body', async (line) => {
  const { received, refused, http } = await send([`${line}\r\n${head}evil:1|c\n`]);
  expect(received).toEqual([]);
  expect(refused).toEqual([`${line}\r`]);
  expect(http).toBe(1);
});

it('does so however the request is cut', async () => {
  const { received, http } = await send(['PO', 'ST /', ' HTT', 'P/1.1\r', '\n', head, 'evil:1|c\n', 'evil:1|c\n']);
  expect(received).toEqual([]);
  expect(http).toBe(1);
});

it('does so with a path longer than a line may be', async () => {
  const { received, http } = await send([`POST /${'x'.repeat(20_000)}`, ` HTTP/1.1\r\n${head}`, 'evil:1|c\n']);
  expect(received).toEqual([]);
  expect(http).toBe(1);
});

it.each([['GET /users HTTP/1.1:1|c\n'], ['GET /users:1|ms\n'], ['a:1|c\nPOST / HTTP/1.1\n'], ['HTTP/1.1\n']])(
  'takes %j as lines',
  async (text) => {
    expect(await send([text])).toEqual({ received: [text], refused: [], http: 0 });
  },
);
