import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { expect, it, vi } from 'vitest';
import { kept, listening, SOON, streamClient, udpSender } from './opened.ts';

const host = '127.0.0.1';

it('listens by UDP and TCP on one free port of every host', async () => {
  const { listener, received } = await listening({ hosts: ['127.0.0.1', '::1'] });
  const port = listener.port as number;
  expect(port).toBeGreaterThan(0);
  for (const one of listener.hosts) {
    await (await udpSender(port, one))(['udp:1|c']);
    (await streamClient({ host: one, port })).write('tcp:1|c\n');
  }
  await vi.waitFor(() => expect(received).toHaveLength(2 * listener.hosts.length), SOON);
  for (const one of listener.hosts) {
    expect(received).toContainEqual({ text: 'udp:1|c', length: 7, sender: one });
    expect(received).toContainEqual({ text: 'tcp:1|c\n', length: 8, sender: one });
  }
});

it('leaves out what is off', async () => {
  const onlyUdp = await listening({ tcp: false });
  await expect(streamClient({ host, port: onlyUdp.listener.port as number })).rejects.toThrow('ECONNREFUSED');
  const onlyTcp = await listening({ udp: false });
  expect(onlyTcp.listener.counts()).toMatchObject({ mode: undefined, receiveBufferBytes: undefined });
  expect(onlyTcp.listener.kernelDrops()).toBeUndefined();
});

it.each([
  { name: 'nothing asked for', options: { udp: false, tcp: false } },
  { name: 'no host', options: { hosts: [] } },
])('refuses to listen on nothing: $name', async ({ options }) => {
  await expect(listening(options)).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
});

it('says that the port is taken, by UDP or by TCP, and leaves nothing open', async () => {
  const udp = createSocket('udp4');
  await new Promise<void>((resolve) => udp.bind(0, host, resolve));
  kept({ close: () => new Promise<void>((resolve) => udp.close(() => resolve())) });
  const port = udp.address().port;
  const taken = listening({ port });
  await expect(taken).rejects.toMatchObject({ code: 'CARPY_PORT_IN_USE' });
  await expect(taken).rejects.toThrow(String(port));
  // TCP was opened first and is free again.
  const tcp = kept(createServer());
  await new Promise<void>((resolve) => tcp.listen(port, host, resolve));
  await expect(listening({ port, udp: false })).rejects.toMatchObject({ code: 'CARPY_PORT_IN_USE' });
});

it('goes on without an IPv6 address that is not here, unless it is the only one', async () => {
  const { listener } = await listening({ hosts: [host, '2001:db8::1'] });
  expect(listener.hosts).toEqual([host]);
  await expect(listening({ hosts: ['2001:db8::1'] })).rejects.toThrow();
});

it('frees the port when it closes', async () => {
  const { listener } = await listening();
  const port = listener.port as number;
  await listener.close();
  expect((await listening({ port })).listener.port).toBe(port);
});
