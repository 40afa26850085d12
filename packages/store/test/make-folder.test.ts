import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from '../src/files/make-folder.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(`${tmpdir()}/carpy-folder-`);
});
afterEach(() => rm(dir, { recursive: true }));

it('makes a folder with those above it, and tells the topmost', async () => {
  expect(await makeFolder(`${dir}/a/b/c`)).toBe(`${dir}/a`);
  expect((await stat(`${dir}/a/b/c`)).isDirectory()).toBe(true);
  expect(await makeFolder(`${dir}/a/b/c`)).toBeUndefined();
  expect(await makeFolder(`${dir}/a/b/d`)).toBe(`${dir}/a/b/d`);
});

it('says what is in the way', async () => {
  await writeFile(`${dir}/file`, '');
  await expect(makeFolder(`${dir}/file`)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(`${dir}/file/below`)).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it.runIf(process.platform === 'linux')('ends where no folder can be made', async () => {
  await expect(makeFolder('/proc/none/below')).rejects.toMatchObject({ code: 'ENOENT' });
});

it('makes it beside others that do', async () => {
  const made = await Promise.allSettled([1, 2, 3].map(() => makeFolder(`${dir}/a/b`)));
  expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
});
