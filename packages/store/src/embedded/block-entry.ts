/**
 * A block as the catalogue registers it: one tier, one span of time, many series. Blocks of a tier may overlap: a block of a later
 * generation replaces, for each series that it holds and for its whole span, what earlier ones say. So a late point costs a small block
 * over a sealed one, and merging folds them into one.
 */
export interface BlockEntry {
  /** tierKey of its tier. */
  readonly tier: string;
  readonly stepS: number;
  /** Span: from the slot startS up to, without, startS + lengthS; seconds since the epoch. */
  readonly startS: number;
  readonly lengthS: number;
  /** Grows with each block made, over all tiers. */
  readonly generation: number;
  /** Path within the data folder. */
  readonly file: string;
  readonly bytes: number;
  /** Series that it holds. */
  readonly series: number;
  /** First and last slot with values, in its own step; startS and startS - stepS when it holds only coverage. */
  readonly firstS: number;
  readonly lastS: number;
}

/** Where a new block lies. */
export const blockFile = (tier: string, startS: number, lengthS: number, generation: number): string =>
  `blk/${tier}/${startS}-${lengthS}-${generation}.blk`;
