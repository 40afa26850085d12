/** A sound data folder for the doctor's tests: three names, two blocks, one log, and what damages them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import { BlockWriter } from '../src/embedded/block-writer.ts';
import { encodeChunk } from '../src/embedded/chunk.ts';
import { openDatabase } from '../src/embedded/database.ts';
import { writeNamePage } from '../src/embedded/name-pages.ts';
import { slotTable } from '../src/embedded/slot-table.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import { textBefore } from '../src/index-tree/name-bytes.ts';
import { packTraits } from '../src/schema/schema.ts';
import { entryOf } from './disk-blocks.ts';
import { folder } from './folder.ts';

export const tier = { stepS: 10, retentionS: 86_400 };
const SLOTS = 60;
const IDS = [0, 1, 2];

export interface Folder {
  readonly dir: string;
  readonly entries: readonly BlockEntry[];
}

export async function soundFolder(): Promise<Folder> {
  const dir = await folder();
  for (const name of ['wal', 'lmdb', 'blk/10-86400']) await mkdir(`${dir}/${name}`, { recursive: true });
  const entries = [await block(dir, 600, 1), await block(dir, 1_200, 2)];
  const names = {
    nameBefore: (id: number, into: Uint8Array) => (IDS.includes(id) ? textBefore(`servers.s${id}.load`, into) : -1),
    traitsOf: () => packTraits({ kind: 'gauge', outcome: false, schema: 0, undecided: false, rule: 0 }),
  };
  const database = await openDatabase(`${dir}/lmdb`, [tier]);
  database.commit({ putBlocks: entries, names: [writeNamePage(names, 0)] });
  await database.close();
  await writeFile(`${dir}/wal/1800-7.wal`, Buffer.concat([frame('one'), frame('two'), frame('three')]));
  return { dir, entries };
}

async function block(dir: string, startS: number, generation: number): Promise<BlockEntry> {
  const entry = entryOf(tier, startS, SLOTS * tier.stepS, 0, generation);
  const writer = new BlockWriter(nodeFiles, `${dir}/${entry.file}`, {
    stepS: tier.stepS,
    startS,
    slots: SLOTS,
    coveredMs: new Float64Array(SLOTS),
  });
  const table = slotTable(SLOTS, 'gauge');
  for (const id of IDS) {
    // Numbers that no coding makes short: a chunk is some hundred bytes, so damage hits where it should.
    for (let i = 0; i < SLOTS; i++) table.columns[i] = Math.sin(id * 1_000 + startS + i);
    writer.add(id, (out) => encodeChunk(out, id, table, false));
  }
  return { ...entry, ...(await writer.finish()) };
}

/** A record of a log as it lies in the file; what is in it is not looked at. */
export function frame(payload: string): Buffer {
  const bytes = Buffer.alloc(16 + payload.length);
  bytes.write('CWAL');
  bytes.writeUInt32LE(2, 4);
  bytes.writeUInt32LE(payload.length, 8);
  bytes.writeUInt32LE(crc32(payload), 12);
  bytes.write(payload, 16);
  return bytes;
}

/** Turns one byte of a file, at a share of its length. */
export async function damageAt(path: string, share: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length * share);
  bytes[at] = (bytes[at] as number) ^ 0x55;
  await writeFile(path, bytes);
}
