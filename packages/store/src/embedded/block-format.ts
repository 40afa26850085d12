/** Numbers that the block's writer and reader share. Format: docs/format.md, "Block". */

/** "CBLK" as a little-endian u32. */
export const BLOCK_MAGIC = 0x4b4c4243;
export const BLOCK_VERSION = 2;
/** Version 1 has the same layout; its columns have fewer encodings. */
const OLDEST_BLOCK_VERSION = 1;

/** Throws RangeError for a version that this one does not read. */
export function checkBlockVersion(version: number): void {
  if (version < OLDEST_BLOCK_VERSION || version > BLOCK_VERSION)
    throw new RangeError(`block version ${version} is not known`);
}

export const HEADER_BYTES = 24;
export const FOOTER_BYTES = 32;
/** Entries of one page of the offset table; the last page may have fewer. */
export const PAGE_ENTRIES = 512;
/** id u32, length u32, offset f64. */
export const ENTRY_BYTES = 16;

export interface BlockHead {
  readonly stepS: number;
  /** Start of the window, seconds since the epoch. */
  readonly windowS: number;
  /** Milliseconds recorded of each slot. */
  readonly coveredMs: Float64Array;
}

/** A block's place in the data folder. A window written anew gets a new generation and so a new file. */
export const blockPath = (dir: string, stepS: number, windowS: number, generation: number): string =>
  `${dir}/blk/${stepS}/${windowS}-${generation}.blk`;
