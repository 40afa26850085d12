import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { fingerprintOf, type StoredRecord } from '@carpy/core';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceMaps } from '../src/source-maps/source-maps.ts';

let dir: string;
let nowMs: number;
/** Files that went by themselves. */
let gone: string[];
const open = (maxBytes = 1e9): Promise<SourceMaps> =>
  SourceMaps.open({
    dir: join(dir, 'sourcemaps'),
    maxBytes,
    clock: () => nowMs,
    onGone: (entries) => gone.push(entries.map(({ file }) => file).join()),
  });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'carpy-maps-'));
  nowMs = 1_767_323_045_000;
  gone = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const small = bytes({ version: 3, sources: ['src/a.ts'], names: [], mappings: 'AAAA' });
const record = (stack: string | undefined, version?: string): StoredRecord =>
  ({
    app: 'shop',
    ...(version === undefined ? {} : { version }),
    error: { type: 'Error', message: 'no', ...(stack === undefined ? {} : { stack }) },
  }) as unknown as StoredRecord;

/** A program of two files and a library, made small: its stack when it fails, and its map. */
async function built(release: string, before = ''): Promise<{ readonly stack: string; readonly map: Uint8Array }> {
  const from = join(dir, release);
  await mkdir(join(from, 'src/node_modules/lib'), { recursive: true });
  await writeFile(join(from, 'src/node_modules/lib/index.js'), 'export function callIt(fn) {\n  return fn();\n}\n');
  await writeFile(
    join(from, 'src/cart.js'),
    `${before}export function chargeTheCard(total) {\n  if (total > 1) throw new Error('no');\n  return total;\n}\n`,
  );
  await writeFile(
    join(from, 'src/main.js'),
    "import { callIt } from 'lib';\nimport { chargeTheCard } from './cart.js';\nexport function payForCart(total) {\n  const charged = callIt(() => chargeTheCard(total));\n  return charged + 1;\n}\n",
  );
  const bundle = await rolldown({ input: join(from, 'src/main.js'), cwd: from });
  await bundle.write({
    file: join(from, 'dist/server.js'),
    format: 'esm',
    sourcemap: true,
    minify: { mangle: true, compress: false, codegen: true },
  });
  await bundle.close();
  const program = pathToFileURL(join(from, 'dist/server.js')).href;
  // In a process of its own: this one has stacks mapped already.
  const code = `import(${JSON.stringify(program)}).then((m) => m.payForCart(2)).catch((e) => console.log(e.stack))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', code]);
  return { stack: stdout, map: await readFile(join(from, 'dist/server.js.map')) };
}

describe('SourceMaps', () => {
  it('shows the stack of a build as it was written', async () => {
    const { stack, map } = await built('a');
    const maps = await open();
    await maps.put({ app: 'shop', version: '1.0', file: 'dist/server.js' }, map);
    const frames = maps.frames(record(stack, '1.0')).filter(({ original }) => original !== undefined);
    expect(stack).toContain('dist/server.js:');
    expect(frames.map(({ original }) => `${original?.file}:${original?.line}`)).toEqual([
      'src/cart.js:2',
      'src/main.js:4',
      'src/node_modules/lib/index.js:2',
      'src/main.js:4',
    ]);
    expect(frames.map(({ own }) => own)).toEqual([true, true, false, true]);
    expect(frames[0]?.source?.lines[1]).toBe("  if (total > 1) throw new Error('no');");
    expect(frames[0]?.original?.function).toBe('chargeTheCard');
  });

  it('groups errors of two builds alike, however small the names are made', async () => {
    const one = await built('a');
    const two = await built('b', 'export const more = 1;\nexport const another = 2;\n');
    const maps = await open();
    await maps.put({ app: 'shop', version: '1', file: 'server.js' }, one.map);
    await maps.put({ app: 'shop', version: '2', file: 'server.js' }, two.map);
    const groups = [
      [one.stack, '1'],
      [two.stack, '2'],
    ].map(([stack, version]) => {
      const of = record(stack, version);
      return fingerprintOf(of.error as NonNullable<StoredRecord['error']>, { original: maps.originals(of) });
    });
    expect(groups[0]).toEqual(groups[1]);
    expect(groups[0]?.culprit).toContain('chargeTheCard (');
  });

  it('looks in the maps of the version, those of the longest path first; of any version for records without', async () => {
    const maps = await open();
    const map = (source: string): Uint8Array => bytes({ version: 3, sources: [source], names: [], mappings: 'AAAA' });
    await maps.put({ app: 'shop', version: '1', file: 'index.js' }, map('one.ts'));
    await maps.put({ app: 'shop', version: '1', file: './pay/index.js' }, map('two.ts'));
    await maps.put({ app: 'shop', version: '2', file: 'index.js' }, map('three.ts'));
    await maps.put({ app: 'blog', version: '1', file: 'index.js' }, map('four.ts'));
    const file = (path: string, version?: string): string | undefined =>
      maps.frames(record(`Error: no\n    at a (${path}:1:1)`, version))[0]?.original?.file;
    expect(file('/srv/dist/index.js', '1')).toBe('one.ts');
    expect(file('/srv/pay/index.js', '1')).toBe('two.ts');
    expect(file('file:///srv/pay/index.js', '2')).toBe('three.ts');
    expect(file('https://shop.example.com/index.js?v=3', '1')).toBe('one.ts');
    expect(file('C:\\srv\\dist\\index.js')).toBe('three.ts');
    expect(file('/srv/myindex.js', '1')).toBeUndefined();
    expect(file('/srv/dist/index.js', '3')).toBeUndefined();
    expect(maps.frames(record(undefined, '1'))).toEqual([]);
  });

  it('keeps maps over a start, replaces and removes them', async () => {
    const maps = await open();
    await maps.put({ app: 'shop', version: '1', file: 'a.js' }, small);
    nowMs += 1_000;
    await maps.put({ app: 'shop', version: '1', file: 'b.js' }, small);
    await maps.put({ app: 'shop', version: '1', file: 'b.js' }, bytes({ version: 3, sources: [], mappings: '' }));
    await writeFile(join(dir, 'sourcemaps/half.part'), 'x');
    await writeFile(join(dir, 'sourcemaps/other.map'), 'no head');
    const again = await open();
    expect(again.list('shop').map(({ file, uploadedMs }) => [file, uploadedMs])).toEqual([
      ['b.js', nowMs],
      ['a.js', nowMs - 1_000],
    ]);
    expect(again.list('blog')).toEqual([]);
    expect(await readdir(join(dir, 'sourcemaps'))).not.toContain('half.part');
    expect(await again.remove('shop', '1', 'b.js')).toBe(1);
    expect(await again.remove('shop', '2', undefined)).toBe(0);
    expect(await again.remove('shop', '1', undefined)).toBe(1);
    expect((await open()).list('')).toEqual([]);
  });

  it('lets the oldest go past the bound of bytes, and those of long ago, and tells of them', async () => {
    const maps = await open(small.length * 2);
    for (const file of ['a.js', 'b.js', 'c.js']) {
      nowMs += 1;
      await maps.put({ app: 'shop', version: '1', file }, small);
    }
    expect(maps.list('').map(({ file }) => file)).toEqual(['c.js', 'b.js']);
    expect(maps.bytes).toBe(small.length * 2);
    nowMs += 91 * 86_400_000;
    await maps.age();
    expect(maps.list('')).toEqual([]);
    expect(await readdir(join(dir, 'sourcemaps'))).toEqual([]);
    expect(gone).toEqual(['a.js', 'b.js,c.js']);
  });

  it('refuses what is no map, and shows stacks as they are where one has gone bad', async () => {
    const maps = await open();
    await expect(maps.put({ app: 'shop', version: '1', file: 'a.js' }, bytes('{}'))).rejects.toThrow('version: 3');
    expect(maps.list('')).toEqual([]);
    await maps.put({ app: 'shop', version: '1', file: 'a.js' }, small);
    const [name = ''] = await readdir(join(dir, 'sourcemaps'));
    const text = await readFile(join(dir, 'sourcemaps', name), 'utf8');
    await writeFile(join(dir, 'sourcemaps', name), text.slice(0, -10));
    const [frame] = (await open()).frames(record('Error: no\n    at a (/a.js:1:1)', '1'));
    expect(frame).toMatchObject({ text: 'at a (/a.js:1:1)', own: true });
    expect(frame?.original).toBeUndefined();
  });

  it('says what keeps a map from being stored, and leaves no part of one', async () => {
    const maps = await open();
    await writeFile(join(dir, 'sourcemaps'), '');
    const put = (of: SourceMaps, file: string): Promise<unknown> => of.put({ app: 'shop', version: '1', file }, small);
    await expect(put(maps, 'a.js')).rejects.toMatchObject({
      code: 'CARPY_STORE_FAILED',
      detail: expect.stringContaining('it is there and is no folder'),
    });
    await rm(join(dir, 'sourcemaps'));
    await put(maps, 'a.js');
    const [name = ''] = await readdir(join(dir, 'sourcemaps'));
    await rm(join(dir, 'sourcemaps', name));
    await mkdir(join(dir, 'sourcemaps', name, 'something'), { recursive: true });
    await expect(put(maps, 'a.js')).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
    expect(await readdir(join(dir, 'sourcemaps'))).toEqual([name]);
  });

  it.runIf(process.platform === 'linux')('does not hang where no folder can be made', async () => {
    const maps = await SourceMaps.open({ dir: '/proc/none/sourcemaps', maxBytes: 1e9, clock: () => nowMs });
    await expect(maps.put({ app: 'shop', version: '1', file: 'a.js' }, small)).rejects.toMatchObject({
      code: 'CARPY_STORE_FAILED',
      detail: expect.stringContaining('there is no such file or folder (ENOENT)'),
    });
  });

  it('keeps a map that cannot be deleted in its list and says so, with others gone', async () => {
    const maps = await open(small.length * 2);
    await maps.put({ app: 'shop', version: '1', file: 'a.js' }, small);
    const [name = ''] = await readdir(join(dir, 'sourcemaps'));
    const stuck = join(dir, 'sourcemaps', name);
    await rm(stuck);
    await mkdir(stuck);
    nowMs += 1;
    for (const file of ['b.js', 'c.js']) await maps.put({ app: 'shop', version: '1', file }, small);
    expect([maps.list('').map(({ file }) => file), gone]).toEqual([['c.js', 'b.js', 'a.js'], []]);
    await expect(maps.remove('shop', '1', undefined)).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
    expect(maps.list('').map(({ file }) => file)).toEqual(['a.js']);
    await rm(stuck, { recursive: true });
    expect(await maps.remove('shop', '1', undefined)).toBe(1);
  });
});
