/**
 * Head, index and pages of a block's table, as the version of the file has them: versions 1 and 2 have windows of 600 s and entries of one
 * width, version 3 any span and packed entries. Everything read is checked by its CRC; damage throws RangeError. Format: docs/format.md,
 * "Block".
 */
import { crc32 } from 'node:zlib';
import { ByteReader } from '../codec/bytes.ts';
import { decodeColumn } from '../codec/column.ts';
import type { ReadFile } from '../files/file-system.ts';
import {
  BLOCK_MAGIC,
  type BlockHead,
  checkBlockVersion,
  FIRST_LONG_VERSION,
  FOOTER_BYTES,
  HEADER_BYTES,
  INDEX_ENTRY_BYTES,
  MAX_BLOCK_SLOTS,
  PAGE_ENTRIES,
} from './block-format.ts';
import type { Page } from './page-cache.ts';

/** An entry of versions 1 and 2: id u32, bytes u32, offset f64. */
const ENTRY_BYTES_2 = 16;

export interface BlockLayout {
  readonly version: number;
  readonly head: BlockHead;
  /** Series. */
  readonly count: number;
  /** First id of each page. */
  readonly firstIds: Uint32Array;
  /** Where each page begins, and behind the last one. */
  readonly pageOffsets: Float64Array;
  /** Where the first chunk of each page begins; only from version 3 on. */
  readonly chunkOffsets: Float64Array;
}

export function readLayout(file: ReadFile): BlockLayout {
  const { head, version } = readHead(file);
  const footerAt = file.size - FOOTER_BYTES;
  const bytes = file.read(Math.max(0, footerAt), FOOTER_BYTES);
  const footer = new ByteReader(bytes);
  const tableOrIndexAt = footer.f64();
  const count = footer.u32();
  const pages = footer.u32();
  const indexCrc = footer.u32();
  const footerVersion = footer.u32();
  if (footer.u32() !== crc32(bytes.subarray(0, FOOTER_BYTES - 8)) || footer.u32() !== BLOCK_MAGIC)
    throw new RangeError('the footer is damaged');
  if (footerVersion !== version || pages !== Math.ceil(count / PAGE_ENTRIES))
    throw new RangeError('head and footer do not belong together');
  const isLong = version >= FIRST_LONG_VERSION;
  const indexBytes = pages * (isLong ? INDEX_ENTRY_BYTES : 4);
  const index = file.read(footerAt - indexBytes, indexBytes);
  if (crc32(index) !== indexCrc) throw new RangeError('the index is damaged');
  const from = new ByteReader(index);
  const firstIds = new Uint32Array(pages);
  const pageOffsets = new Float64Array(pages + 1);
  const chunkOffsets = new Float64Array(isLong ? pages : 0);
  pageOffsets[pages] = footerAt - indexBytes;
  for (let n = 0; n < pages; n++) {
    firstIds[n] = from.u32();
    if (isLong) chunkOffsets[n] = from.f64();
    pageOffsets[n] = isLong ? from.f64() : tableOrIndexAt + n * (PAGE_ENTRIES * ENTRY_BYTES_2 + 4);
  }
  return { version, head, count, firstIds, pageOffsets, chunkOffsets };
}

function readHead(file: ReadFile): { readonly head: BlockHead; readonly version: number } {
  const fixed = new ByteReader(file.read(0, HEADER_BYTES + 4));
  if (fixed.u32() !== BLOCK_MAGIC) throw new RangeError('no block');
  const version = fixed.u32();
  checkBlockVersion(version);
  const stepS = fixed.u32();
  const slots = fixed.u32();
  const startS = fixed.f64();
  if (slots < 1 || slots > MAX_BLOCK_SLOTS) throw new RangeError('the head is damaged');
  const isLong = version >= FIRST_LONG_VERSION;
  const from = HEADER_BYTES + (isLong ? 4 : 0);
  const coverageBytes = isLong ? fixed.u32() : slots * 8;
  // A column takes a few bytes more than its raw values at the most.
  if (coverageBytes > slots * 9 + 64) throw new RangeError('the head is damaged');
  const bytes = file.read(0, from + coverageBytes + 4);
  const rest = new ByteReader(bytes.subarray(from));
  const coverage = rest.raw(coverageBytes);
  if (rest.u32() !== crc32(bytes.subarray(0, from + coverageBytes))) throw new RangeError('the head is damaged');
  const coveredMs = new Float64Array(slots);
  const values = new ByteReader(coverage);
  if (isLong) decodeColumn(values, coveredMs, 0, slots);
  else for (let i = 0; i < slots; i++) coveredMs[i] = values.f64();
  return { head: { stepS, startS, slots, coveredMs }, version };
}

export function readPage(file: ReadFile, layout: BlockLayout, number: number): Page {
  const start = layout.pageOffsets[number] as number;
  const end = layout.pageOffsets[number + 1] as number;
  const entries = Math.min(PAGE_ENTRIES, layout.count - number * PAGE_ENTRIES);
  const bytes = file.read(start, end - start);
  const length = bytes.length - 4;
  if (length < 0 || new ByteReader(bytes.subarray(length)).u32() !== crc32(bytes.subarray(0, length)))
    throw new RangeError('the table is damaged');
  const from = new ByteReader(bytes);
  const ids = new Uint32Array(entries);
  const offsets = new Float64Array(entries + 1);
  if (layout.version < FIRST_LONG_VERSION) {
    for (let i = 0; i < entries; i++) {
      ids[i] = from.u32();
      const chunkBytes = from.u32();
      const offset = from.f64();
      offsets[i] = offset;
      offsets[i + 1] = offset + chunkBytes;
    }
    return { ids, offsets };
  }
  let id = layout.firstIds[number] as number;
  let offset = layout.chunkOffsets[number] as number;
  for (let i = 0; i < entries; i++) {
    if (i > 0) id += from.varint() + 1;
    ids[i] = id;
    offsets[i] = offset;
    offset += from.varint();
  }
  offsets[entries] = offset;
  return { ids, offsets };
}
