/** The same commands on the same state, to StatsD's own admin port and to ours: the same texts. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listenStatsdAdmin, type StatsdAdminListener } from '../../src/admin/listen-admin.ts';
import { type AdminTalk, talkTo } from './admin-talk.ts';
import { MemoryView } from './memory-view.ts';
import { type NpmStatsd, startNpmStatsd } from './npm-statsd.ts';

/** One datagram each, so that the counts of both agree. */
const datagrams = [
  'shop.checkout:3|c\nplain:2|c|@0.5\nneg:-4|c\n_x1:0.25|c\nshop.cart.add:1|c\nshop.cart.remove:7|c\nshopping:1|c',
  "it's:1|c\nüber:2|c\nback\\slash:1|c\na=b;c:9|c",
  'g1:5|g\nload.avg:-1|g\nload.max:1e21|g',
  'one:1.5|ms\nthree:3|ms\nthree:2|ms\nthree:1|ms\nseven:1|ms\nseven:22|ms\nseven:333|ms\nseven:4|ms\nseven:5|ms\nseven:6|ms\nseven:7|ms',
  Array.from({ length: 100 }, (_, i) => `many:${(i * 37) % 1000}.5|ms`).join('\n'),
];

let npm: NpmStatsd;
let ours: StatsdAdminListener;
let theirs: AdminTalk;
let mine: AdminTalk;
const view = new MemoryView();

beforeAll(async () => {
  npm = await startNpmStatsd();
  theirs = await talkTo(npm.adminPort);
  for (const [i, datagram] of datagrams.entries()) {
    await npm.send(datagram);
    await vi.waitFor(async () => {
      theirs.write('counters');
      expect(await theirs.until('END\n\n')).toContain(`'statsd.packets_received': ${i + 1},`);
    });
  }
  const metrics = datagrams.join('\n').split('\n');
  view.lists.counters = new Map([
    ['statsd.bad_lines_seen', 0],
    ['statsd.packets_received', datagrams.length],
    ['statsd.metrics_received', metrics.length],
  ]);
  for (const metric of metrics) {
    const [, key = '', value, type, rate = '1'] = /^(.*):([^|]*)\|(\w+)(?:\|@(.*))?$/.exec(metric) ?? [];
    if (type === 'c') view.lists.counters.set(key, Number(value) / Number(rate));
    else if (type === 'g') view.lists.gauges.set(key, Number(value));
    else view.lists.timers.set(key, Float64Array.of(...(view.lists.timers.get(key) ?? []), Number(value)));
  }
  ours = await listenStatsdAdmin({ hosts: ['127.0.0.1'], port: 0, view });
  mine = await talkTo(ours.port);
}, 20_000);

afterAll(async () => {
  mine?.socket.destroy();
  theirs?.socket.destroy();
  await ours?.close();
  await npm?.close();
});

/** In this order: later ones see what earlier ones removed. */
const conversation: [command: string, end: string][] = [
  ['help', '\n\n'],
  ['counters', 'END\n\n'],
  ['gauges', 'END\n\n'],
  ['timers', 'END\n\n'],
  ['health', '\n'],
  ['health down', '\n'],
  ['health', '\n'],
  ['health UP', '\n'],
  ['health sideways', '\n'],
  ['health  down', '\n'],
  ['  health  ', '\n'],
  ['HEALTH', '\n'],
  ['nonsense', '\n'],
  ['stats2 x', '\n'],
  ['delcounters', 'END\n\n'],
  ['delcounters nothere', 'END\n\n'],
  ['delcounters shop.cart.* plain', 'END\n\n'],
  ['delcounters shop.checkout  shop', 'END\n\n'],
  ['delcounters a=b;c shop.cart.add', 'END\n\n'],
  ['counters', 'END\n\n'],
  ['delgauges load.* g1 g2', 'END\n\n'],
  ['gauges', 'END\n\n'],
  ['deltimers many three*', 'END\n\n'],
  ['timers', 'END\n\n'],
];

it.each(conversation.map(([command, end], i) => [i, command, end] as const))('%i %s', async (_, command, end) => {
  theirs.write(`${command}\n`);
  mine.write(`${command}\n`);
  expect(await mine.until(end)).toBe(await theirs.until(end));
});

it('stats', async () => {
  theirs.write('stats\r\n');
  const text = await theirs.until('END\n\n');
  const lines = [...text.matchAll(/^(\S+): (\S+)$/gm)];
  expect(lines.map(([, name]) => name)).toEqual([
    'uptime',
    'messages.last_msg_seen',
    'messages.bad_lines_seen',
    'graphite.last_flush',
    'graphite.last_exception',
    'graphite.flush_time',
    'graphite.flush_length',
  ]);
  view.statistics = lines.map(([, name = '', value]) => [name, Number(value)]);
  mine.write('stats\r\n');
  expect(await mine.until('END\n\n')).toBe(text);
});

it('config', async () => {
  view.settings = {
    port: 8125,
    address: '127.0.0.1',
    debug: false,
    title: undefined,
    log: null,
    percentThreshold: [90, 99.9],
    graphite: { legacyNamespace: true, globalSuffix: 'web-1' },
  };
  mine.write('config\n');
  expect(await mine.until(/globalSuffix.*\n$/)).toBe(
    '\nport: 8125\naddress: 127.0.0.1\ndebug: false\ntitle: undefined\npercentThreshold > 0: 90\npercentThreshold > 1: 99.9\n' +
      'graphite > legacyNamespace: true\ngraphite > globalSuffix: web-1\n',
  );
  theirs.write('config\n');
  const text = await theirs.until(/backends > 0.*\n[\s\S]*deleteIdleStats.*\n/);
  expect(text).toMatch(/^\naddress: 127\.0\.0\.1\nport: \d+\n/);
  view.settings = Object.fromEntries(
    [...text.matchAll(/^(\w+): (.*)$/gm)].map(([, key = '', value = '']) => [key, value] as const),
  );
  mine.write('config\n');
  expect(await mine.until(/deleteIdleStats.*\n/)).toBe(text.replace(/^\w+ > .*\n/gm, ''));
});

it('quit', async () => {
  theirs.write('quit\n');
  mine.write('quit\n');
  await Promise.all([theirs.ended, mine.ended]);
});
