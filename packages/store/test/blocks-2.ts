/** Writes blocks of version 2, as stores did before: what a store of today must go on reading. Format: docs/format.md. */
import { crc32 } from 'node:zlib';
import { ByteWriter } from '../src/codec/bytes.ts';
import { encodeColumn } from '../src/codec/column.ts';
import { encodeTimerColumns } from '../src/codec/timer-columns.ts';
import { kindNumber } from '../src/embedded/log-record.ts';
import { hasSlot, type SlotTable, widthOf } from '../src/embedded/slot-table.ts';

const MAGIC = 0x4b4c4243;
const PAGE_ENTRIES = 512;

/** Series by ascending id, each with a table of as many slots as there are recorded times. */
export function blockOfVersion2(
  stepS: number,
  windowS: number,
  coveredMs: Float64Array,
  series: ReadonlyMap<number, SlotTable>,
): Uint8Array {
  const out = new ByteWriter();
  out.u32(MAGIC);
  out.u32(2);
  out.u32(stepS);
  out.u32(coveredMs.length);
  out.f64(windowS);
  out.array(coveredMs);
  out.u32(crc32(out.view()));
  const entries: { readonly id: number; readonly offset: number; readonly bytes: number }[] = [];
  for (const [id, table] of series) {
    const offset = out.length;
    writeChunk(out, id, table);
    entries.push({ id, offset, bytes: out.length - offset });
  }
  const tableAt = out.length;
  const index = new ByteWriter();
  for (let page = 0; page < entries.length; page += PAGE_ENTRIES) {
    const start = out.length;
    for (const { id, offset, bytes } of entries.slice(page, page + PAGE_ENTRIES)) {
      out.u32(id);
      out.u32(bytes);
      out.f64(offset);
    }
    out.u32(crc32(out.view(start)));
    index.u32(entries[page]?.id ?? 0);
  }
  out.raw(index.view());
  const footerAt = out.length;
  out.f64(tableAt);
  out.u32(entries.length);
  out.u32(Math.ceil(entries.length / PAGE_ENTRIES));
  out.u32(crc32(index.view()));
  out.u32(2);
  out.u32(crc32(out.view(footerAt)));
  out.u32(MAGIC);
  return out.take();
}

function writeChunk(out: ByteWriter, id: number, table: SlotTable): void {
  const start = out.length;
  const { slots, kind, columns, sketches } = table;
  const places = Array.from({ length: slots }, (_, i) => i).filter((i) => hasSlot(table, i));
  const withSketches = sketches.some((sketch) => sketch !== undefined);
  out.u32(id);
  out.u8(kindNumber(kind));
  out.u8((places.length === slots ? 1 : 0) + (withSketches ? 2 : 0));
  for (let byte = 0; byte < slots && places.length < slots; byte += 8)
    out.u8(places.reduce((bits, i) => (i >= byte && i < byte + 8 ? bits | (1 << (i - byte)) : bits), 0));
  const present = Float64Array.from(
    Array.from({ length: widthOf(kind) }, (_, c) => places.map((i) => columns[c * slots + i] as number)).flat(),
  );
  if (kind === 'timer') encodeTimerColumns(out, present, places.length, places.length);
  else for (let c = 0; c < widthOf(kind); c++) encodeColumn(out, present, c * places.length, places.length);
  for (const i of withSketches ? places : []) {
    out.varint(sketches[i]?.length ?? 0);
    if (sketches[i] !== undefined) out.raw(sketches[i]);
  }
  out.u32(crc32(out.view(start)));
}
