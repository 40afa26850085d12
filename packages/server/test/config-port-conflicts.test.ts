import { expect, it } from 'vitest';
import { type LoadedConfig, loadConfig } from '../src/config/load.ts';

const load = (...argv: string[]): Promise<LoadedConfig> =>
  loadConfig({ argv, env: {}, cwd: '/srv', files: { read: () => undefined } });

it('refuses one port for two listeners, and names both', async () => {
  await expect(load('--statsd-port', '9000', '--statsd-admin-port', '9000')).rejects.toThrow(
    '--statsd-admin-port: 9000 was given, and it is --statsd-port too',
  );
  await expect(load('--http-port', '8126')).rejects.toThrow('the default of --statsd-admin-port');
  await expect(load('--carbon-port', '9000', '--http-port', '9000')).rejects.toThrow('--carbon-port');
  await expect(load('--carbon-pickle-port', '2003')).rejects.toThrow('the default of --carbon-port');
});

it('lets a default move, and lets each host and a listener that is off be', async () => {
  await load('--statsd-port', '2003');
  await load(
    '--statsd-port',
    '0',
    '--statsd-admin-port',
    '0',
    '--carbon-port',
    '0',
    '--carbon-pickle-port',
    '0',
    '--http-port',
    '0',
  );
  await load('--statsd-port', 'off', '--statsd-admin-port', 'off', '--carbon-port', 'off');
  await load('--statsd-port', '9000', '--http-port', '9000', '--statsd-host', '127.0.0.1', '--http-host', '127.0.0.2');
});
