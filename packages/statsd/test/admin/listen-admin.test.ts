import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { listenStatsdAdmin, type StatsdAdminListener } from '../../src/admin/listen-admin.ts';
import { type AdminTalk, talkTo } from './admin-talk.ts';
import { MemoryView } from './memory-view.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function listen(
  view = new MemoryView(),
  options: Partial<Parameters<typeof listenStatsdAdmin>[0]> = {},
): Promise<StatsdAdminListener> {
  const listener = await listenStatsdAdmin({ hosts: ['127.0.0.1'], port: 0, view, ...options });
  open.push(listener);
  return listener;
}

async function talk(port: number, host?: string): Promise<AdminTalk> {
  const client = await talkTo(port, host);
  open.push({ close: () => client.socket.destroy() });
  return client;
}

const END = 'END\n\n';

it('answers on every host, on one port', async () => {
  const { port, hosts } = await listen(undefined, { hosts: ['127.0.0.1', '::1', '2001:db8::1'] });
  expect(hosts).not.toContain('2001:db8::1');
  for (const host of hosts) {
    const client = await talk(port, host);
    client.write('health\n');
    expect(await client.until('\n')).toBe('health: up\n');
  }
});

it('says that the port is taken', async () => {
  const { port } = await listen();
  await expect(listen(undefined, { port })).rejects.toMatchObject({
    code: 'CARPY_PORT_IN_USE',
    message: expect.stringContaining('--statsd-admin-port'),
  });
});

it('closes with a client connected, once or twice, and frees the port', async () => {
  const listener = await listen();
  const client = await talk(listener.port);
  client.write('health\n');
  await client.until('\n');
  await listener.close();
  await listener.close();
  await client.ended;
  expect((await listen(undefined, { port: listener.port })).port).toBe(listener.port);
});

it('takes several commands in one write, and one in several', async () => {
  const view = new MemoryView();
  view.statistics = [['uptime', 5]];
  const client = await talk((await listen(view)).port);
  client.write('health down\r\nstats\r\n\n \r\nwhat\ncoun');
  expect(await client.until('ERROR\n')).toBe(`health: down\nuptime: 5\n${END}ERROR\n`);
  client.write('te');
  client.write('rs\nhe');
  expect(await client.until(END)).toBe(`{}\n${END}`);
  client.write('lp\n');
  expect(await client.until('\n\n')).toMatch(/^Commands: /);
});

it('serves the scripts that come with StatsD, with just the bytes that they send', async () => {
  const view = new MemoryView();
  view.statistics = [['messages.last_msg_seen', 7]];
  const { port } = await listen(view);
  const nagios = await talk(port);
  nagios.write('stats\r\n');
  expect(await nagios.until(/^END$/m)).toMatch(/^messages.last_msg_seen:\s+7$/m);
  expect(await (await talk(port)).end('health\n\n')).toBe('health: up\n');
});

it('takes a command without a newline, as StatsD does, though not a removal', async () => {
  const view = new MemoryView();
  view.lists.counters.set('shop', 1).set('shop.a', 2);
  const client = await talk((await listen(view)).port);
  client.write('health down');
  expect(await client.until('\n')).toBe('health: down\n');
  client.write('delcounters shop');
  client.write('.*\n');
  expect(await client.until(END)).toBe(`deleted: shop.a\n${END}`);
  expect(await client.end('delcounters shop')).toBe(`deleted: shop\n${END}`);
  expect([...view.lists.counters]).toEqual([]);
});

it('answers everything after the client has ended its side', async () => {
  const view = new MemoryView();
  for (let i = 0; i < 20_000; i++) view.lists.counters.set(`shop.page${i}.views`, i);
  const client = await talk((await listen(view)).port);
  const text = await client.end('counters\ngauges\nhealth');
  expect(text.length).toBeGreaterThan(500_000);
  expect(text).toContain("'shop.page19999.views': 19999\n}\nEND\n\n{}\nEND\n\nhealth: up\n");
});

it('ends at quit with what was asked before, and nothing after', async () => {
  const client = await talk((await listen()).port);
  expect(await client.end('gauges\nquit\ncounters\n')).toBe(`{}\n${END}`);
  await client.ended;
});

it('ends cleanly at quit, whatever is still being sent', async () => {
  const view = new MemoryView();
  for (let i = 0; i < 20_000; i++) view.lists.counters.set(`shop.page${i}.views`, i);
  const client = await talk((await listen(view)).port);
  const errors: Error[] = [];
  client.socket.on('error', (error) => errors.push(error));
  expect(await client.end(`counters\nquit\n${'gauges\n'.repeat(100_000)}`)).toMatch(/: 19999\n\}\nEND\n\n$/);
  expect(errors).toEqual([]);
});

