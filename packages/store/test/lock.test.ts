import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { takeLock } from '../src/embedded/lock.ts';
import { folder } from './folder.ts';

it('refuses a second holder, and names it', async () => {
  const dir = await folder();
  const lock = await takeLock(dir);
  await expect(takeLock(dir)).rejects.toMatchObject({
    code: 'CARPY_STORE_LOCKED',
    message: expect.stringContaining(String(process.pid)),
  });
  await lock.release();
  const again = await takeLock(dir);
  await again.release();
  expect(await readdir(dir)).toEqual([]);
});

it('lets one of many in', async () => {
  const dir = await folder();
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(dir)));
  expect(tries.filter((t) => t.status === 'fulfilled').length).toBe(1);
});

it('takes over what a dead process left', async () => {
  const dir = await folder();
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  await writeFile(`${dir}/carpy.lock`, JSON.stringify({ pid: child.pid, started: '', token: 'x' }));
  const lock = await takeLock(dir);
  expect(JSON.parse(await readFile(`${dir}/carpy.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
  await lock.release();
});

it.runIf(process.platform === 'linux')(
  'takes over a lock whose process number lives on as another process',
  async () => {
    const dir = await folder();
    await writeFile(`${dir}/carpy.lock`, JSON.stringify({ pid: process.pid, started: 'another boot/1', token: 'x' }));
    await (await takeLock(dir)).release();
  },
);

it('takes over a lock that is no lock', async () => {
  const dir = await folder();
  await writeFile(`${dir}/carpy.lock`, '');
  await (await takeLock(dir)).release();
});
