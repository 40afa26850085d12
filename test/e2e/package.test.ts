import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPng } from '../../packages/server/test/read-png.ts';
import { exitOf, freePorts, root, temporaryFolder } from './carpy-process.ts';

const run = promisify(execFile);
let folder = '';

/** What a user gets: both tarballs, installed into an empty folder. */
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, 'tarballs'));
  await run('npm', ['pack', '--pack-destination', join(folder, 'tarballs'), '-w', 'carpy', '-w', '@carpy/agent'], {
    cwd: root,
  });
  const tarballs = (await readdir(join(folder, 'tarballs'))).map((f) => join(folder, 'tarballs', f));
  expect(tarballs).toHaveLength(2);
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...tarballs], {
    cwd: folder,
  });
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const node = (args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, args as string[], { cwd: folder, env: { ...process.env, CARPY_ENABLED: 'false' } });

describe('the packed packages', () => {
  it('bring no dependency with the agent', async () => {
    const { stdout } = await run('npm', ['ls', '--all', '--json', '@carpy/agent'], { cwd: folder });
    expect(JSON.parse(stdout).dependencies['@carpy/agent'].dependencies).toBeUndefined();
  });

  it('answer npx carpy --help', async () => {
    const { stdout } = await run('npx', ['--no-install', 'carpy', '--help'], { cwd: folder });
    expect(stdout).toContain('carpy demo');
  });

  it.each(['serve', 'demo'])('start by npx carpy %s and end on SIGTERM', async (command) => {
    const bin = join(folder, 'node_modules/.bin/carpy');
    const args = command === 'serve' ? ['serve', '--data-dir', join(folder, 'data'), ...freePorts] : ['demo'];
    const child = spawn(bin, [...args, '--print-ports'], { cwd: folder });
    try {
      const ports = await new Promise<{ http: string }>((resolve, reject) => {
        let out = '';
        let err = '';
        child.stderr.on('data', (chunk) => {
          err += chunk;
        });
        child.stdout.on('data', (chunk) => {
          out += chunk;
          if (out.includes('\n')) resolve(JSON.parse(out));
        });
        child.once('exit', (code) => reject(new Error(`ended with ${code}: ${err}`)));
      });
      const page = await fetch(ports.http);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('<script');
      // The renderer is a package of its own, its fonts lie in ours.
      const picture = await fetch(`${ports.http}/render?target=constantLine(1)&title=One&fontItalic=true&height=100`);
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(readPng(new Uint8Array(await picture.arrayBuffer()))).toMatchObject({ width: 330, height: 100 });
    } finally {
      child.kill('SIGTERM');
    }
    expect(await exitOf(child)).toBe(0);
  });

  it('import from ESM and CommonJS, one agent for both', async () => {
    await writeFile(
      join(folder, 'esm.mjs'),
      `import { transaction, time } from '@carpy/agent';
       import { timed } from '@carpy/agent/decorators';
       import { createRequire } from 'node:module';
       const cjs = createRequire(import.meta.url)('@carpy/agent');
       console.log(transaction('a', () => time('b', () => 41 + 1)), typeof timed, cjs.transaction === transaction);`,
    );
    await writeFile(
      join(folder, 'cjs.cjs'),
      `const { transaction } = require('@carpy/agent'); const { timed } = require('@carpy/agent/decorators'); console.log(transaction('a', () => 42), typeof timed);`,
    );
    expect((await node(['esm.mjs'])).stdout.trim()).toBe('42 function true');
    expect((await node(['cjs.cjs'])).stdout.trim()).toBe('42 function');
  });
});
