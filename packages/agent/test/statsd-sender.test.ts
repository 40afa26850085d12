import type { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCounts } from '../src/counts.ts';
import { StatsdSender } from '../src/statsd-sender.ts';
import { openReceiver, type Receiver } from './statsd-receiver.ts';

const sizes = { maxDatagramBytes: 1_432, maxBufferBytes: 4_000 };
let receiver: Receiver;
let senders: StatsdSender[] = [];
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  for (const sender of senders) sender.close();
  senders = [];
  await receiver.close();
});

function open(host: string, lookUp?: unknown, port = receiver.port) {
  const counts = newCounts();
  const options = lookUp === undefined ? sizes : { ...sizes, lookup: lookUp as typeof lookup };
  const sender = new StatsdSender({ host, port }, options, counts);
  senders.push(sender);
  const send = (text: string): void => {
    const buffer = sender.takeBuffer();
    sender.send(buffer, buffer.write(text, 'latin1'), text.split('\n').length);
  };
  return { sender, counts, send };
}

type Answer = (error: Error | null, ip: string, family: number) => void;

describe('StatsdSender', () => {
  it('sends datagrams whole, and counts them', async () => {
    const { sender, counts, send } = open('127.0.0.1');
    send('a:1|c\nb:2|ms');
    send('c:3|g');
    await sender.flushed();
    expect(await receiver.waitFor(/^c:/)).toEqual(['a:1|c', 'b:2|ms', 'c:3|g']);
    expect(counts).toMatchObject({ datagramsSent: 2, linesSent: 3, bytesSent: 17, linesFailed: 0, linesDropped: 0 });
  });

  it('sends over IPv6', async () => {
    const six = await openReceiver('::1');
    try {
      const { send } = open('::1', undefined, six.port);
      send('a:1|c');
      await six.waitFor(/^a:1\|c$/);
    } finally {
      await six.close();
    }
  });

  it('keeps what comes before the address is known, within its bound, and sends it then', async () => {
    let answer: Answer = () => {};
    const { sender, counts, send } = open('stats.local', (_host: string, done: Answer) => {
      answer = done;
    });
    for (let i = 0; i < 5; i++) send(`m${i}:${'1'.repeat(996)}`);
    expect(counts.linesDropped).toBe(1);
    answer(null, '127.0.0.1', 4);
    await sender.flushed();
    expect((await receiver.waitFor(/^m3:/)).map((line) => line.slice(0, 2))).toEqual(['m0', 'm1', 'm2', 'm3']);
    send('later:1|c');
    await receiver.waitFor(/^later/);
  });

  it('counts a name that nobody knows, waits for none, and throws nothing', async () => {
    const { sender, counts, send } = open('nowhere.invalid', (_host: string, done: Answer) => {
      setImmediate(() => done(new Error('ENOTFOUND'), '', 0));
    });
    send('a:1|c');
    await sender.flushed();
    send('b:1|c');
    await sender.flushed();
    sender.tick();
    expect(counts.resolveErrors).toBe(1);
    sender.close();
    expect(counts).toMatchObject({ linesDropped: 2, linesSent: 0 });
  });

  it('sends to another address when told', async () => {
    const other = await openReceiver();
    try {
      const { sender, send } = open('127.0.0.1');
      send('a:1|c');
      await receiver.waitFor(/^a/);
      sender.retarget({ host: '127.0.0.1', port: other.port });
      send('b:1|c');
      expect(await other.waitFor(/^b/)).toEqual(['b:1|c']);
      expect(receiver.lines()).toEqual(['a:1|c']);
    } finally {
      await other.close();
    }
  });

  it('forgets a look-up of an address it no longer sends to', async () => {
    let answer: Answer = () => {};
    const { sender, send } = open('old.local', (_host: string, done: Answer) => {
      answer = done;
    });
    sender.retarget({ host: '127.0.0.1', port: receiver.port });
    answer(null, '127.0.0.9', 4);
    send('a:1|c');
    await receiver.waitFor(/^a/);
  });

  it('counts datagrams that the socket refuses', async () => {
    const { sender, counts } = open('127.0.0.1');
    sender.send(Buffer.alloc(2_000), 2_000, 7);
    // Larger than UDP allows.
    const large = new StatsdSender(
      { host: '127.0.0.1', port: receiver.port },
      { maxDatagramBytes: 70_000, maxBufferBytes: 1e6 },
      counts,
    );
    senders.push(large);
    large.send(large.takeBuffer(), 70_000, 5);
    await sender.flushed();
    await large.flushed();
    expect(counts).toMatchObject({ linesFailed: 5, linesSent: 7, socketErrors: 1 });
  });

  it('drops nothing that the kernel takes, however much comes before the event loop turns', async () => {
    const { sender, counts, send } = open('127.0.0.1');
    for (let i = 0; i < 20; i++) send('x'.repeat(1_000));
    await sender.flushed();
    expect(counts).toMatchObject({ linesSent: 20, linesDropped: 0 });
  });

  it('bounds the sends that it has not heard of yet', async () => {
    const { sender, counts, send } = open('127.0.0.1');
    for (let i = 0; i < 10_005; i++) send('a:1|c');
    expect(counts.linesDropped).toBe(5);
    await sender.flushed();
    expect(counts.linesSent).toBe(10_000);
    send('b:1|c');
    await sender.flushed();
    expect(counts.linesSent).toBe(10_001);
  });

  it('after its close drops and counts', () => {
    const { sender, counts, send } = open('127.0.0.1');
    sender.close();
    sender.close();
    send('a:1|c');
    expect(counts.linesDropped).toBe(1);
  });
});
