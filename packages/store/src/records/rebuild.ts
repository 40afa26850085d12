/** Records of a segment into a table again: to write it anew without some of them, or from what of a damaged file can be read. */
import { crc32 } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import { ByteWriter } from '../codec/bytes.ts';
import { Breath } from '../embedded/breath.ts';
import { BlockView, blockBytes } from './block-view.ts';
import { EntryView, writeEntry } from './record-entry.ts';
import { RowTable } from './row-table.ts';
import { BLOCK_MAGIC, readHead, SEGMENT_MAGIC, SegmentDamage } from './segment-format.ts';

/** A table with its entries. */
export class RebuiltRows {
  readonly table: RowTable = new RowTable();
  readonly #entries = new ByteWriter(1 << 20);

  add(record: StoredRecord): void {
    const at = this.#entries.length;
    writeEntry(this.#entries, record);
    this.table.add(record, at);
  }

  entries(): (at: number) => EntryView {
    const view = new EntryView(this.#entries.view());
    return (at) => {
      view.moveTo(at);
      return view;
    };
  }
}

/**
 * All whole blocks of a segment's bytes, whatever its end says. `knownPreset`: what its end says of the dictionary, should the beginning be
 * damaged. Throws SegmentDamage where nothing can be read.
 */
export async function salvage(bytes: Uint8Array, path: string, knownPreset?: Uint8Array): Promise<RebuiltRows> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = readHead(bytes, SEGMENT_MAGIC, path);
  const presetBytes = at + 8 <= buffer.length ? buffer.readUInt32LE(at) : 0;
  const first = bytes.subarray(at + 8, at + 8 + presetBytes);
  const isSound = at + 8 <= buffer.length && crc32(first) === buffer.readUInt32LE(at + 4);
  const preset = isSound ? first : knownPreset;
  if (preset === undefined) throw new SegmentDamage('its beginning is damaged');
  const rebuilt = new RebuiltRows();
  const breath = new Breath();
  const magic = Buffer.from(Uint32Array.of(BLOCK_MAGIC).buffer);
  for (let next = buffer.indexOf(magic, at); next >= 0; next = buffer.indexOf(magic, next)) {
    const block = wholeBlock(bytes.subarray(next), preset);
    for (let row = 0; row < (block?.rows ?? 0); row++) rebuilt.add((block as BlockView).record(row));
    next += block === undefined ? 1 : (blockBytes(bytes.subarray(next)) as number);
    if (breath.isOver) await breath.breathe();
  }
  return rebuilt;
}

function wholeBlock(bytes: Uint8Array, preset: Uint8Array): BlockView | undefined {
  try {
    return new BlockView(bytes, preset);
  } catch (e) {
    if (e instanceof SegmentDamage) return undefined;
    throw e;
  }
}
