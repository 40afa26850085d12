import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_STATSD_SETTINGS } from '@carpy/statsd';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStatsdConfig } from '../src/config/statsd-config/statsd-config.ts';
import { faultsOf, parse, read, UDP_8125 } from './statsd-config-faults.ts';

describe("StatsD's own files", () => {
  const example = createRequire(import.meta.url).resolve('statsd/exampleConfig.js');

  it('reads its example', async () => {
    expect(await readStatsdConfig(example, '--statsd-config')).toEqual({
      settings: { ...DEFAULT_STATSD_SETTINGS, legacyNamespace: true },
      flushIntervalMs: undefined,
      listeners: [UDP_8125],
      mgmtPort: undefined,
      mgmtAddress: undefined,
      healthStatus: undefined,
      forward: { graphite: { host: 'graphite.example.com', port: 2003, protocol: 'text' } },
      ignored: [],
      unknown: [],
    });
  });

  it('knows each option that its example explains', async () => {
    const explained = (await readFile(example, 'utf8')).split('*/')[0] as string;
    const top = [...explained.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name as string);
    expect(top.length).toBeGreaterThan(25);
    const given = Object.fromEntries(top.map((name) => [name, null]));
    expect((await read({ ...given, nosuch: 1 })).unknown).toEqual(['nosuch: unknown key']);
  });
});

describe('the file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carpy-statsd-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const file = async (content: string | Uint8Array): Promise<string> => {
    await writeFile(join(folder, 'statsd.js'), content);
    return join(folder, 'statsd.js');
  };

  const readFrom = (path: string) => readStatsdConfig(path, '--statsd-config');

  it('has at most 1 MiB', async () => {
    const rest = 1_048_576 - 2;
    expect(await readFrom(await file(`{}${' '.repeat(rest)}`))).toMatchObject({ unknown: [] });
    expect(await faultsOf(readFrom(await file(`{}${' '.repeat(rest + 1)}`)))).toContain('longer than 1048576');
  });

  it('must be there, a file, and text', async () => {
    expect(await faultsOf(readFrom(join(folder, 'none.js')))).toBe(
      `--statsd-config: "${join(folder, 'none.js')}" was given, which cannot be read: there is no such file or folder (ENOENT); allowed is StatsD's configuration file`,
    );
    expect(await faultsOf(readFrom(folder))).toMatch(/^--statsd-config: .*: it is a folder/);
    expect(await faultsOf(readFrom(await file(Uint8Array.of(0x7b, 0xff, 0x7d))))).toMatch(
      /^--statsd-config: .*not UTF-8/,
    );
  });
});

describe('keys and faults', () => {
  it('names unknown keys wherever they are, with the nearest known one', async () => {
    const { unknown } = await read({
      flushinterval: 1,
      nodes: [],
      graphite: { globalPrefx: 'x' },
      histogram: [{ metric: '', bins: [], bin: 1 }],
      servers: [{ prot: 1 }],
      repeater: [{ host: 'a', port: 1, adminport: 2 }],
      backends: ['./backends/repeater'],
    });
    expect(unknown).toEqual([
      'histogram[0].bin: unknown key (did you mean bins?)',
      'graphite.globalPrefx: unknown key (did you mean globalPrefix?)',
      'servers[0].prot: unknown key (did you mean port?)',
      'repeater[0].adminport: unknown key',
      'flushinterval: unknown key (did you mean flushInterval?)',
      expect.stringMatching(/^nodes: unknown key/),
    ]);
  });

  it('tells at most twenty of an object', async () => {
    const { unknown } = await read(
      Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`unknown_option_${i}`, 1])),
    );
    expect(unknown).toHaveLength(21);
    expect(unknown[20]).toBe('…: 4980 more unknown keys');
  });

  it('takes no key for granted that only an object has', async () => {
    const { unknown, settings } = await parse('{ "__proto__": { deleteGauges: true }, constructor: 1 }');
    expect(unknown.map((line) => line.split(':')[0])).toEqual(['__proto__', 'constructor']);
    expect(settings.deleteGauges).toBe(false);
  });

  it('tells all faults at once, and unknown keys with them', async () => {
    expect(await faultsOf(read({ port: 'x', flushInterval: true, prot: 1, graphite: { globalSuffix: 5 } }))).toBe(
      [
        "statsd.js: graphite.globalSuffix: 5 was given, allowed is segments of letters, digits and _ : @ + % - with dots between, up to 200 characters, or ''",
        'statsd.js: flushInterval: true was given, allowed is a number of ms or a duration such as 10s: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 seconds',
        'statsd.js: port: "x" was given, allowed is a port from 1 to 65535',
        'statsd.js: prot: unknown key (did you mean port?)',
      ].join('\n'),
    );
  });
});
