import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { probeHealth } from '../../src/relay/health-probe.ts';
import { eventually } from '../forward/eventually.ts';
import { type FakeTcp, fakeTcp, freePort } from '../forward/fake-peers.ts';

const open: FakeTcp[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function admin(onData: (socket: Socket, text: string) => void): Promise<FakeTcp> {
  const peer = await fakeTcp({
    onSocket: (socket) => socket.on('data', (bytes: Buffer) => onData(socket, String(bytes))),
  });
  open.push(peer);
  return peer;
}

it.each([
  { answer: 'health: up\n', health: { state: 'up' } },
  { answer: 'health: down\n', health: { state: 'told-down' } },
  { answer: 'health: up\n\nEND\n', health: { state: 'up' } },
  { answer: 'ERROR\n', health: { state: 'failed', error: expect.stringMatching(/answered "ERROR/) } },
  { answer: 'not health: upper\n', health: { state: 'failed', error: expect.stringMatching(/answered/) } },
  { answer: 'x'.repeat(2_000), health: { state: 'failed', error: expect.stringMatching(/too much/) } },
])('reads $health.state', async ({ answer, health }) => {
  const asked: string[] = [];
  const peer = await admin((socket, text) => {
    asked.push(text);
    socket.write(answer);
  });
  expect(await probeHealth({ host: '127.0.0.1', port: peer.port }, 5_000)).toEqual(health);
  expect(asked).toEqual(['health\n']);
  await eventually(() => expect(peer.sockets.length).toBe(0));
});

it('reads an answer in pieces', async () => {
  const peer = await admin((socket) => {
    socket.write('heal');
    setImmediate(() => socket.write('th: up\n'));
  });
  expect(await probeHealth({ host: '127.0.0.1', port: peer.port }, 5_000)).toEqual({ state: 'up' });
});

it('fails when nobody answers, and leaves no socket', async () => {
  const peer = await admin(() => {});
  const health = await probeHealth({ host: '127.0.0.1', port: peer.port }, 20);
  expect(health).toEqual({ state: 'failed', error: expect.stringMatching(/no answer from .* within 20 ms/) });
  await eventually(() => expect(peer.sockets.length).toBe(0));
});

it('fails when the peer hangs up, or is not there', async () => {
  const peer = await admin((socket) => socket.end());
  expect(await probeHealth({ host: '127.0.0.1', port: peer.port }, 5_000)).toMatchObject({ state: 'failed' });
  expect(await probeHealth({ host: '127.0.0.1', port: await freePort() }, 5_000)).toEqual({
    state: 'failed',
    error: expect.stringMatching(/ECONNREFUSED/),
  });
});
