import { describe, expect, it } from 'vitest';
import type { StatsdConfigFile } from '../src/config/statsd-config/statsd-config.ts';
import { faultsOf, read, UDP_8125 } from './statsd-config-faults.ts';

describe('listeners', () => {
  it.each<[object, StatsdConfigFile['listeners']]>([
    [{ port: 9125, address: '127.0.0.1' }, [{ transport: 'udp', address: '127.0.0.1', ipv6: false, port: 9125 }]],
    [{ address: '::', address_ipv6: true }, [{ transport: 'udp', address: '::', ipv6: true, port: 8125 }]],
    [{ address: '', port: '' }, [UDP_8125]],
    [
      { server: './servers/tcp', address: 'metrics.local' },
      [{ transport: 'tcp', address: 'metrics.local', ipv6: false, port: 8125 }],
    ],
    [{ servers: [] }, []],
    [
      {
        servers: [
          { server: './servers/udp', port: 8125 },
          { server: './servers/tcp', port: 8126 },
          { server: './servers/tcp', socket: '/run/statsd.sock', socket_mod: '0660' },
          { server: './servers/tcp', socket: '/run/other.sock', socket_mod: 0o600 },
        ],
      },
      [
        UDP_8125,
        { transport: 'tcp', address: undefined, ipv6: false, port: 8126 },
        { transport: 'unix', path: '/run/statsd.sock', mode: 0o660 },
        { transport: 'unix', path: '/run/other.sock', mode: 0o600 },
      ],
    ],
  ])('%j', async (given, want) => {
    expect(await read(given)).toMatchObject({ listeners: want, ignored: [], unknown: [] });
  });

  it('tells what has no effect', async () => {
    expect((await read({ servers: [{ socket: '/s' }], port: 1, address: '::1' })).ignored).toEqual([
      'servers[0].socket: only a tcp server takes one',
      'address: servers is given and stands instead',
      'port: servers is given and stands instead',
    ]);
  });

  it.each<[object, string]>([
    [
      { server: './servers/http' },
      "server: \"./servers/http\" was given, allowed is './servers/udp' or './servers/tcp'",
    ],
    [{ server: '/opt/servers/udp.js' }, 'server: "/opt/servers/udp.js" was given'],
    [{ servers: [{ port: -1 }] }, 'servers[0].port: -1 was given'],
    [{ servers: { port: 1 } }, 'servers: an object was given, allowed is a list of at most 32'],
    [{ servers: [{ server: './servers/tcp', socket: '/s', socket_mod: '9' }] }, 'servers[0].socket_mod: "9" was given'],
    [{ server: './servers/tcp', socket: `/${'s'.repeat(107)}` }, 'allowed is a path of at most 107 bytes'],
  ])('refuses %j', async (given, why) => {
    expect(await faultsOf(read(given))).toContain(why);
  });
});

describe('forwarding', () => {
  const targets = [
    { host: '10.10.10.10', port: 8125 },
    { host: 'observer', port: 8126 },
  ];

  it.each<[object, StatsdConfigFile['forward']]>([
    [{}, {}],
    [{ graphiteHost: '' }, {}],
    [{ graphiteHost: 'g', graphitePort: 2013 }, { graphite: { host: 'g', port: 2013, protocol: 'text' } }],
    [
      { graphiteHost: '::1', graphiteProtocol: 'pickle' },
      { graphite: { host: '::1', port: 2004, protocol: 'pickle' } },
    ],
    [
      { graphiteHost: 'g', graphiteProtocol: 'pickle', graphitePicklePort: 2014 },
      { graphite: { host: 'g', port: 2014, protocol: 'pickle' } },
    ],
    [{ backends: [] }, {}],
    [{ backends: ['./backends/console'] }, { console: { pretty: false } }],
    [{ backends: ['./backends/console'], console: { prettyprint: true } }, { console: { pretty: true } }],
    [{ backends: ['./backends/repeater'], repeater: targets }, { repeater: { targets, protocol: 'udp4' } }],
    [{ backends: ['./backends/repeater'] }, {}],
    [
      {
        backends: ['./backends/graphite', './backends/repeater.js', './backends/console'],
        graphiteHost: 'g',
        repeater: targets,
        repeaterProtocol: 'tcp',
      },
      {
        graphite: { host: 'g', port: 2003, protocol: 'text' },
        repeater: { targets, protocol: 'tcp' },
        console: { pretty: false },
      },
    ],
  ])('%j', async (given, want) => {
    const { forward, ignored, unknown } = await read(given);
    expect(forward).toEqual(want);
    expect([ignored, unknown]).toEqual([[], []]);
  });

  it('tells what no backend uses', async () => {
    const { forward, ignored } = await read({ backends: [], graphiteHost: 'g', repeater: targets, console: {} });
    expect(forward).toEqual({});
    expect(ignored).toEqual([
      "graphiteHost: './backends/graphite' is not among the backends",
      "repeater: './backends/repeater' is not among the backends",
      "console: './backends/console' is not among the backends",
    ]);
  });

  it.each<[object, string]>([
    [{ backends: ['./backends/librato'] }, 'backends[0]: "./backends/librato" was given, allowed is'],
    [{ backends: [null] }, 'backends[0]: null was given'],
    [{ backends: './backends/graphite' }, 'backends: "./backends/graphite" was given, allowed is a list'],
    [{ graphiteProtocol: 'udp' }, 'graphiteProtocol: "udp" was given, allowed is text, pickle'],
    [{ graphiteHost: 'a b' }, 'graphiteHost: "a b" was given'],
    [{ repeater: [{ host: 'a' }] }, 'repeater[0].port: nothing was given, needed is a port from 1 to 65535'],
    [{ repeater: [{ host: 'observer', port: 88_125 }] }, 'repeater[0].port: 88125 was given'],
    [{ repeater: ['a:1'] }, 'repeater[0]: "a:1" was given, allowed is an object'],
    [{ repeater: Array(65).fill(targets[0]) }, 'repeater: a list of 65 was given'],
    [{ repeaterProtocol: 'udp' }, 'repeaterProtocol: "udp" was given, allowed is udp4, udp6, tcp'],
  ])('refuses %j', async (given, why) => {
    expect(await faultsOf(read(given))).toContain(`statsd.js: ${why}`);
  });
});
