/**
 * What blocks say of one series over any span of a tier: each block's chunk, in order of generation, laid over the ones before. Hot: every
 * series of a merge, a derivation and a late seal passes here (bench/store/index.mjs); tables are kept by their size.
 */
import type { SeriesKind } from '@carpy/core';
import type { BlockEntry } from '../block-entry.ts';
import type { BlockFiles } from '../blocks.ts';
import { CRC_BYTES, decodeBody } from '../chunk.ts';
import { clearTable, copyRange, type SlotTable, slotTable } from '../slot-table.ts';
import type { ChunkStream } from './chunk-stream.ts';

export class Tables {
  readonly #bySlots = new Map<string, SlotTable>();
  /** Slots of all tables: each has room for six columns. */
  slots = 0;

  /** A table of so many slots that nobody else with this purpose uses. */
  get(purpose: string, slots: number): SlotTable {
    const key = `${purpose} ${slots}`;
    let table = this.#bySlots.get(key);
    if (table === undefined) {
      table = slotTable(slots);
      this.slots += slots;
      this.#bySlots.set(key, table);
    }
    return table;
  }
}

export class Content {
  readonly #files: BlockFiles;
  readonly #tables: Tables;

  constructor(files: BlockFiles, tables: Tables) {
    this.#files = files;
    this.#tables = tables;
  }

  /**
   * Fills `into`, whose first slot is `startS`, with what `entries` (one tier's, in order of generation) hold of a series. False when none
   * holds it; the table is empty then.
   */
  read(entries: readonly BlockEntry[], id: number, kind: SeriesKind, into: SlotTable, startS: number): boolean {
    clearTable(into, kind);
    let found = false;
    for (const entry of entries) {
      const chunk = this.#tables.get('chunk', entry.lengthS / entry.stepS);
      if (!this.#files.read(entry, id, chunk) || chunk.kind !== kind) continue;
      found = true;
      layOver(into, startS, chunk, entry);
    }
    return found;
  }

  /** The same of streams that stand at one series, in order of generation: what they hold is read already. */
  readStreams(streams: readonly ChunkStream[], kind: SeriesKind, into: SlotTable, startS: number): boolean {
    clearTable(into, kind);
    let found = false;
    for (const { entry, id, bytes } of streams) {
      const chunk = this.#tables.get('chunk', entry.lengthS / entry.stepS);
      // The stream has checked it.
      if (bytes !== undefined) decodeBody(bytes.subarray(0, bytes.length - CRC_BYTES), chunk);
      else if (!this.#files.read(entry, id, chunk)) continue;
      if (chunk.kind !== kind) continue;
      found = true;
      layOver(into, startS, chunk, entry);
    }
    return found;
  }
}

/** Copies what the spans share; what is missing in the chunk is missing then. */
function layOver(into: SlotTable, startS: number, chunk: SlotTable, { startS: chunkS, stepS }: BlockEntry): void {
  const shift = (chunkS - startS) / stepS;
  const from = Math.max(0, -shift);
  const until = Math.min(chunk.slots, into.slots - shift);
  if (until > from) copyRange(into, shift + from, chunk, from, until - from);
}

/** Recorded ms of each slot of a span, as blocks say: what is recorded only grows, so the most that one says holds. */
export function coverageOf(
  files: BlockFiles,
  entries: readonly BlockEntry[],
  stepS: number,
  startS: number,
  slots: number,
): Float64Array {
  const covered = new Float64Array(slots);
  for (const entry of entries) {
    const head = files.open(entry)?.head;
    if (head === undefined) continue;
    const shift = (entry.startS - startS) / stepS;
    for (let i = Math.max(0, -shift); i < head.coveredMs.length && shift + i < slots; i++)
      covered[shift + i] = Math.max(covered[shift + i] as number, head.coveredMs[i] as number);
  }
  return covered;
}
