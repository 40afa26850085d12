/** A data folder with made-up bytes for the tests of backup and restore. */
import { mkdir, writeFile } from 'node:fs/promises';
import { openDatabase } from '../src/embedded/database.ts';
import { type BackupOptions, type BackupResult, backUp } from '../src/tools/backup.ts';
import { entryOf } from './disk-blocks.ts';
import { folder } from './folder.ts';

export const tier = { stepS: 10, retentionS: 86_400 };
export const noise = (bytes: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + seed * 7) % 251);

/** Two blocks, one sealed log, two others, a window, a state value, and files that no backup needs. */
export async function dataFolder(): Promise<string> {
  const dir = await folder();
  await mkdir(`${dir}/wal`);
  await mkdir(`${dir}/lmdb`);
  await mkdir(`${dir}/blk/10-86400`, { recursive: true });
  const database = await openDatabase(`${dir}/lmdb`, [tier]);
  const entries = [entryOf(tier, 600, 600, 2_000_000, 1), entryOf(tier, 1_200, 600, 500, 2)];
  for (const entry of entries) await writeFile(`${dir}/${entry.file}`, noise(entry.bytes, entry.generation));
  database.commit({ putBlocks: entries, addSealedLogs: [1], putState: new Map([['a/key', noise(3, 9)]]) });
  await database.close();
  await writeFile(`${dir}/wal/600-1.wal`, 'sealed');
  await writeFile(`${dir}/wal/1200-2.wal`, noise(3_000, 3));
  await writeFile(`${dir}/wal/late-3.wal`, 'late');
  await writeFile(`${dir}/window`, 'kept');
  await writeFile(`${dir}/blk/10-86400/1800-600-3.blk.tmp`, 'half');
  await writeFile(`${dir}/carpy.lock`, '{"pid":1,"started":"long ago","token":"x"}');
  return dir;
}

export const makeBackup = (dir: string, target: string, options: Partial<BackupOptions> = {}): Promise<BackupResult> =>
  backUp({ dir, target, link: false, writer: 'carpy 9.9.9', nowMs: 1_700_000_000_000, ...options });
