import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { UdpTarget, type UdpTargetOptions } from '../../src/forward/udp-target.ts';
import { eventually } from './eventually.ts';
import { type FakeUdp, fakeUdp } from './fake-peers.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

type Done = (error: Error | null) => void;

/** Sockets that only remember what they were given; `done` is called when the test says so. */
function fakeSockets(): { send: UdpSend; close(): void; sent: string[]; done: Done[] } {
  const sent: string[] = [];
  const done: Done[] = [];
  return {
    send: (bytes, length, _port, _address, _family, then) => {
      sent.push(Buffer.from(bytes.subarray(0, length)).toString());
      done.push(then);
    },
    close: () => {},
    sent,
    done,
  };
}
type UdpSend = NonNullable<UdpTargetOptions['sockets']>['send'];

const put = (target: UdpTarget, line: string): void => {
  const bytes = Buffer.from(`<<${line}>>`);
  target.line(bytes, 2, bytes.length - 2);
};

it('packs lines into datagrams of at most 1,432 bytes, each line once and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1_600 }), { maxLength: 60 }), (sizes) => {
      const sockets = fakeSockets();
      const target = new UdpTarget({ host: '127.0.0.1', port: 1, sockets });
      const lines = sizes.map((size, i) => String.fromCharCode(97 + (i % 26)).repeat(size));
      for (const line of lines) put(target, line);
      target.flush();
      target.flush();
      expect(sockets.sent.flatMap((datagram) => datagram.split('\n'))).toEqual(lines);
      for (const datagram of sockets.sent) {
        expect(datagram.length <= 1_432 || !datagram.includes('\n')).toBe(true);
      }
      for (const done of sockets.done) done(null);
      expect(target.counts()).toMatchObject({
        sent: lines.length,
        datagrams: sockets.sent.length,
        lost: 0,
        queuedBytes: 0,
      });
    }),
  );
});

it.each([
  { sizes: [716, 715], datagrams: [1_432] },
  { sizes: [716, 716], datagrams: [716, 716] },
  { sizes: [1_432, 1], datagrams: [1_432, 1] },
  { sizes: [1, 1_433, 1], datagrams: [1, 1_433, 1] },
])('makes datagrams of $datagrams bytes of lines of $sizes', ({ sizes, datagrams }) => {
  const sockets = fakeSockets();
  const target = new UdpTarget({ host: '127.0.0.1', port: 1, sockets });
  for (const size of sizes) put(target, 'x'.repeat(size));
  target.flush();
  expect(sockets.sent.map((datagram) => datagram.length)).toEqual(datagrams);
});

it('does not touch a buffer before it was sent', () => {
  const sent: Uint8Array[] = [];
  const done: Done[] = [];
  const sockets = {
    send: (bytes: Uint8Array, length: number, _p: number, _a: string, _f: 4 | 6, then: Done) => {
      sent.push(bytes.subarray(0, length));
      done.push(then);
    },
    close: () => {},
  };
  const target = new UdpTarget({ host: '127.0.0.1', port: 1, sockets });
  for (const name of ['a', 'b', 'c']) {
    put(target, `${name}:1|c`);
    target.flush();
  }
  expect(sent.map((bytes) => Buffer.from(bytes).toString())).toEqual(['a:1|c', 'b:1|c', 'c:1|c']);
  expect(new Set(sent.map((bytes) => bytes.buffer)).size).toBe(3);
  for (const then of done.splice(0)) then(null);
  put(target, 'd:1|c');
  target.flush();
  put(target, 'e:1|c');
  target.flush();
  // The newest came from the buffers that are free again.
  expect(new Set(sent.map((bytes) => bytes.buffer)).size).toBeLessThanOrEqual(4);
});

it('holds a bounded number of datagrams when the system takes none', () => {
  const sockets = fakeSockets();
  const target = new UdpTarget({ host: '127.0.0.1', port: 1, sockets });
  for (let i = 0; i < 3_000; i++) {
    put(target, `a${i}:1|c`);
    target.flush();
  }
  expect(sockets.sent.length).toBe(1_024);
  expect(target.counts()).toMatchObject({ sent: 0, lost: 1_976, lostBatches: 1_976 });
  for (const done of sockets.done) done(null);
  put(target, 'again:1|c');
  target.flush();
  expect(sockets.sent.at(-1)).toBe('again:1|c');
});

it('counts what failed, with the error', () => {
  const sockets = fakeSockets();
  const target = new UdpTarget({ host: '127.0.0.1', port: 1, sockets, now: () => 99 });
  put(target, 'a:1|c');
  put(target, 'b:1|c');
  target.flush();
  sockets.done[0]?.(new Error('EPERM'));
  expect(target.counts()).toMatchObject({ sent: 0, lost: 2, lostBatches: 1, lastError: 'EPERM', lastErrorAtMs: 99 });
});

it('sends a long line alone, and counts one that no datagram holds', async () => {
  const peer = await fakeUdp();
  const target = new UdpTarget({ host: '127.0.0.1', port: peer.port });
  open.push(
    () => peer.close(),
    () => target.close(0),
  );
  put(target, 'a:1|c');
  put(target, `${'n'.repeat(20_000)}:1|c`);
  put(target, 'b:1|c');
  put(target, 'x'.repeat(65_508));
  target.flush();
  await eventually(() => expect(peer.lines().map((line) => line.length)).toEqual([5, 20_004, 5]));
  expect(target.counts()).toMatchObject({
    sent: 3,
    lost: 1,
    lastError: 'a line of 65508 bytes is more than a datagram holds',
  });
});

it('sends over IPv6, and to a name once it is known', async () => {
  const peers: FakeUdp[] = [await fakeUdp('::1'), await fakeUdp()];
  let answer = (_: { address: string; family: number }): void => {};
  const targets = [
    new UdpTarget({ host: '::1', port: (peers[0] as FakeUdp).port }),
    new UdpTarget({
      host: 'statsd.internal',
      port: (peers[1] as FakeUdp).port,
      resolve: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    }),
  ];
  for (const one of [...peers, ...targets]) open.push(() => one.close(0));
  for (const target of targets) {
    put(target, 'early:1|c');
    target.flush();
  }
  expect(targets.map((target) => target.counts().connected)).toEqual([true, false]);
  answer({ address: '127.0.0.1', family: 4 });
  await targets[1]?.ready;
  for (const target of targets) {
    put(target, 'late:1|c');
    target.flush();
  }
  await eventually(() => expect(peers.map((peer) => peer.lines())).toEqual([['early:1|c', 'late:1|c'], ['late:1|c']]));
  expect(targets.map((target) => target.counts().lost)).toEqual([0, 1]);
});

it('sends what is open when it closes', async () => {
  const peer = await fakeUdp();
  open.push(() => peer.close());
  const target = new UdpTarget({ host: '127.0.0.1', port: peer.port });
  put(target, 'last:1|c');
  await target.close(1_000);
  await eventually(() => expect(peer.lines()).toEqual(['last:1|c']));
  put(target, 'later:1|c');
  target.flush();
  expect(target.counts()).toMatchObject({ sent: 1, lost: 1, connected: false });
});
