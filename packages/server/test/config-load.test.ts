import { isCarpyError } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { type LoadedConfig, type LoadInput, loadConfig } from '../src/config/load.ts';

type Parts = { argv?: string[]; env?: LoadInput['env']; files?: Record<string, string> };

const load = ({ argv = [], env = {}, files = {} }: Parts): Promise<LoadedConfig> =>
  loadConfig({ argv, env, cwd: '/srv', files: { read: (path) => files[path] } });

async function faultsOf(parts: Parts): Promise<string> {
  const error = await load(parts).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(isCarpyError(error) && error.code).toBe('CARPY_BAD_CONFIG');
  return (error as { detail: string }).detail;
}

/** What comes after the flush interval by default. */
const COARSER = [
  { stepS: 60, retentionS: 14 * 86_400 },
  { stepS: 600, retentionS: 90 * 86_400 },
  { stepS: 3_600, retentionS: 730 * 86_400 },
];

const json = (value: unknown): Record<string, string> => ({ '/srv/carpy.config.json': JSON.stringify(value) });

describe('values', () => {
  it('needs nothing', async () => {
    const { config, origins, warnings, file } = await load({});
    expect(config).toMatchObject({
      dataDir: '/srv/carpy-data',
      httpHost: ['127.0.0.1', '::1'],
      httpPort: 2277,
      statsdPort: 8125,
      carbonPort: 2003,
      carbonPicklePort: 2004,
      flushIntervalMs: 10_000,
      retention: [{ stepS: 10, retentionS: 86_400 }, ...COARSER],
      store: 'embedded',
      maxDiskBytes: 20_000_000_000,
      graphiteConfTexts: undefined,
      apdexTMs: 500,
      basePath: '/',
      portFallback: { http: false, statsd: true, carbon: true, carbonPickle: true },
    });
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
    expect(warnings).toEqual([]);
    expect(file).toBeUndefined();
  });

  it('takes a flag before a variable, a variable before the file, the file before the default', async () => {
    const files = json({ httpPort: 1, statsdPort: 1, carbonPort: 1 });
    const env = { CARPY_HTTP_PORT: '2', CARPY_STATSD_PORT: '2' };
    const { config, origins } = await load({ argv: ['--http-port', '3'], env, files });
    expect([config.httpPort, config.statsdPort, config.carbonPort]).toEqual([3, 2, 1]);
    expect(origins).toMatchObject({
      httpPort: '--http-port',
      statsdPort: 'CARPY_STATSD_PORT',
      carbonPort: 'carpy.config.json: carbonPort',
      timezone: 'default',
    });
    expect(config.portFallback).toEqual({
      http: false,
      statsd: false,
      statsdAdmin: true,
      carbon: false,
      carbonPickle: true,
    });
  });

  it.each([
    { argv: ['--statsd-port', 'off'], want: { statsdPort: 'off' } },
    { argv: ['--statsd-port=0'], want: { statsdPort: 0 } },
    {
      argv: ['--flush-interval', '5s'],
      want: {
        flushIntervalMs: 5_000,
        retention: [{ stepS: 5, retentionS: 86_400 }, ...COARSER],
      },
    },
    { argv: ['--flush-interval', '2000'], want: { flushIntervalMs: 2_000 } },
    {
      argv: ['--retention', '10s:2d, 5m:30d'],
      want: {
        retention: [
          { stepS: 10, retentionS: 172_800 },
          { stepS: 300, retentionS: 2_592_000 },
        ],
      },
    },
    { argv: ['--retention', '10s:6h'], want: { retention: [{ stepS: 10, retentionS: 21_600 }] } },
    {
      argv: ['--retention', '10s:1d,20m:1y'],
      want: {
        retention: [
          { stepS: 10, retentionS: 86_400 },
          { stepS: 1_200, retentionS: 31_536_000 },
        ],
      },
    },
    { argv: ['--max-disk', 'off'], want: { maxDiskBytes: 'off' } },
    { argv: ['--max-disk', '500MB'], want: { maxDiskBytes: 500_000_000 } },
    { argv: ['--max-disk', '1.5TB'], want: { maxDiskBytes: 1_500_000_000_000 } },
    { argv: ['--max-disk', '2GiB'], want: { maxDiskBytes: 2_147_483_648 } },
    { argv: ['--max-disk', '300000000'], want: { maxDiskBytes: 300_000_000 } },
    {
      argv: ['--store', 'graphite', '--graphite-url', 'http://me:pw@g:8080/base/', '--graphite-carbon', '[::1]:2003'],
      want: { store: 'graphite', graphiteUrl: 'http://me:pw@g:8080/base', graphiteCarbon: { host: '::1', port: 2003 } },
    },
    { argv: ['--apdex-t', '250ms'], want: { apdexTMs: 250 } },
    {
      argv: ['--allow-anonymous', '--host', '0.0.0.0'],
      want: { httpHost: ['0.0.0.0'], statsdHost: ['0.0.0.0'], carbonHost: ['0.0.0.0'] },
    },
    { argv: ['--host', '127.0.0.2', '--statsd-host', '::1'], want: { httpHost: ['127.0.0.2'], statsdHost: ['::1'] } },
    {
      argv: ['--public-url', 'http://localhost/carpy/'],
      want: { publicUrl: 'http://localhost/carpy', basePath: '/carpy/' },
    },
    { argv: ['--print-ports'], want: { printPorts: true } },
    { argv: ['--print-ports', '--no-print-ports'], want: { printPorts: false } },
    { argv: ['--data-dir', '/var/lib/carpy'], want: { dataDir: '/var/lib/carpy' } },
  ])('reads $argv', async ({ argv, want }) => {
    expect((await load({ argv })).config).toMatchObject(want);
  });

  it('reads YAML, where off is off', async () => {
    const { config, file } = await load({ files: { '/srv/carpy.config.yaml': 'statsdPort: off\nlogLevel: warn\n' } });
    expect(config).toMatchObject({ statsdPort: 'off', logLevel: 'warn' });
    expect(file).toBe('carpy.config.yaml');
  });

  it('names the option that a follower follows', async () => {
    const { origins } = await load({ argv: ['--host', '127.0.0.1'] });
    expect(origins.statsdHost).toBe('--host');
  });

  it('takes an empty variable for one that is not set', async () => {
    expect((await load({ env: { CARPY_HTTP_PORT: '' } })).origins.httpPort).toBe('default');
  });
});

