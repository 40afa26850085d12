/** What a read needs of the store: what layers need, and what is in memory. */
import type { FormerTiers } from '../schema/schemas.ts';
import type { BlockFiles } from './blocks.ts';
import type { LayerSource } from './layers.ts';
import type { WindowMemory } from './window.ts';

export interface ReadSource extends LayerSource {
  readonly files: BlockFiles;
  /** Tiers that a schema had before, oldest first. */
  formerOf(schema: number): readonly FormerTiers[];
  /** Starts of the windows of [fromS, untilS) that have something in memory, ascending. */
  windows(fromS: number, untilS: number): readonly number[];
  /** What is in memory of a window, in the order in which it merges. */
  memories(windowS: number): readonly WindowMemory[];
  /** The one point of a series whose step is not known. */
  undecidedPoint(id: number): { readonly atS: number; readonly value: number } | undefined;
}
