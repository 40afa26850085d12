/**
 * All sealed blocks that the catalogue registers, by tier and time. One thread keeps the register; others are given the entries that they
 * are to read, and read them through BlockFiles.
 */
import type { FileSystem } from '../files/file-system.ts';
import type { BlockEntry } from './block-entry.ts';
import { BlockFiles } from './block-files.ts';
import type { BlockReader } from './block-reader.ts';
import type { SketchSink } from './chunk.ts';
import type { Faults } from './faults.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { SlotTable } from './slot-table.ts';

export { BlockFiles, BlockGone } from './block-files.ts';

interface TierBlocks {
  /** By start, then by generation. */
  readonly entries: BlockEntry[];
  /** Of the longest one that the tier ever had. */
  longestS: number;
}

const NONE: readonly BlockEntry[] = [];

export class Blocks {
  /** Reads what is registered, and anything else in the folder. */
  readonly files: BlockFiles;
  readonly #tiers = new Map<string, TierBlocks>();

  constructor(files: FileSystem, dir: string, faults: Faults) {
    this.files = new BlockFiles(files, dir, faults);
  }

  /** Every entry, tier by tier, in the order of `of`. */
  *all(): Generator<BlockEntry> {
    for (const { entries } of this.#tiers.values()) yield* entries;
  }

  /** The blocks of a tier by start, then by generation. Valid until the next put or remove. */
  of(tier: string): readonly BlockEntry[] {
    return this.#tiers.get(tier)?.entries ?? NONE;
  }

  /** The blocks of a tier whose span meets [fromS, untilS), in order of generation. */
  overlapping(tier: string, fromS: number, untilS: number): BlockEntry[] {
    const found: BlockEntry[] = [];
    const blocks = this.#tiers.get(tier);
    if (blocks === undefined) return found;
    const { entries, longestS } = blocks;
    // No block that starts at or before this one reaches fromS.
    for (let i = placeOf(entries, fromS - longestS, Number.POSITIVE_INFINITY); i < entries.length; i++) {
      const entry = entries[i] as BlockEntry;
      if (entry.startS >= untilS) break;
      if (entry.startS + entry.lengthS > fromS) found.push(entry);
    }
    return found.sort((a, b) => a.generation - b.generation);
  }

  put(entry: BlockEntry): void {
    let blocks = this.#tiers.get(entry.tier);
    if (blocks === undefined) {
      blocks = { entries: [], longestS: 0 };
      this.#tiers.set(entry.tier, blocks);
    }
    const { entries } = blocks;
    const at = placeOf(entries, entry.startS, entry.generation);
    const there = entries[at];
    const isSame = there?.startS === entry.startS && there.generation === entry.generation;
    if (isSame) this.files.forget(there);
    entries.splice(at, isSame ? 1 : 0, entry);
    blocks.longestS = Math.max(blocks.longestS, entry.lengthS);
  }

  /** Takes an entry out and closes its file. */
  remove(entry: BlockEntry): void {
    const entries = this.#tiers.get(entry.tier)?.entries ?? [];
    const at = placeOf(entries, entry.startS, entry.generation);
    if (entries[at]?.file === entry.file) entries.splice(at, 1);
    this.files.forget(entry);
  }

  path(entry: BlockEntry): string {
    return this.files.path(entry);
  }

  /** As in BlockFiles. */
  open(entry: BlockEntry): BlockReader | undefined {
    return this.files.open(entry);
  }

  /** As in BlockFiles. */
  read(entry: BlockEntry, id: number, table: SlotTable, sketches?: SketchSink, ahead?: ReadAhead): boolean {
    return this.files.read(entry, id, table, sketches, ahead);
  }

  close(): void {
    this.files.close();
  }
}

/** The place of the first entry that is not before this start and generation. */
function placeOf(entries: readonly BlockEntry[], startS: number, generation: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle] as BlockEntry;
    if (entry.startS < startS || (entry.startS === startS && entry.generation < generation)) low = middle + 1;
    else high = middle;
  }
  return low;
}