describe('faults', () => {
  it.each([
    { parts: { argv: ['--http-prot', '1'] }, says: ['--http-prot', 'unknown option', 'did you mean --http-port?'] },
    { parts: { argv: ['--http-port'] }, says: ['--http-port', 'value is missing'] },
    { parts: { argv: ['--http-port', '--print-ports'] }, says: ['--http-port', 'value is missing'] },
    { parts: { argv: ['stray'] }, says: ['"stray"'] },
    { parts: { argv: ['--http-port', '70000'] }, says: ['--http-port', '"70000"', '0 to 65535'] },
    { parts: { argv: ['--http-port', 'off'] }, says: ['--http-port', '"off"'] },
    { parts: { env: { CARPY_LOG_LEVEL: 'loud' } }, says: ['CARPY_LOG_LEVEL', '"loud"', 'debug, info, warn, error'] },
    { parts: { argv: ['--flush-interval', '7s'] }, says: ['--flush-interval', '"7s"', '10s'] },
    { parts: { argv: ['--timezone', 'Mars/Olympus'] }, says: ['--timezone', 'Europe/Berlin'] },
    { parts: { argv: ['--host', 'example.com'] }, says: ['--host', '"example.com"', 'IP addresses'] },
    { parts: { argv: ['--retention', '10s'] }, says: ['--retention', 'up to 8 tiers', '10s:1d'] },
    { parts: { argv: ['--retention', '10s:1d,7m:14d'] }, says: ['--retention', '"10s:1d,7m:14d"'] },
    { parts: { argv: ['--retention', '10s:1d,1m:1h'] }, says: ['--retention', 'tier before'] },
    { parts: { argv: ['--retention', '10s:1d,25m:1y'] }, says: ['--retention', 'divides a day'] },
    { parts: { argv: ['--max-disk', '20'] }, says: ['--max-disk', '"20"', 'at least 100MB'] },
    { parts: { argv: ['--max-disk', '20 bags'] }, says: ['--max-disk', '"20 bags"', '20GB'] },
    { parts: { argv: ['--store', 'graphite'] }, says: ['--store', '--graphite-url', '--graphite-carbon'] },
    { parts: { argv: ['--graphite-carbon', 'graphite'] }, says: ['--graphite-carbon', '"graphite"', 'graphite:2003'] },
    { parts: { argv: ['--graphite-prefix', 'a..b'] }, says: ['--graphite-prefix', '"a..b"', 'parted by dots'] },
    { parts: { argv: ['--graphite-url', 'ftp://g'] }, says: ['--graphite-url', 'http or https'] },
    {
      parts: { argv: ['--graphite-conf', 'conf'] },
      says: ['--graphite-conf', 'which is not there or holds neither file; allowed is a folder'],
    },
    {
      parts: {
        argv: ['--graphite-conf', 'conf'],
        files: {
          '/srv/conf/storage-schemas.conf':
            '[a]\npattern = (\nretentions = 10s:6h\n[b]\npattern = b\nretentions = 7s:6h',
          '/srv/conf/storage-aggregation.conf': '[c]\npattern = c\naggregationMethod = middle',
        },
      },
      says: ["storage-schemas.conf: [a]: pattern '('", 'storage-schemas.conf: [b]', 'storage-aggregation.conf: [c]'],
    },
    { parts: { argv: ['--retention', '5s:1d,1m:14d'] }, says: ['--retention', 'flush interval', '10000 ms'] },
    { parts: { argv: ['--public-url', 'ftp://x'] }, says: ['--public-url', 'http or https'] },
    { parts: { files: json({ htpPort: 1 }) }, says: ['carpy.config.json: htpPort', 'did you mean httpPort?'] },
    { parts: { files: json({ httpPort: [1] }) }, says: ['carpy.config.json: httpPort', '[1]'] },
    { parts: { files: json({ config: 'x' }) }, says: ['carpy.config.json: config', 'unknown key'] },
    { parts: { files: json([1]) }, says: ['carpy.config.json', 'a list was given'] },
    { parts: { files: { '/srv/carpy.config.json': '{' } }, says: ['carpy.config.json'] },
    { parts: { files: { '/srv/carpy.config.json': '{}', '/srv/carpy.config.yml': '' } }, says: ['both there'] },
    {
      parts: { argv: ['--config', 'none.json'] },
      says: ['"none.json" was given, which cannot be read: there is no such file'],
    },
    { parts: { argv: ['--host', '0.0.0.0'] }, says: ['--host', '0.0.0.0', '--allow-anonymous'] },
    { parts: { argv: ['--statsd-host', '10.0.0.1'] }, says: ['--statsd-host', '10.0.0.1', '--allow-anonymous'] },
    { parts: { argv: ['--public-url', 'https://metrics.example.com'] }, says: ['--public-url', '--allow-anonymous'] },
  ])('$parts', async ({ parts, says }) => {
    const detail = await faultsOf(parts as Parts);
    for (const words of says) expect(detail).toContain(words);
  });

  it('tells all of them at once', async () => {
    const detail = await faultsOf({
      argv: ['--http-port', 'x'],
      env: { CARPY_STATSD_PORT: 'y' },
      files: json({ carbonPort: 'z', nonsense: 1 }),
    });
    expect(detail.split('\n')).toHaveLength(4);
  });

  it('lets an address beyond loopback be where nothing listens', async () => {
    const { config } = await load({ argv: ['--statsd-host', '0.0.0.0', '--statsd-port', 'off'] });
    expect(config.statsdPort).toBe('off');
  });
});

