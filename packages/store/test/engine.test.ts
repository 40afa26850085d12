/** Opening a data folder: what is refused, and what is done at once. */
import { readdir, writeFile } from 'node:fs/promises';
import { open } from 'lmdb';
import { describe, expect, it } from 'vitest';
import { batches } from './batches.ts';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

describe('opening', () => {
  it('refuses a second store in the folder', async () => {
    const dir = await folder();
    await openIn(dir, { nowS: T0 });
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject({ code: 'CARPY_STORE_LOCKED' });
  });

  it('refuses a newer format and names who wrote it', async () => {
    const dir = await folder();
    await (await openIn(dir, { nowS: T0 })).close();
    const root = open({ path: `${dir}/lmdb`, maxDbs: 8 });
    root.openDB({ name: 'meta' }).putSync('format', { format: 99, writer: 'carpy 9.9.9', fineStepS: 10 });
    await root.close();
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject({
      code: 'CARPY_STORE_FORMAT',
      message: expect.stringContaining('carpy 9.9.9'),
    });
  });

  it.each([
    [[]],
    [[{ stepS: 7, retentionS: 86_400 }]],
    [[{ stepS: 10, retentionS: 60 }]],
    [
      [
        { stepS: 10, retentionS: 86_400 },
        { stepS: 2_400, retentionS: 86_400 },
        { stepS: 3_600, retentionS: 86_400 },
      ],
    ],
    [
      [
        { stepS: 10, retentionS: 86_400 },
        { stepS: 7_000, retentionS: 86_400 },
      ],
    ],
    [
      [
        { stepS: 10, retentionS: 86_400 },
        { stepS: 60, retentionS: 3_600 },
      ],
    ],
    [[{ stepS: 60, retentionS: 86_400 }]],
  ])('refuses tiers that don’t fit: %j', async (tiers) => {
    await expect(openIn(await folder(), { nowS: T0 }, { tiers })).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
  });

  it('says so when the folder is a file', async () => {
    const dir = `${await folder()}/file`;
    await writeFile(dir, '');
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject({
      code: 'CARPY_STORE_FAILED',
      message: expect.stringContaining(dir),
    });
  });

  it('seals at once what came due while nobody ran', async () => {
    const dir = await folder();
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock);
    await store.series.openWriter().flush(batches().flush({ slotS: T0, counters: { c: 1 } }));
    await store.close();
    clock.nowS = T0 + 3_600;
    const again = await openIn(dir, clock);
    await expect.poll(() => readdir(`${dir}/wal`)).toEqual([]);
    expect((await readOne(again, 'c', T0 - 10, T0)).columns['value']).toEqual([1]);
  });
});
