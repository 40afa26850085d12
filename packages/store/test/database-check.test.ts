import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { folder, openIn, T0 } from './folder.ts';

/** A folder with a state value, closed in order. */
async function used(): Promise<string> {
  const dir = await folder();
  const store = await openIn(dir, { nowS: T0 });
  for (let i = 0; i < 200; i++) await store.state.put(`key/${i}`, 'x'.repeat(500));
  await store.close();
  return dir;
}

const isDamaged = { code: 'CARPY_STORE_FAILED', detail: expect.stringContaining('lmdb/data.mdb is damaged') };

describe('a damaged database', () => {
  it.each([
    ['cut to one page', (file: string) => truncate(file, 4_096)],
    ['cut to a few bytes', (file: string) => truncate(file, 10)],
    ['zeros', (file: string) => writeFile(file, new Uint8Array(65_536))],
    ['text', (file: string) => writeFile(file, 'hello '.repeat(20_000))],
  ])('is told, not opened: %s', async (_, damage) => {
    const dir = await used();
    await damage(`${dir}/lmdb/data.mdb`);
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject(isDamaged);
  });

  it('is read by another process first when it is shorter than it says', async () => {
    const dir = await used();
    const { length } = await readFile(`${dir}/lmdb/data.mdb`);
    await truncate(`${dir}/lmdb/data.mdb`, Math.floor(length / 2));
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject(isDamaged);
  });

  it('is found after an opening that did not end; a whole one is opened', async () => {
    const dir = await used();
    const file = `${dir}/lmdb/data.mdb`;
    await writeFile(`${dir}/lmdb/opening`, '');
    const store = await openIn(dir, { nowS: T0 });
    expect(store.state.get('key/7')).toBe('x'.repeat(500));
    await store.close();
    const bytes = await readFile(file);
    // The meta pages stay, everything they lead to is noise.
    await writeFile(file, bytes.fill(0xa5, 8_192));
    await writeFile(`${dir}/lmdb/opening`, '');
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject(isDamaged);
  });
});

describe('a folder', () => {
  it('whose open windows fill the memory takes no more until one is sealed', async () => {
    const clock = { nowS: T0 + 30 };
    const store = await openIn(await folder(), clock, { maxMemoryBytes: 15_000 });
    const writer = store.series.openWriter();
    const write = (atS: number): Promise<unknown> =>
      writer.points({
        declared: Array.from({ length: 500 }, (_, id) => ({ id, kind: 'plain' as const, name: `a.b${id}` })),
        ids: Uint32Array.from({ length: 500 }, (_, id) => id),
        atS: new Float64Array(500).fill(atS),
        values: new Float64Array(500),
      });
    await write(T0);
    await expect(write(T0 + 10)).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
    clock.nowS = T0 + 1_200;
    await store.settle();
    await write(T0 + 1_200);
  });

  it('whose database was lost keeps its blocks and is refused', async () => {
    const dir = await used();
    await rm(`${dir}/lmdb`, { recursive: true });
    await mkdir(`${dir}/blk/10-86400`, { recursive: true });
    const block = `${dir}/blk/10-86400/${T0}-600-0.blk`;
    await writeFile(block, 'block');
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject({
      code: 'CARPY_STORE_FAILED',
      detail: expect.stringContaining('lmdb was lost'),
    });
    expect(await readFile(block, 'utf8')).toBe('block');
  });

  it('that was removed takes no writes, and says so', async () => {
    const dir = await folder();
    const store = await openIn(dir, { nowS: T0 });
    const write = (value: number): Promise<unknown> =>
      store.series.openWriter().points({
        declared: [{ id: 0, kind: 'plain', name: 'a.b' }],
        ids: new Uint32Array([0]),
        atS: new Float64Array([T0]),
        values: new Float64Array([value]),
      });
    await write(1);
    await rm(dir, { recursive: true });
    const gone = { code: 'CARPY_STORE_FAILED', detail: expect.stringContaining('the data folder was removed') };
    await expect(write(2)).rejects.toMatchObject(gone);
    await expect(store.state.put('k', 1)).rejects.toMatchObject(gone);
    expect(store.status().engine).toBe('embedded');
    // Another server took the place.
    await mkdir(dir);
    await writeFile(`${dir}/carpy.lock`, '{"pid":1,"started":"","token":"another"}');
    await expect(write(3)).rejects.toMatchObject(gone);
  });
});
