import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { listenStatsd } from '../../src/listen/listen-statsd.ts';
import type { ReadMode } from '../../src/listen/options.ts';
import { kept, listening, SOON, udpSender } from './opened.ts';

const linux = process.platform === 'linux';
/** Fits the smallest default buffer of Linux, so that nothing is dropped. */
const BURST = 200;

describe.each<ReadMode>(['drain', 'hybrid', 'events'])('read mode %s', (mode) => {
  const drains = linux && mode !== 'events';

  /** Sends bursts until the descriptor was read at least once (a datagram without a sender), and some more. Answers with what was sent. */
  async function sendUntilDrained(
    received: readonly { readonly sender: string }[],
    send: (datagrams: readonly string[]) => Promise<void>,
    more = 3,
  ): Promise<string[]> {
    const sent: string[] = [];
    for (let left = more; left > 0; ) {
      const burst = Array.from({ length: BURST }, (_, i) => `n${sent.length + i}:1|c`);
      sent.push(...burst);
      await send(burst);
      await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(sent.length), SOON);
      if (!drains || received.some((one) => one.sender === '')) left--;
    }
    return sent;
  }

  it('is used where the machine allows it', async () => {
    const { listener } = await listening({ mode });
    expect(listener.counts().mode).toBe(linux ? mode : 'events');
    expect(listener.counts().receiveBufferBytes).toBeGreaterThan(0);
  });

  it.each(['127.0.0.1', '::1'])('hands on each datagram of bursts once, whole and in order, from %s', async (host) => {
    const { listener, received } = await listening({ mode, hosts: [host] });
    const sent = await sendUntilDrained(received, await udpSender(listener.port as number, host));
    expect(received.map((one) => one.text)).toEqual(sent);
    expect(listener.counts().errors).toBe(0);
  });

  it('takes empty datagrams and the largest, drained or not', async () => {
    const { listener, received } = await listening({ mode });
    const send = await udpSender(listener.port as number);
    const largest = 'x'.repeat(65_507);
    await send(['', largest]);
    await vi.waitFor(() => expect(received.map((one) => one.length)).toEqual([0, 65_507]), SOON);
    received.length = 0;
    const small = Array.from({ length: BURST }, () => 'a:1|c');
    for (let sent = 0; ; ) {
      await send([...small, '', 'b:1|c', largest]);
      sent += BURST + 3;
      await vi.waitFor(() => expect(received.length).toBe(sent), SOON);
      if (!drains || received.slice(-3).every((one) => one.sender === '')) break;
    }
    const last = received.slice(-3);
    expect(last.map((one) => one.length)).toEqual([0, 5, 65_507]);
    expect(last[2]?.text).toBe(largest);
  });

  it('goes to the descriptor and back without a loss or a double', async () => {
    const { listener, received } = await listening({ mode });
    const send = await udpSender(listener.port as number);
    const sent: string[] = [];
    for (let turn = 0; turn < 5; turn++) {
      sent.push(...(await sendUntilDrained(received, send, 1)));
      // Single datagrams, until one comes by an event, so with its sender.
      do {
        sent.push(`single${sent.length}:1|c`);
        await send([sent.at(-1) as string]);
        await vi.waitFor(() => expect(received.length).toBe(sent.length), SOON);
      } while (received.at(-1)?.sender !== '127.0.0.1');
      expect(received.map((one) => one.text)).toEqual(sent);
      received.length = 0;
      sent.length = 0;
    }
  });

  it('serves many senders at once', async () => {
    const { listener, received } = await listening({ mode });
    const senders = await Promise.all(Array.from({ length: 8 }, () => udpSender(listener.port as number)));
    for (let turn = 1; turn <= 10; turn++) {
      await Promise.all(senders.map((send, s) => send(Array.from({ length: 20 }, (_, i) => `${turn}.${s}.${i}`))));
      await vi.waitFor(() => expect(received.length).toBe(turn * 160), SOON);
    }
    expect(new Set(received.map((one) => one.text)).size).toBe(1_600);
  });

  it('closes from within a reading and touches no file that gets its descriptor', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carpy-listen-'));
    const path = join(folder, 'file');
    writeFileSync(path, 'contents');
    const files: number[] = [];
    try {
      let packets = 0;
      let afterClose = 0;
      let closed: Promise<void> | undefined;
      const listener = kept(
        await listenStatsd({
          hosts: ['127.0.0.1'],
          port: 0,
          mode,
          onPacket: (_bytes, _length, sender) => {
            packets++;
            if (closed !== undefined) afterClose++;
            if (closed !== undefined || (drains && sender !== '')) return;
            closed = listener.close();
            // One of these gets the number that the socket had.
            for (let i = 0; i < 20; i++) files.push(openSync(path, 'r'));
          },
        }),
      );
      const send = await udpSender(listener.port as number);
      while (closed === undefined) {
        const before = packets;
        await send(Array.from({ length: BURST }, () => 'a:1|c')).catch(() => {});
        await vi.waitFor(() => expect(closed !== undefined || packets === before + BURST).toBe(true), SOON);
      }
      await closed;
      await new Promise((resolve) => setImmediate(resolve));
      expect(afterClose).toBe(0);
      expect(files).toHaveLength(20);
      for (const fd of files) expect(readFileSync(fd, 'utf8')).toBe('contents');
    } finally {
      for (const fd of files) closeSync(fd);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.runIf(linux)('counts what the kernel dropped', async () => {
    const { listener, received } = await listening({ mode, receiveBufferBytes: 4_096 });
    expect(listener.kernelDrops()).toBe(0);
    const send = await udpSender(listener.port as number);
    const sent = 2_000;
    // All are sent before the loop turns, many more than the buffer holds.
    await send(Array.from({ length: sent }, () => 'a:1|c'));
    await vi.waitFor(() => expect(received.length + (listener.kernelDrops() ?? 0)).toBe(sent), SOON);
    const drops = listener.kernelDrops();
    expect(drops).toBeGreaterThan(0);
    await listener.close();
    expect(listener.kernelDrops()).toBe(drops);
  });

  // Plain events have nothing to ask for.
  if (drains)
    it('reads what waits when asked, without the event loop', async () => {
      const texts: string[] = [];
      let drained = (): void => {};
      let whole = 0;
      const { listener } = await listening({
        mode,
        onPacket: (bytes, length, sender) => {
          texts.push(Buffer.from(bytes.subarray(0, length)).toString());
          // By an event each, where the socket has not become busy, the whole burst is what there is to wait for.
          if (sender === '' || texts.length === whole) drained();
        },
      });
      const send = await udpSender(listener.port as number);
      // A try finds nothing where the socket has just gone quiet.
      for (let found = false; !found; ) {
        const burst = new Promise<void>((resolve) => {
          drained = resolve;
        });
        whole = texts.length + BURST;
        await send(Array.from({ length: BURST }, () => 'a:1|c'));
        await burst;
        // From here to the reading the event loop does not turn: sending goes by ticks.
        await send(['late:1|c']);
        listener.drain();
        found = texts.at(-1) === 'late:1|c';
        await vi.waitFor(() => expect(texts.length).toBe(whole + 1), SOON);
      }
    });
});
