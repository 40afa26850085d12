/**
 * A damaged LMDB file does not fail, it ends the process (SIGSEGV, SIGBUS): LMDB maps the file and trusts what it finds. So what can be seen
 * from outside is looked at first, and where there is doubt another process opens the file and reads all of it.
 */
import { execFile } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CarpyError } from '@carpy/core';

/** A meta page, after LMDB's mdb.c: the page's head of 24 bytes, then the fields below. */
const META_BYTES = 160;
const MAGIC_AT = 24;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const MAGIC = 0xbeefc0de;
const PROBE_TIMEOUT_MS = 60_000;

/** Says that opening has begun; a process that dies in it leaves this behind. */
const mark = (path: string): string => `${path}/opening`;

/**
 * Call before LMDB opens the folder; then `opened` when all of it was read. Throws CARPY_STORE_FAILED when the file is damaged. Costs two
 * short reads, and a process of its own only after an opening that did not end or when the file is shorter than it says.
 */
export async function checkDatabase(path: string): Promise<void> {
  const file = `${path}/data.mdb`;
  const look = await lookAt(file);
  if (look === 'damaged') throw damaged(file);
  if (look === 'doubtful' || (look === 'sound' && existsSync(mark(path)))) await probe(path, file);
  writeFileSync(mark(path), '');
}

export function opened(path: string): void {
  rmSync(mark(path), { force: true });
}

async function lookAt(file: string): Promise<'absent' | 'sound' | 'doubtful' | 'damaged'> {
  const handle = await open(file, 'r').catch((e: unknown) => {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw e;
  });
  if (handle === undefined) return 'absent';
  try {
    const { size } = await handle.stat();
    // LMDB starts anew in an empty file.
    if (size === 0) return 'absent';
    const meta = Buffer.alloc(META_BYTES);
    const { bytesRead } = await handle.read(meta, 0, META_BYTES, 0);
    if (bytesRead < META_BYTES || meta.readUInt32LE(MAGIC_AT) !== MAGIC) return 'damaged';
    const pageSize = meta.readUInt32LE(PAGE_SIZE_AT);
    if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0 || size < 2 * pageSize)
      return 'damaged';
    let lastPage = meta.readBigUInt64LE(LAST_PAGE_AT);
    await handle.read(meta, 0, META_BYTES, pageSize);
    if (meta.readUInt32LE(MAGIC_AT) !== MAGIC) return 'damaged';
    const other = meta.readBigUInt64LE(LAST_PAGE_AT);
    if (other > lastPage) lastPage = other;
    // Pages given back in the transaction that took them may never have been written, so a short file can be whole.
    return BigInt(size) < (lastPage + 1n) * BigInt(pageSize) ? 'doubtful' : 'sound';
  } finally {
    await handle.close();
  }
}

/** Reads every entry of every table, by LMDB's own code. */
const PROBE = `
const { open } = require(process.argv[1]);
const root = open({ path: process.argv[2], maxDbs: 12, readOnly: true, encoding: 'binary', keyEncoding: 'binary', cache: false });
for (const key of [...root.getKeys()]) {
  const table = root.openDB({ name: key.toString(), encoding: 'binary', keyEncoding: 'binary' });
  for (const entry of table.getRange()) if (entry.value === undefined) process.exit(1);
}
`;

function probe(path: string, file: string): Promise<void> {
  const lmdb = createRequire(import.meta.url).resolve('lmdb');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['-e', PROBE, lmdb, path], { timeout: PROBE_TIMEOUT_MS }, (e) => {
      if (e === null) resolve();
      else reject(damaged(file));
    });
  });
}

const damaged = (file: string): CarpyError =>
  new CarpyError(
    'CARPY_STORE_FAILED',
    `${file} is damaged: put the folder back from a copy, or give another one with --data-dir`,
  );
