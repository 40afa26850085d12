import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listenUnixDatagram } from '../../src/listen/unix-datagram.ts';
import { kept, listening, SOON, streamClient } from './opened.ts';

const unix = process.platform !== 'win32';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carpy-listen-'));
  path = join(folder, 'statsd.sock');
  kept({ close: () => rmSync(folder, { recursive: true, force: true }) });
});

const noHost = { hosts: [], udp: false, tcp: false };

/** Leaves a socket's file behind, as a process that was killed does. */
async function leaveSocketFile(): Promise<void> {
  const child = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(path)}, () => process.stdout.write('up'))`,
  ]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The package's class, or undefined where it is not installed. */
function datagramClass(): (new () => { sendTo(...args: unknown[]): void; close(): void }) | undefined {
  try {
    return createRequire(import.meta.url)('node-unix-socket').DgramSocket;
  } catch {
    return undefined;
  }
}
const DgramSocket = datagramClass();

describe.runIf(unix)('unix stream socket', () => {
  it('takes lines, has its permissions, and is gone after close', async () => {
    const { listener, received } = await listening({ ...noHost, streamSocket: path });
    expect(listener).toMatchObject({ port: undefined, hosts: [] });
    expect(statSync(path).mode & 0o777).toBe(0o660);
    (await streamClient({ path })).write('a:1|c\n');
    await vi.waitFor(() => expect(received).toEqual([{ text: 'a:1|c\n', length: 6, sender: '' }]), SOON);
    await listener.close();
    expect(existsSync(path)).toBe(false);
  });

  it('takes other permissions', async () => {
    await listening({ ...noHost, streamSocket: path, socketMode: 0o600 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('takes the place of a socket that nobody listens on', async () => {
    await leaveSocketFile();
    expect(existsSync(path)).toBe(true);
    const { received } = await listening({ ...noHost, streamSocket: path });
    (await streamClient({ path })).write('a:1|c\n');
    await vi.waitFor(() => expect(received).toHaveLength(1), SOON);
  });

  it('refuses one that somebody listens on, who goes on', async () => {
    const first = await listening({ ...noHost, streamSocket: path });
    const second = listening({ ...noHost, streamSocket: path });
    await expect(second).rejects.toMatchObject({ code: 'CARPY_PORT_IN_USE' });
    await expect(second).rejects.toThrow(path);
    (await streamClient({ path })).write('a:1|c\n');
    await vi.waitFor(() => expect(first.received).toHaveLength(1), SOON);
  });

  it('says what is wrong with a path where no socket can be', async () => {
    const long = join(folder, 'x'.repeat(120));
    const bytes = Buffer.byteLength(long);
    await expect(listening({ ...noHost, streamSocket: long })).rejects.toThrow(`${bytes} bytes`);
    expect(readdirSync(folder)).toEqual([]);
    const nowhere = join(folder, 'nowhere', 'statsd.sock');
    await expect(listening({ ...noHost, streamSocket: nowhere })).rejects.toThrow(
      /nowhere of the socket .* is no folder/,
    );
    writeFileSync(join(folder, 'file'), '');
    const below = listening({ ...noHost, datagramSocket: join(folder, 'file', 'statsd.sock') });
    await expect(below).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
  });

  it('never removes a file that is no socket', async () => {
    writeFileSync(path, 'precious');
    await expect(listening({ streamSocket: path })).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });
});

describe.runIf(unix)('unix datagram socket', () => {
  it('says which package is missing, and touches nothing', async () => {
    const missing = listenUnixDatagram({
      path,
      socketMode: 0o660,
      receiveBufferBytes: 4_096,
      onPacket: () => {},
      onError: () => {},
      load: () => Promise.reject(new Error('not found')),
    });
    await expect(missing).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
    await expect(missing).rejects.toThrow('npm install node-unix-socket');
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(DgramSocket !== undefined)('takes datagrams, small and large, and is gone after close', async () => {
    const { listener, received } = await listening({ ...noHost, datagramSocket: path });
    expect(statSync(path).mode & 0o777).toBe(0o660);
    const client = kept(new (DgramSocket as NonNullable<typeof DgramSocket>)());
    const send = (text: string): void => client.sendTo(Buffer.from(text), 0, text.length, path);
    send('a:1|c');
    await vi.waitFor(() => expect(received).toHaveLength(1), SOON);
    const large = 'x'.repeat(65_000);
    send(large);
    await vi.waitFor(() => expect(received).toHaveLength(2), SOON);
    expect(received.map((one) => one.text)).toEqual(['a:1|c', large]);
    await listener.close();
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(DgramSocket !== undefined)('refuses a live one of either kind and replaces a dead one', async () => {
    await leaveSocketFile();
    const { listener } = await listening({ ...noHost, datagramSocket: path });
    await expect(listening({ ...noHost, datagramSocket: path })).rejects.toMatchObject({ code: 'CARPY_PORT_IN_USE' });
    await expect(listening({ ...noHost, streamSocket: path })).rejects.toMatchObject({ code: 'CARPY_PORT_IN_USE' });
    expect(existsSync(path)).toBe(true);
    await listener.close();
  });
});
