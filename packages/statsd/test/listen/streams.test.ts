import { expect, it, vi } from 'vitest';
import { listening, SOON, streamClient } from './opened.ts';

const host = '127.0.0.1';

it('hands on whole lines, over the chunks they come in', async () => {
  const { listener, received } = await listening();
  const client = await streamClient({ host, port: listener.port as number });
  client.write('a:1|c\nb:2|');
  await vi.waitFor(() => expect(received).toHaveLength(1), SOON);
  client.write('c\n');
  await vi.waitFor(() => expect(received).toHaveLength(2), SOON);
  expect(received).toEqual([
    { text: 'a:1|c\n', length: 6, sender: host },
    { text: 'b:2|c\n', length: 6, sender: host },
  ]);
});

it('takes a megabyte from each of many clients', async () => {
  let bytes = 0;
  let lastByte = 0;
  const { listener } = await listening({
    onPacket: (packet, length) => {
      bytes += length;
      lastByte = packet[length - 1] as number;
    },
  });
  const clients = await Promise.all(
    Array.from({ length: 50 }, () => streamClient({ host, port: listener.port as number })),
  );
  const text = 'carpy.shop.web-1.custom.sold:1|c\n'.repeat(2_000);
  for (const client of clients) client.end(text);
  await vi.waitFor(() => expect(bytes).toBe(text.length * clients.length), SOON);
  expect(lastByte).toBe(10);
  await vi.waitFor(() => expect(listener.counts().clients).toBe(0), SOON);
  expect(listener.counts()).toMatchObject({ refused: 0, errors: 0, unterminated: 0, tooLong: 0 });
});

it('lets the event loop turn while clients send as much as they can', async () => {
  let bytes = 0;
  let turn = 0;
  let mostATurn = 0;
  const { listener } = await listening({
    onPacket: (_packet, length) => {
      bytes += length;
      turn += length;
      mostATurn = Math.max(mostATurn, turn);
    },
  });
  const clients = await Promise.all(
    Array.from({ length: 4 }, () => streamClient({ host, port: listener.port as number })),
  );
  const text = 'carpy.shop.web-1.custom.sold:1|c\n'.repeat(200_000);
  for (const client of clients) client.end(text);
  while (bytes < text.length * clients.length) {
    await new Promise((resolve) => setImmediate(resolve));
    turn = 0;
  }
  // 256 KiB, and a chunk of 64 KiB of each.
  expect(mostATurn).toBeLessThanOrEqual((256 + 5 * 64) * 1024);
});

it('counts a line over the bound once, hands its beginning over, and goes on', async () => {
  const long: string[] = [];
  const { listener, received } = await listening({
    limits: { maxLineBytes: 10 },
    onTooLong: (bytes, length, sender) => long.push(`${sender} ${Buffer.from(bytes.subarray(0, length))}`),
  });
  const client = await streamClient({ host, port: listener.port as number });
  client.write('x'.repeat(9));
  for (let i = 0; i < 1_000; i++) client.write('x'.repeat(100));
  client.write('x\na:1|c\n');
  await vi.waitFor(() => expect(received.map((one) => one.text)).toEqual(['a:1|c\n']), SOON);
  expect(listener.counts().tooLong).toBe(1);
  expect(long).toEqual([`${host} xxxxxxxxxxxx`]);
});

it('drops and counts a last line without a newline', async () => {
  const { listener, received } = await listening();
  const client = await streamClient({ host, port: listener.port as number });
  client.end('a:1|c\nb:1|c');
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ unterminated: 1, clients: 0 }), SOON);
  expect(received.map((one) => one.text)).toEqual(['a:1|c\n']);
});

it('survives resets', async () => {
  const { listener, received } = await listening();
  const at = { host, port: listener.port as number };
  for (let i = 0; i < 20; i++) {
    const client = await streamClient(at);
    await vi.waitFor(() => expect(listener.counts().clients).toBe(1), SOON);
    client.write('a:1|c\nhalf a li');
    await vi.waitFor(() => expect(received).toHaveLength(i + 1), SOON);
    client.resetAndDestroy();
    await vi.waitFor(() => expect(listener.counts().clients).toBe(0), SOON);
  }
  expect(listener.counts()).toMatchObject({ errors: 20, unterminated: 20 });
  (await streamClient(at)).write('a:1|c\n');
  await vi.waitFor(() => expect(received).toHaveLength(21), SOON);
});

it('is not stalled by a client that sends one byte at a time', async () => {
  const { listener, received } = await listening();
  const at = { host, port: listener.port as number };
  const slow = await streamClient(at);
  const quick = await streamClient(at);
  const line = 'slow:1|c\n';
  for (const [i, byte] of [...line].entries()) {
    slow.write(byte);
    quick.write(`quick:${i}|c\n`);
    await vi.waitFor(() => expect(received.some((one) => one.text === `quick:${i}|c\n`)).toBe(true), SOON);
  }
  await vi.waitFor(() => expect(received.some((one) => one.text === line)).toBe(true), SOON);
});

it('refuses clients past the bound and takes new ones when others have gone', async () => {
  const { listener, received } = await listening({ limits: { maxClients: 2 } });
  const at = { host, port: listener.port as number };
  const first = await streamClient(at);
  await streamClient(at);
  await vi.waitFor(() => expect(listener.counts().clients).toBe(2), SOON);
  const third = await streamClient(at);
  await new Promise<void>((resolve) => third.once('close', () => resolve()));
  expect(listener.counts()).toMatchObject({ clients: 2, refused: 1 });
  first.destroy();
  await vi.waitFor(() => expect(listener.counts().clients).toBe(1), SOON);
  (await streamClient(at)).write('a:1|c\n');
  await vi.waitFor(() => expect(received).toHaveLength(1), SOON);
});

it('closes clients that are silent', async () => {
  const { listener } = await listening({ limits: { idleMs: 20 } });
  const client = await streamClient({ host, port: listener.port as number });
  await new Promise<void>((resolve) => client.once('close', () => resolve()));
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ clients: 0, idle: 1, errors: 0 }), SOON);
});

it('cuts clients off when it closes', async () => {
  const { listener } = await listening();
  const client = await streamClient({ host, port: listener.port as number });
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await listener.close();
  await listener.close();
  await closed;
});
