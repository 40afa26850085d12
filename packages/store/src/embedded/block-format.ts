/** Numbers that the block's writer and readers share. Format: docs/format.md, "Block". */

/** "CBLK" as a little-endian u32. */
export const BLOCK_MAGIC = 0x4b4c4243;
export const BLOCK_VERSION = 3;
/** Versions before this one have 600 s of a tier, and another layout: block-layout.ts and chunk-2.ts. */
export const FIRST_LONG_VERSION = 3;
const OLDEST_BLOCK_VERSION = 1;

/** Throws RangeError for a version that this one does not read. */
export function checkBlockVersion(version: number): void {
  if (version < OLDEST_BLOCK_VERSION || version > BLOCK_VERSION)
    throw new RangeError(`block version ${version} is not known, 1 to ${BLOCK_VERSION} are`);
}

/** Slots of a block at the most: 30 days of 10 minutes are 4,320, a day of 10 s 8,640. */
export const MAX_BLOCK_SLOTS = 16_384;

/** Head: up to the recorded times. */
export const HEADER_BYTES = 24;
export const FOOTER_BYTES = 32;
/** Entries of one page of the table; the last page may have fewer. */
export const PAGE_ENTRIES = 512;
/** An entry of the index: first id u32, offset of its chunk f64, offset of the page f64. */
export const INDEX_ENTRY_BYTES = 20;

export interface BlockHead {
  readonly stepS: number;
  /** First slot, seconds since the epoch. */
  readonly startS: number;
  readonly slots: number;
  /** Milliseconds recorded of each slot. */
  readonly coveredMs: Float64Array;
}