it('answers a line of 8 KiB, and tells one that is longer', async () => {
  const client = await talk((await listen()).port);
  const key = 'k'.repeat(8_192 - 'delcounters '.length);
  client.write(`delcounters ${key}\n`);
  expect(await client.until(END)).toBe(`metric ${key} not found\n${END}`);
  client.write(`delcounters ${key}k\nhealth\n`);
  expect(await client.until('up\n')).toBe('ERROR\nhealth: up\n');
  // Without an end in sight: nothing of it is kept.
  client.write('x'.repeat(3_000_000));
  expect(await client.until('\n')).toBe('ERROR\n');
  client.write('x\nhealth\n');
  expect(await client.until('up\n')).toBe('health: up\n');
});

it('refuses a web page that speaks HTTP', async () => {
  const view = new MemoryView();
  view.lists.counters.set('shop', 1);
  const client = await talk((await listen(view)).port);
  client.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 18\r\n\r\ndelcounters shop\r\n');
  await client.ended;
  expect(client.text()).toBe('ERROR\n');
  expect(view.lists.counters.size).toBe(1);
});

it('refuses it with a path longer than a line may be', async () => {
  const view = new MemoryView();
  view.lists.counters.set('shop', 1);
  const client = await talk((await listen(view)).port);
  client.write(`POST /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\ndelcounters shop\r\n`);
  await client.ended;
  expect(client.text()).toBe('ERROR\n');
  expect(view.lists.counters.size).toBe(1);
});

it('waits for a slow reader with little held, and lets others be served', async () => {
  const view = new MemoryView();
  const total = 500_000;
  let handedOut = 0;
  view.counters = function* () {
    for (; handedOut < total; handedOut++) yield [`a.rather.long.name.for.a.counter.${handedOut}`, handedOut] as const;
  };
  const { port } = await listen(view);
  const slow = await talk(port);
  slow.socket.pause();
  slow.write('counters\n');
  const other = await talk(port);
  const health = async (): Promise<void> => {
    other.write('health\n');
    await other.until('\n');
  };
  // It stands still once the kernel's buffers are full: from then on no answer in between moves it.
  await vi.waitFor(
    async () => {
      const before = handedOut;
      for (let i = 0; i < 20; i++) await health();
      expect(before).toBeGreaterThan(0);
      expect(handedOut).toBe(before);
    },
    { timeout: 5_000 },
  );
  expect(handedOut).toBeLessThan(total);
  slow.socket.resume();
  await vi.waitFor(() => expect(slow.text().endsWith(`: ${total - 1}\n}\nEND\n\n`)).toBe(true), {
    timeout: 20_000,
    interval: 200,
  });
}, 30_000);

it('ends a list whose client has gone', async () => {
  const view = new MemoryView();
  let ended = false;
  view.gauges = function* () {
    try {
      for (let i = 0; ; i++) yield [`g${i}`, i] as const;
    } finally {
      ended = true;
    }
  };
  const listener = await listen(view);
  const client = await talk(listener.port);
  client.write('gauges\n');
  await once(client.socket, 'data');
  client.socket.resetAndDestroy();
  await vi.waitFor(() => expect(ended).toBe(true));
  await vi.waitFor(() => expect(listener.counts().clients).toBe(0));
});

it('takes no more clients than allowed, and closes silent ones', async () => {
  const listener = await listen(undefined, { maxClients: 2, idleMs: 300 });
  const [first, second] = [await talk(listener.port), await talk(listener.port)];
  const third = await talk(listener.port);
  await third.ended;
  expect(listener.counts()).toMatchObject({ clients: 2, refused: 1 });
  await Promise.all([first?.ended, second?.ended]);
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ clients: 0, idle: 2 }));
  const again = await talk(listener.port);
  again.write('health\n');
  expect(await again.until('\n')).toBe('health: up\n');
});

it('outlives a view that throws', async () => {
  const view = new MemoryView();
  view.stats = () => {
    throw new Error('broken');
  };
  const listener = await listen(view);
  const client = await talk(listener.port);
  client.write('stats\nhealth\n');
  expect(await client.until('up\n')).toBe('ERROR\nhealth: up\n');
  expect(listener.counts().errors).toBe(1);
});