describe('what has no effect is a warning', () => {
  it("names sections of Graphite's configuration", async () => {
    const schemas = '[all]\npattern = .*\nretentions = 1m:7d\n[late]\npattern = ^late\nretentions = 10s:1d\n';
    const { config, warnings, origins } = await load({
      argv: ['--graphite-conf', '/etc/graphite'],
      files: { '/etc/graphite/storage-schemas.conf': schemas },
    });
    expect(config.graphiteConfTexts).toEqual({ schemas, aggregation: undefined });
    expect(origins.graphiteConf).toBe('--graphite-conf');
    expect(warnings).toEqual([expect.stringContaining('[late]')]);
  });

  it('names options of the other store', async () => {
    const remote = ['--graphite-url', 'http://g', '--graphite-carbon', 'g:2003'];
    expect((await load({ argv: remote })).warnings).toEqual([
      'no effect without --store graphite: --graphite-url, --graphite-carbon',
    ]);
    const { warnings } = await load({
      argv: [...remote, '--store', 'graphite', '--graphite-conf', '/c'],
      files: { '/c/storage-aggregation.conf': '' },
    });
    expect(warnings).toEqual([expect.stringContaining('--graphite-conf has no effect')]);
  });
});

describe('variables that nobody reads', () => {
  it('are one warning that names them', async () => {
    const env = {
      CARPY_HTTP_PROT: '1',
      CARPY_SERVICE_HOST: '10.0.0.1',
      CARPY_APP: 'shop',
      CARPY_TEST_REQUIRE: 'all',
      OTHER: 'x',
    };
    const { warnings } = await load({ env });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('CARPY_HTTP_PROT (did you mean CARPY_HTTP_PORT?)');
    expect(warnings[0]).toContain('CARPY_SERVICE_HOST');
    expect(warnings[0]).not.toContain('CARPY_APP');
    expect(warnings[0]).not.toContain('CARPY_TEST');
  });

  it('include a port that Kubernetes filled with an address', async () => {
    const { config, warnings } = await load({ env: { CARPY_HTTP_PORT: 'tcp://10.0.0.1:2277' } });
    expect(config.httpPort).toBe(2277);
    expect(warnings[0]).toContain('CARPY_HTTP_PORT');
  });
});
