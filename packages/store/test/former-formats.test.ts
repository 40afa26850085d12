/** Data folders of every format that carpy ever wrote are opened as they are, and answer what they answered then. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { KINDS } from '../src/index.ts';
import { batches } from './batches.ts';
import { folder, openIn } from './folder.ts';
import { readOne } from './series.ts';

interface Expected {
  readonly nowS: number;
  readonly fromS: number;
  readonly series: readonly {
    readonly path: string;
    readonly kind: string;
    readonly startS: number;
    readonly stepS: number;
    readonly slots: number;
    readonly columns: readonly (number | null)[];
    readonly coveredMs: readonly number[];
  }[];
}

/** Unpacks the folder that a version left behind when it closed, and what it answered before. */
async function former(format: number): Promise<{ dir: string; expected: Expected }> {
  const dir = await folder();
  const archive = fileURLToPath(new URL(`./fixtures/format-${format}.tar.gz`, import.meta.url));
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', dir]);
  const json = gunzipSync(readFileSync(`${dir}/expected.json.gz`)).toString();
  return { dir, expected: JSON.parse(json) as Expected };
}

it.each([1, 2])('a folder of format %i answers as it did', async (format) => {
  const { dir, expected } = await former(format);
  const clock = { nowS: expected.nowS };
  const store = await openIn(dir, clock);
  const check = async (when: string): Promise<void> => {
    for (const { path, kind, startS, stepS, slots, columns, coveredMs } of expected.series) {
      expect(KINDS).toContain(kind);
      const read = await readOne(store, path, expected.fromS, expected.nowS, { tier: { by: 'step', stepS } });
      expect({ startS: read.startS, stepS: read.stepS, slots: read.slots }, `${path}, ${when}`).toEqual({
        startS,
        stepS,
        slots,
      });
      const values = Object.values(read.columns).flatMap((column) => column.map((v) => (Number.isNaN(v) ? null : v)));
      expect(values, `${path} at ${stepS} s, ${when}`).toEqual(columns);
      expect(read.coveredMs, `${path} at ${stepS} s, ${when}`).toEqual(coveredMs);
    }
  };
  await check('opened');
  expect(store.status().faults).toEqual([]);
  expect(store.state.get<{ text: string }>('annotations/1')?.text).toBe('deployed');
  expect(new TextDecoder().decode(store.window.read()?.bytes)).toBe('an open interval');
  // What comes now goes on from there, and all is merged into blocks of this version.
  const slotS = expected.nowS + 120;
  clock.nowS = slotS;
  await store.series.openWriter().flush(batches().flush({ slotS, counters: { 'carpy.shop.web-1.custom.sold': 3 } }));
  clock.nowS = slotS + 4 * 3_600;
  await store.settle();
  clock.nowS += 61;
  await store.settle();
  await check('merged');
  const hour = await readOne(store, 'carpy.shop.web-1.custom.sold', expected.fromS - 3_600, slotS, {
    tier: { by: 'step', stepS: 3_600 },
  });
  const fine = expected.series.find((s) => s.path.endsWith('.sold') && s.stepS === 10);
  const sum = (values: readonly (number | null)[] = []): number => values.reduce<number>((n, v) => n + (v ?? 0), 0);
  expect(sum(hour.columns['value']?.map((v) => (Number.isNaN(v) ? 0 : v)))).toBe(sum(fine?.columns) + 3);
  expect(store.status().faults).toEqual([]);
  await store.close();
});

it('keeps the catalogue of the first format beside the new one', async () => {
  const { dir, expected } = await former(1);
  await (await openIn(dir, { nowS: expected.nowS })).close();
  expect(existsSync(`${dir}/lmdb-format-1/data.mdb`)).toBe(true);
});
