/** Records of a segment into a table again: to write it anew without some of them, or from what of a damaged file can be read. */
import { inflateRawSync } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import { ByteWriter } from '../codec/bytes.ts';
import { Breath } from '../embedded/breath.ts';
import { type BlockKey, BlockView, blockBytes } from './block-view.ts';
import { EntryView, writeEntry } from './record-entry.ts';
import { RowTable } from './row-table.ts';
import { PART_HEAD_BYTES, readHead, readPart, SEGMENT_MAGIC, SegmentDamage } from './segment-format.ts';

/** A table with its entries. */
export class RebuiltRows {
  readonly table: RowTable = new RowTable();
  readonly #entries = new ByteWriter(1 << 20);

  add(record: StoredRecord): void {
    const { rows } = this.table;
    this.table.add(record, this.#entries.length);
    writeEntry(this.#entries, record, this.table, rows);
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
 * All whole blocks of a segment's bytes, whatever its end says. `known`: what its end says of the key to the blocks, should the beginning be
 * damaged. Throws SegmentDamage where nothing can be read.
 */
export async function salvage(bytes: Uint8Array, path: string, known?: BlockKey): Promise<RebuiltRows> {
  const { end, version } = readHead(bytes, SEGMENT_MAGIC, path);
  const key = keyAtBeginning(bytes, end, version) ?? known;
  if (key === undefined) throw new SegmentDamage('its beginning is damaged');
  const rebuilt = new RebuiltRows();
  const breath = new Breath();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Of either version.
  for (let next = buffer.indexOf('RBL', end); next >= 0; next = buffer.indexOf('RBL', next)) {
    const block = wholeBlock(bytes.subarray(next), key);
    for (let row = 0; row < (block?.rows ?? 0); row++) rebuilt.add((block as BlockView).record(row));
    next += block === undefined ? 1 : (blockBytes(bytes.subarray(next)) as number);
    if (breath.isOver) await breath.breathe();
  }
  return rebuilt;
}

/** Undefined where it is damaged. */
function keyAtBeginning(bytes: Uint8Array, at: number, version: number): BlockKey | undefined {
  const preset = readPart(bytes, at);
  if (preset === undefined) return undefined;
  if (version === 1) return { preset, fields: { what: [], origin: [], result: [] } };
  const fields = readPart(bytes, at + PART_HEAD_BYTES + preset.length);
  return fields && { preset, fields: JSON.parse(inflateRawSync(fields).toString('utf8')) as BlockKey['fields'] };
}

function wholeBlock(bytes: Uint8Array, key: BlockKey): BlockView | undefined {
  try {
    return new BlockView(bytes, key);
  } catch (e) {
    if (e instanceof SegmentDamage) return undefined;
    throw e;
  }
}
