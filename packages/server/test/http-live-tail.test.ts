import { connect, type Socket } from 'node:net';
import type { LiveTailEvents } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpListener, listenHttp } from '../src/http/listen.ts';
import { harness, NOW_MS } from './fakes/http-deps.ts';
import { type TestRoom, testRoom } from './fakes/records-room.ts';

type TailEvent = LiveTailEvents['tail'];

let room: TestRoom;
let http: HttpListener;
let url: string;
let tails: Tail[];
beforeEach(async () => {
  room = testRoom();
  tails = [];
  const { app } = await harness({ deps: { records: room.client } });
  http = await listenHttp(app, { hosts: ['127.0.0.1'], port: 0, closeGraceMs: 0 });
  url = `http://127.0.0.1:${http.port}/api/v1`;
});
afterEach(async () => {
  for (const tail of tails) tail.leave();
  await http.close();
  room.close();
});

interface Tail {
  /** The next event named `tail`; undefined when the stream is over. */
  next(): Promise<TailEvent | undefined>;
  leave(): void;
}

/** A browser's part: reads events from a socket. */
async function open(search = ''): Promise<Tail> {
  const gone = new AbortController();
  const answer = await fetch(`${url}/live?topic=tail${search}`, { signal: gone.signal });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const events = eventsOf(answer);
  const tail: Tail = {
    next: async () => (await events.next()).value,
    leave: () => gone.abort(),
  };
  tails.push(tail);
  return tail;
}

async function* eventsOf(answer: Response): AsyncGenerator<TailEvent, undefined> {
  let text = '';
  try {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^event: tail\ndata: (.*)$/.exec(text.slice(0, end))?.[1];
        text = text.slice(end + 2);
        if (data !== undefined) yield JSON.parse(data) as TailEvent;
      }
    }
  } catch {
    // Cut off.
  }
  return undefined;
}

let made = 0;
const record = (more: Partial<StoredRecord> = {}): object => ({
  id: (++made).toString(16).padStart(32, '0'),
  startMs: NOW_MS - 1,
  durationMs: 5,
  transaction: 'GET /',
  outcome: 'ok',
  kind: 'http',
  children: [],
  context: {},
  logs: [],
  ...more,
});
async function send(records: readonly object[], app = 'shop'): Promise<void> {
  const head = { app, server: 'web-1', sentAtMs: NOW_MS, seen: {}, kept: {} };
  const answer = await fetch(`${url}/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: [head, ...records].map((line) => JSON.stringify(line)).join('\n'),
  });
  expect(answer.status).toBe(202);
}
const many = (n: number, more: Partial<StoredRecord> = {}): object[] => Array.from({ length: n }, () => record(more));

describe('live tail', () => {
  it('shows what matches as it is stored, to those whose app and query it fits', async () => {
    const errors = await open('&app=shop&q=outcome:error');
    const all = await open();
    await send([record(), record({ outcome: 'error', error: { type: 'E', message: 'no\nmore' } })]);
    await send([record({ outcome: 'error', transaction: 'job' })], 'other');
    room.tail.tick();
    const shown = await errors.next();
    expect(shown).toMatchObject({ ratePerS: 1, shownPerS: 1, rows: [{ app: 'shop', errorType: 'E', message: 'no' }] });
    expect((await all.next())?.rows.map(({ app, transaction }) => [app, transaction])).toEqual([
      ['shop', 'GET /'],
      ['shop', 'GET /'],
      ['other', 'job'],
    ]);
  });

  it('shows the oldest first, in whatever order an agent sends them', async () => {
    const tail = await open();
    await send([3, 1, 2].map((n) => record({ startMs: NOW_MS - 10 + n })));
    room.tail.tick();
    expect((await tail.next())?.rows.map(({ startMs }) => startMs - NOW_MS)).toEqual([-9, -8, -7]);
  });

  it('does not show repeated records again', async () => {
    const tail = await open();
    const lines = [record()];
    await send(lines);
    await send(lines);
    room.tail.tick();
    expect((await tail.next())?.ratePerS).toBe(1);
  });

  it('shows 50 an event and 200 a second at most, and tells the true rate', async () => {
    const tail = await open('&q=kind:http');
    await send(many(1_000));
    const events: (TailEvent | undefined)[] = [];
    for (let tick = 0; tick < 4; tick++) {
      room.tail.tick();
      events.push(await tail.next());
    }
    expect(events.map((event) => event?.rows.length)).toEqual([50, 50, 50, 50]);
    expect(events.map((event) => event?.ratePerS)).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(events.at(-1)?.shownPerS).toBe(200);
    // The second is over: the rate's end is told once, then there is nothing to tell.
    room.tail.tick();
    expect(await tail.next()).toEqual({ rows: [], ratePerS: 0, shownPerS: 150 });
    await send(many(1));
    room.tail.tick();
    expect((await tail.next())?.rows).toHaveLength(1);
  });

  it('ends when its client goes', async () => {
    const tail = await open();
    expect(room.tail.viewers).toBe(1);
    tail.leave();
    await expect.poll(() => room.tail.viewers).toBe(0);
  });

  it('is closed when its client does not read', async () => {
    const socket = await idleClient();
    await expect.poll(() => room.tail.viewers).toBe(1);
    const wide = 'x'.repeat(500);
    for (let i = 0; i < 5_000 && room.tail.viewers > 0; i++) {
      room.tail.add(Array.from({ length: 50 }, () => ({ ...record({ transaction: wide }), app: 'a' }) as StoredRecord));
      room.tail.tick();
      await new Promise((next) => setImmediate(next));
    }
    await expect.poll(async () => (await room.client.status()).tailsDropped).toBe(1);
    expect(room.tail.viewers).toBe(0);
    socket.destroy();
  });

  it('takes 50 viewers, and refuses a query that can not be read', async () => {
    for (let i = 0; i < 50; i++) await open();
    expect((await fetch(`${url}/live?topic=tail`)).status).toBe(429);
    expect((await fetch(`${url}/live?topic=tail&q=status:x`)).status).toBe(400);
    expect((await fetch(`${url}/live?topic=nothing`)).status).toBe(400);
    tails[0]?.leave();
    await expect.poll(() => room.tail.viewers).toBe(49);
    await open();
  });

  it('ends with its room', async () => {
    const tail = await open();
    room.close();
    expect(await tail.next()).toBeUndefined();
  });
});

/** Asks, and never reads the answer. */
async function idleClient(): Promise<Socket> {
  const socket = connect(http.port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((connected) => socket.once('connect', connected));
  socket.write(`GET /api/v1/live?topic=tail HTTP/1.1\r\nHost: 127.0.0.1:${http.port}\r\n\r\n`);
  socket.pause();
  return socket;
}
