import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { CarpyError } from '@carpy/core';
import { afterEach, describe, expect, it } from 'vitest';
import { rpcClient, serveRpc } from '../src/threads/rpc.ts';

type Methods = {
  double: { argument: number; answer: number };
  fail: { argument: undefined; answer: number };
  numbers: { argument: undefined; answer: Float64Array };
  never: { argument: undefined; answer: number };
};

const channels: MessageChannel[] = [];
function connect(): { client: ReturnType<typeof rpcClient<Methods>>; channel: MessageChannel } {
  const channel = new MessageChannel();
  channels.push(channel);
  serveRpc<Methods>(
    channel.port1,
    {
      double: async (n) => n * 2,
      fail: () => {
        throw new CarpyError('CARPY_BAD_TARGET', 'no', { position: 3 });
      },
      numbers: () => new Float64Array([1, 2, 3]),
      never: () => new Promise(() => undefined),
    },
    (_, answer) => (answer instanceof Float64Array ? [answer.buffer as ArrayBuffer] : []),
  );
  return { client: rpcClient<Methods>(channel.port2), channel };
}
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

describe('calls between threads', () => {
  it('answer each its own question, however many are under way', async () => {
    const { client } = connect();
    const asked = Array.from({ length: 100 }, (_, i) => client.call('double', i));
    expect(await Promise.all(asked)).toEqual(asked.map((_, i) => i * 2));
    expect(client.pending).toBe(0);
  });

  it('bring errors back with code and position', async () => {
    const { client } = connect();
    await expect(client.call('fail', undefined)).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      position: 3,
      detail: 'no',
    });
  });

  it('move buffers of an answer', async () => {
    const { client } = connect();
    expect([...(await client.call('numbers', undefined))]).toEqual([1, 2, 3]);
  });

  it('fail when the other side goes away, and so do later ones', async () => {
    const { client, channel } = connect();
    const waiting = client.call('never', undefined);
    const closed = once(channel.port2, 'close');
    channel.port1.close();
    await closed;
    await expect(waiting).rejects.toMatchObject({ code: 'CARPY_STORE_CLOSED' });
    await expect(client.call('double', 1)).rejects.toMatchObject({ code: 'CARPY_STORE_CLOSED' });
  });
});
