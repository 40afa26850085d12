/** The services of the tests themselves: what they start answers, and nothing of it stays. */
import { chmodSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { mariadb, memcached, postgresql, reasonToSkip, redis } from '../../test-services/index.ts';

const accepts = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host, port] = address.split(':');
    const socket = connect(Number(port), host, () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

afterEach(() => {
  vi.unstubAllEnvs();
});

for (const service of [redis, memcached, mariadb, postgresql]) {
  const skipped = await reasonToSkip(service);
  describe.skipIf(skipped !== undefined)(`${service.name}${skipped === undefined ? '' : `: ${skipped}`}`, () => {
    test('starts twice beside itself, and leaves neither process nor folder', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'carpy-services-'));
      // PostgreSQL may be another user.
      chmodSync(folder, 0o755);
      vi.stubEnv('TMPDIR', folder);
      const [one, two] = await Promise.all([service.start(), service.start()]);
      expect(one.address).not.toBe(two.address);
      expect([await accepts(one.address), await accepts(two.address)]).toEqual([true, true]);
      await one.stop();
      expect([await accepts(one.address), await accepts(two.address)]).toEqual([false, true]);
      await two.stop();
      expect(await accepts(two.address)).toBe(false);
      expect(readdirSync(folder)).toEqual([]);
      rmdirSync(folder);
    });
  });
}

describe('surroundings', () => {
  test('a running server is used where one is named, and left alone', async () => {
    vi.stubEnv('CARPY_TEST_REDIS', '127.0.0.1:1');
    vi.stubEnv('PATH', '');
    expect(await redis.missing()).toBeUndefined();
    const running = await redis.start();
    expect(running.address).toBe('127.0.0.1:1');
    await running.stop();
  });

  test('what is missing is named, with what to install; an error where all is required', async () => {
    vi.stubEnv('CARPY_TEST_REQUIRE', 'all');
    const missing = { ...redis, missing: async () => 'redis-server is not here' };
    await expect(reasonToSkip(missing)).rejects.toThrow('redis-server is not here');
    vi.stubEnv('CARPY_TEST_WITHOUT', 'mongodb,redis');
    expect(await reasonToSkip(missing)).toBe('CARPY_TEST_WITHOUT leaves redis out');
    vi.stubEnv('CARPY_TEST_WITHOUT', '');
    vi.stubEnv('CARPY_TEST_REQUIRE', '');
    expect(await reasonToSkip(missing)).toBe('redis-server is not here');
  });
});
