import { expect, it } from 'vitest';
import { type LiveClient, LiveHub } from '../src/http/live-hub.ts';

interface Watched extends LiveClient {
  readonly got: string[];
  closed: boolean;
}

function client(room = 10): Watched {
  const watched: Watched = {
    got: [],
    closed: false,
    room: () => room - watched.got.length,
    send: (bytes) => watched.got.push(new TextDecoder().decode(bytes)),
    close: () => {
      watched.closed = true;
    },
  };
  return watched;
}

const flush = { slotS: 10, stepS: 10, apps: ['shop'] };

it('tells every client, until it leaves', () => {
  const hub = new LiveHub();
  const [a, b] = [client(), client()];
  const leave = hub.subscribe(a);
  hub.subscribe(b);
  hub.publish('flush', flush);
  leave?.();
  hub.publish('flush', flush);
  expect(a.got).toEqual(['event: flush\ndata: {"slotS":10,"stepS":10,"apps":["shop"]}\n\n']);
  expect(b.got).toHaveLength(2);
  hub.close();
  expect([a.closed, b.closed]).toEqual([false, true]);
});

it('takes so many clients and no more, and none once closed', () => {
  const hub = new LiveHub({ maxClients: 2 });
  const leave = hub.subscribe(client());
  hub.subscribe(client());
  expect(hub.subscribe(client())).toBeUndefined();
  leave?.();
  expect(hub.subscribe(client())).toBeDefined();
  hub.close();
  expect(hub.clientCount).toBe(0);
  expect(hub.subscribe(client())).toBeUndefined();
});

it('closes a client that does not keep up, and counts it', () => {
  const hub = new LiveHub();
  const [slow, quick] = [client(1), client()];
  hub.subscribe(slow);
  hub.subscribe(quick);
  hub.publish('flush', flush);
  hub.publish('flush', flush);
  expect(slow.closed).toBe(true);
  expect(hub.droppedCount).toBe(1);
  expect(quick.got).toHaveLength(2);
  hub.close();
});

it('lets a client go that throws', () => {
  const hub = new LiveHub();
  const broken: LiveClient = {
    room: () => 1,
    send: () => {
      throw new TypeError('closed');
    },
    close: () => {
      throw new TypeError('closed');
    },
  };
  hub.subscribe(broken);
  hub.publish('flush', flush);
  expect(hub.clientCount).toBe(0);
});
