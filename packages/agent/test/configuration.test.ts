import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentOptions } from '../src/api.ts';
import { defaultAppName } from '../src/app-name.ts';
import { readConfiguration } from '../src/configuration.ts';
import { parseStatsdAddress, showStatsdAddress, statsdBeside } from '../src/statsd-address.ts';

const read = (options: AgentOptions, env: Readonly<Record<string, string>> = {}) =>
  readConfiguration(options, { env, hostName: 'web-1', mainFile: undefined, workingFolder: '/' });

describe('readConfiguration', () => {
  it('needs nothing', () => {
    expect(read({})).toEqual({
      configuration: {
        enabled: true,
        app: 'app',
        server: 'web-1',
        version: undefined,
        statsd: undefined,
        url: 'http://127.0.0.1:2277',
        key: undefined,
        apdexTMs: undefined,
        runtime: true,
        records: false,
        flushIntervalMs: 1_000,
        maxDatagramBytes: 1_432,
        maxBufferBytes: 1_048_576,
        instrumentations: {},
        traceparent: true,
      },
      warnings: [],
    });
  });

  it('reads every variable', () => {
    const { configuration, warnings } = read(
      {},
      {
        CARPY_APP: 'shop',
        CARPY_SERVER: 'one',
        CARPY_VERSION: '1.2',
        CARPY_STATSD: 'udp://stats.local:9125',
        CARPY_URL: 'https://carpy.local/base/',
        CARPY_KEY: 'k3y',
        CARPY_APDEX_T: '250',
        CARPY_ENABLED: 'false',
      },
    );
    expect(warnings).toEqual([]);
    expect(configuration).toMatchObject({
      enabled: false,
      app: 'shop',
      server: 'one',
      version: '1.2',
      statsd: { host: 'stats.local', port: 9125 },
      url: 'https://carpy.local/base',
      key: 'k3y',
      apdexTMs: 250,
    });
  });

  it('takes code before variables, and the variable when the code is wrong', () => {
    expect(read({ app: 'a' }, { CARPY_APP: 'b' }).configuration.app).toBe('a');
    const { configuration, warnings } = read({ apdexTMs: -1 }, { CARPY_APDEX_T: '250' });
    expect(configuration.apdexTMs).toBe(250);
    expect(warnings).toEqual(['apdexTMs is -1: want milliseconds above 0; it is ignored']);
  });

  it.each([
    ['CARPY_STATSD', 'http://127.0.0.1:8125', 'udp://host:port'],
    ['CARPY_STATSD', '127.0.0.1:8125', 'udp://host:port'],
    ['CARPY_STATSD', 'udp://host:99999', 'udp://host:port'],
    ['CARPY_URL', 'ftp://x', 'an address like'],
    ['CARPY_URL', 'nonsense', 'an address like'],
    ['CARPY_APDEX_T', 'fast', 'milliseconds above 0'],
    ['CARPY_ENABLED', 'maybe', 'true or false'],
  ])('warns once of %s=%s and uses the default', (variable, value, allowed) => {
    const { configuration, warnings } = read({}, { [variable]: value });
    expect(configuration).toEqual(read({}).configuration);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${variable} is ${JSON.stringify(value)}: want ${allowed}`);
  });

  it('shows what was given of options that are objects, and names those that there are not', () => {
    const { configuration, warnings } = read({ records: { slowest: -1 }, apdexMs: 5 } as AgentOptions);
    expect(configuration).toEqual(read({}).configuration);
    expect(warnings).toEqual([
      'records is {"slowest":-1}: want true, false or their options; it is ignored',
      'there is no option "apdexMs"; it is ignored',
    ]);
  });

  it('never shows a key', () => {
    const { configuration, warnings } = read({}, { CARPY_KEY: 'two words' });
    expect(configuration.key).toBeUndefined();
    expect(warnings.join()).not.toContain('words');
    expect(warnings).toHaveLength(1);
  });

  it('takes an empty variable for none', () => {
    expect(read({}, { CARPY_APP: '', CARPY_STATSD: '', CARPY_APDEX_T: '' })).toEqual(read({}));
  });
});

describe('parseStatsdAddress', () => {
  it.each([
    ['udp://127.0.0.1:8125', { scheme: 'udp', host: '127.0.0.1', port: 8125 }],
    ['udp://[::1]:9', { scheme: 'udp', host: '::1', port: 9 }],
    ['udp://stats_d.local', { scheme: 'udp', host: 'stats_d.local', port: 8125 }],
    ['udp://a:1/', { scheme: 'udp', host: 'a', port: 1 }],
    ['tcp://a', { scheme: 'tcp', host: 'a', port: 8125 }],
    ['unix:///run/carpy.sock', { scheme: 'unix', path: '/run/carpy.sock' }],
    ['unix://relative', undefined],
    [`unix:///${'x'.repeat(107)}`, undefined],
    ['udp://a:0', undefined],
    ['udp://', undefined],
    [null, undefined],
  ])('%s', (text, want) => expect(parseStatsdAddress(text)).toEqual(want));
});

describe('statsdBeside', () => {
  it.each([
    ['https://carpy.example.com/base', 'udp://carpy.example.com:8125'],
    ['http://[::1]:2277', 'udp://[::1]:8125'],
    [undefined, 'udp://127.0.0.1:8125'],
  ])('%s: %s', (url, want) => expect(showStatsdAddress(statsdBeside(url))).toBe(want));
});

describe('defaultAppName', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'carpy-agent-'));
    const put = (file: string, text: string): void => {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    put('package.json', '{"name":"shop"}');
    put('dist/package.json', '{"type":"commonjs"}');
    put('dist/main.js', '');
    put('node_modules/runner/package.json', '{"name":"runner"}');
    put('node_modules/runner/bin.js', '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the nearest package with a name', () => {
    expect(defaultAppName(join(folder, 'dist/main.js'), '/')).toBe('shop');
  });

  it('is that of the working folder when a tool started the app', () => {
    expect(defaultAppName(join(folder, 'node_modules/runner/bin.js'), join(folder, 'dist'))).toBe('shop');
  });

  it('is app without a main module', () => {
    expect(defaultAppName(undefined, folder)).toBe('app');
    expect(defaultAppName(join(folder, 'gone.js'), folder)).toBe('app');
  });
});
