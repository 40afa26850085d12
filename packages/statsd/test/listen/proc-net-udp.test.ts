import { createSocket } from 'node:dgram';
import { fstatSync } from 'node:fs';
import { endianness } from 'node:os';
import { expect, it } from 'vitest';
import { findDescriptor } from '../../src/listen/descriptor.ts';
import { parseUdpTable, readUdpTable, udpKey } from '../../src/listen/proc-net-udp.ts';
import { kept } from './opened.ts';

const linux = process.platform === 'linux';

it('reads inode and drops of each socket', () => {
  const table = parseUdpTable(
    [
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            ',
      '  512: 0100007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 426703 2 0000000000000000 17        ',
      '  513: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9 2 0000000000000000 0',
      '  514: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 10 2 0000000000000000 3',
      'garbage',
      '',
    ].join('\n'),
  );
  expect([...table]).toEqual([
    ['0100007F:1FBD', [{ inode: 426_703, drops: 17 }]],
    [
      '0100007F:0035',
      [
        { inode: 9, drops: 0 },
        { inode: 10, drops: 3 },
      ],
    ],
  ]);
});

it.runIf(endianness() === 'LE').each([
  ['127.0.0.1', 8125, '0100007F:1FBD'],
  ['0.0.0.0', 1, '00000000:0001'],
  ['192.168.1.20', 65_535, '1401A8C0:FFFF'],
  ['::1', 8125, '00000000000000000000000001000000:1FBD'],
  ['::', 8125, '00000000000000000000000000000000:1FBD'],
  ['fe80::a:b%eth0', 53, '000080FE00000000000000000B000A00:0035'],
  ['2001:db8:1:2:3:4:5:6', 53, 'B80D0120020001000400030006000500:0035'],
])('knows the row of %s port %i', (address, port, key) => {
  expect(udpKey(address, port)).toBe(key);
});

it.runIf(linux).each(['127.0.0.1', '0.0.0.0', '::1', '::'])('finds the descriptor of a socket on %s', async (host) => {
  const socket = createSocket(host.includes(':') ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
  kept({ close: () => new Promise<void>((resolve) => socket.close(() => resolve())) });
  await new Promise<void>((resolve) => socket.bind({ port: 0, address: host, exclusive: true }, resolve));
  const rows = readUdpTable(host.includes(':') ? 6 : 4)?.get(udpKey(host, socket.address().port));
  expect(rows).toHaveLength(1);
  const found = findDescriptor(socket);
  expect(fstatSync(found?.fd as number)).toMatchObject({ ino: rows?.[0]?.inode });
});

it('gives no descriptor on any doubt: two sockets on one address and port', async () => {
  const bound = async (port: number): Promise<ReturnType<typeof createSocket>> => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    kept({ close: () => new Promise<void>((resolve) => socket.close(() => resolve())) });
    await new Promise<void>((resolve) => socket.bind({ port, address: '127.0.0.1', exclusive: true }, resolve));
    return socket;
  };
  const first = await bound(0);
  const second = await bound(first.address().port);
  expect(findDescriptor(first)).toBeUndefined();
  expect(findDescriptor(second)).toBeUndefined();
});
