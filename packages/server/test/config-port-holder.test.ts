import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describePortHolder, findPortHolder } from '../src/config/port-holder.ts';

const hasProc = existsSync('/proc/net/tcp');

it.skipIf(!hasProc)('finds the process behind a listening TCP port: this one', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await findPortHolder('tcp', port)).toMatchObject({ pid: process.pid });
  await new Promise((resolve) => server.close(resolve));
  expect(await findPortHolder('tcp', port)).toBeUndefined();
});

it.skipIf(!hasProc)('finds the process behind a UDP port on IPv6', async () => {
  const socket = createSocket('udp6');
  await new Promise<void>((resolve) => socket.bind(0, '::1', resolve));
  const { port } = socket.address();
  expect(await describePortHolder('udp', port)).toMatch(new RegExp(`^.+ \\(pid ${process.pid}\\)$`));
  await new Promise<void>((resolve) => socket.close(() => resolve()));
});

it('reads the kernel tables: the listener, not a connection to the port', async () => {
  const proc = await mkdtemp(join(tmpdir(), 'carpy-proc-'));
  const row = (local: string, state: string, inode: number): string =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000 100 0 0 10 0\n`;
  await mkdir(join(proc, 'net'));
  await writeFile(
    join(proc, 'net/tcp'),
    `  sl  local_address rem_address\n${row('0100007F:08E5', '01', 11)}${row('0100007F:08E5', '0A', 22)}`,
  );
  await mkdir(join(proc, '812/fd'), { recursive: true });
  await writeFile(join(proc, '812/comm'), 'netdata\n');
  await symlink('socket:[22]', join(proc, '812/fd/3'));
  await mkdir(join(proc, '9/fd'), { recursive: true });
  await symlink('socket:[11]', join(proc, '9/fd/3'));
  expect(await findPortHolder('tcp', 2277, proc)).toEqual({ name: 'netdata', pid: 812 });
  expect(await describePortHolder('tcp', 2278, proc)).toBe('another process');
  await rm(proc, { recursive: true });
});
