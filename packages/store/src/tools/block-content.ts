/** A block as the doctor sees it: chunk by chunk, each one decoded, the damaged ones told; and the same block written anew without them. */
import { BlockReader } from '../embedded/block-reader.ts';
import { BlockWriter } from '../embedded/block-writer.ts';
import { encodeChunk } from '../embedded/chunk.ts';
import { slotTable } from '../embedded/slot-table.ts';
import { nodeFiles } from '../files/node-files.ts';

export interface BlockContent {
  readonly stepS: number;
  readonly startS: number;
  readonly slots: number;
  /** Series that it should hold. */
  readonly count: number;
  /** Series whose chunk is whole. */
  readonly whole: readonly number[];
}

/** Throws RangeError when the block as a whole can't be read, and what the file system throws. */
export function readBlock(path: string): BlockContent {
  const reader = new BlockReader(nodeFiles, path);
  try {
    const { stepS, startS, slots } = reader.head;
    const table = slotTable(slots);
    const whole: number[] = [];
    const cursor = reader.cursor((_, e) => passOver(e));
    while (cursor.next()) {
      try {
        reader.read(cursor.id, table);
        whole.push(cursor.id);
      } catch (e) {
        passOver(e);
      }
    }
    return { stepS, startS, slots, count: reader.count, whole };
  } finally {
    reader.close();
  }
}

/** Damage loses its chunk or page, and what the disk can't read is damage; anything else is no matter of this block. */
function passOver(e: unknown): void {
  if (!isDamage(e)) throw e;
}

export const isDamage = (e: unknown): boolean => e instanceof RangeError || (e as NodeJS.ErrnoException).code === 'EIO';

/** Writes the block anew with these series only, in its place; answers what it then holds. */
export async function rewriteBlock(
  path: string,
  ids: readonly number[],
): Promise<{ readonly bytes: number; readonly series: number }> {
  const reader = new BlockReader(nodeFiles, path);
  const writer = new BlockWriter(nodeFiles, path, reader.head);
  try {
    const table = slotTable(reader.head.slots);
    for (const id of ids) {
      const chunk = reader.chunkBytes(id);
      if (chunk !== undefined) writer.addChunk(id, chunk);
      else {
        // Of an older version: its values are packed anew.
        reader.read(id, table);
        writer.add(id, (out) => encodeChunk(out, id, table, true));
      }
      if (writer.isFull) await writer.drain();
    }
    return await writer.finish();
  } catch (e) {
    await writer.abort();
    throw e;
  } finally {
    reader.close();
  }
}
