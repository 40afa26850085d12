/**
 * Where a job puts one tier's series: blocks by span, made when first needed, ids ascending in each. Hot: every series of a seal passes
 * here (bench/store/index.mjs).
 */
import type { ByteWriter } from '../../codec/bytes.ts';
import { type Tier, tierKey } from '../../schema/schema.ts';
import { type BlockEntry, blockFile } from '../block-entry.ts';
import { BlockWriter } from '../block-writer.ts';
import { encodeChunk } from '../chunk.ts';
import type { Span } from '../levels.ts';
import { hasSlot, type SlotTable } from '../slot-table.ts';
import type { JobRoom } from './job.ts';

interface Making extends Span {
  readonly writer: BlockWriter;
  readonly generation: number;
  readonly file: string;
  first: number;
  last: number;
}

export class BlockSink {
  readonly tier: Tier;
  readonly #dir: string;
  readonly #room: JobRoom;
  readonly #coverage: (span: Span) => Float64Array;
  readonly #nextGeneration: () => number;
  readonly #making = new Map<number, Making>();
  /** The one asked for last: series of one window come one after the other. */
  #last: Making | undefined;

  /** `coverage` answers the recorded ms of each slot of a span. */
  constructor(
    tier: Tier,
    dir: string,
    room: JobRoom,
    nextGeneration: () => number,
    coverage: (span: Span) => Float64Array,
  ) {
    this.tier = tier;
    this.#dir = dir;
    this.#room = room;
    this.#nextGeneration = nextGeneration;
    this.#coverage = coverage;
  }

  /** Adds a table that fills the span; nothing when it holds no value. */
  put(id: number, span: Span, table: SlotTable, keepSketches: boolean): void {
    let first = 0;
    while (first < table.slots && !hasSlot(table, first)) first++;
    if (first === table.slots) return;
    let last = table.slots - 1;
    while (!hasSlot(table, last)) last--;
    const making = this.begin(span);
    making.writer.add(id, (out: ByteWriter) => encodeChunk(out, id, table, keepSketches));
    making.first = Math.min(making.first, first);
    making.last = Math.max(making.last, last);
  }

  /** Adds a chunk as it is, whose first and last slots with values lie between these. */
  putChunk(id: number, span: Span, chunk: Uint8Array): void {
    this.begin(span).writer.addChunk(id, chunk);
  }

  /** Values lie at least from slot `first` to slot `last`: of chunks that were put as they are. */
  reaches(span: Span, first: number, last: number): void {
    const making = this.begin(span);
    making.first = Math.min(making.first, first);
    making.last = Math.max(making.last, last);
  }

  /** The block of a span, made now if it is not yet: one that holds coverage only counts too. */
  begin(span: Span): Making {
    const last = this.#last;
    if (last !== undefined && last.startS === span.startS && last.lengthS === span.lengthS) return last;
    this.#last = this.#making.get(span.startS + span.lengthS / 1e8) ?? this.#make(span);
    return this.#last;
  }

  #make(span: Span): Making {
    const generation = this.#nextGeneration();
    const file = blockFile(tierKey(this.tier), span.startS, span.lengthS, generation);
    const slots = span.lengthS / this.tier.stepS;
    const making: Making = {
      startS: span.startS,
      lengthS: span.lengthS,
      generation,
      file,
      first: slots,
      last: -1,
      writer: new BlockWriter(this.#room.files, `${this.#dir}/${file}`, {
        stepS: this.tier.stepS,
        startS: span.startS,
        slots,
        coveredMs: this.#coverage(span),
      }),
    };
    this.#making.set(span.startS + span.lengthS / 1e8, making);
    return making;
  }

  /** Writes what is gathered, when that is worth its while. */
  async drain(): Promise<void> {
    for (const { writer } of this.#making.values()) if (writer.isFull) await writer.drain();
  }

  /** Makes all blocks durable under their names; the folder is the caller's to sync. */
  async finish(): Promise<BlockEntry[]> {
    const { stepS } = this.tier;
    const made: BlockEntry[] = [];
    for (const { writer, startS, lengthS, generation, file, first, last } of this.#making.values()) {
      const { bytes, series } = await writer.finish();
      const empty = last < first;
      made.push({
        tier: tierKey(this.tier),
        stepS,
        startS,
        lengthS,
        generation,
        file,
        bytes,
        series,
        firstS: empty ? startS : startS + first * stepS,
        lastS: empty ? startS - stepS : startS + last * stepS,
      });
    }
    return made;
  }

  async abort(): Promise<void> {
    for (const { writer } of this.#making.values()) await writer.abort().catch(() => undefined);
  }
}

/** Finishes all sinks and makes their names durable; on failure takes back what was begun. */
export async function finishAll(sinks: Iterable<BlockSink>, dir: string, room: JobRoom): Promise<BlockEntry[]> {
  const made: BlockEntry[] = [];
  for (const sink of sinks) {
    const entries = await sink.finish();
    if (entries.length > 0) await room.files.syncDir(`${dir}/blk/${tierKey(sink.tier)}`);
    made.push(...entries);
  }
  return made;
}
