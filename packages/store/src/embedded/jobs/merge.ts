/**
 * One block of all that a span of a tier has: short blocks become a long one, and what lies over a block is folded into it. Series that are
 * gone are left out. A series that one block alone holds for the whole span is copied as it lies.
 *
 * Hot: each point passes here once or twice in its life (bench/store/index.mjs).
 */
import {
  FLUSH_SCHEMA,
  isOutcome,
  kindOfTraits,
  NO_SERIES,
  schemaOfTraits,
  type Tier,
  type Traits,
  tierKey,
} from '../../schema/schema.ts';
import type { BlockEntry } from '../block-entry.ts';
import { isSealedTier } from '../levels.ts';
import { WINDOW_S } from '../window.ts';
import { BlockSink, finishAll } from './block-sink.ts';
import { ChunkStream } from './chunk-stream.ts';
import { Content, coverageOf, Tables } from './content.ts';
import type { JobRoom, MergeJob } from './job.ts';
import { Register } from './register.ts';
import { keepsSketches } from './tier-rules.ts';

export async function merge(job: MergeJob, room: JobRoom): Promise<BlockEntry[]> {
  const { tier, startS, lengthS, traits, schemas } = job;
  const key = tierKey(tier);
  const entries = new Register(job.blocks).overlapping(key, startS, startS + lengthS);
  const inside = entries.filter((b) => b.startS >= startS && b.startS + b.lengthS <= startS + lengthS);
  const inFlush = schemas[FLUSH_SCHEMA]?.tiers.some((t) => tierKey(t) === key) === true;
  const slots = lengthS / tier.stepS;
  const sink = new BlockSink(
    tier,
    job.dir,
    room,
    () => job.generation,
    () => (inFlush ? coverageOf(room.blockFiles, entries, tier.stepS, startS, slots) : new Float64Array(slots)),
  );
  const gaps = fillGaps(job, entries, room);
  const tables = new Tables();
  const content = new Content(room.blockFiles, tables);
  const whole = tables.get('whole', slots);
  whole.stepS = tier.stepS;
  const streams = inside.map((entry) => new ChunkStream(entry, room.blockFiles));
  /** Longer blocks hold more than this span, but what they say of it counts. */
  const hasLonger = inside.length < entries.length;
  try {
    sink.begin(job);
    for (let id = leastId(streams); id >= 0; id = leastId(streams)) {
      const own: Traits = traits[id] ?? NO_SERIES;
      const kind = kindOfTraits(own);
      const holding = streams.filter((s) => s.id === id);
      const only = holding.length === 1 && !hasLonger ? holding[0] : undefined;
      const bytes = only?.entry.lengthS === lengthS && only.entry.startS === startS ? only.bytes : undefined;
      if (kind === undefined) {
        // Gone: its points go with it.
      } else if (bytes !== undefined && only !== undefined) {
        sink.putChunk(id, job, bytes);
      } else {
        const found = hasLonger
          ? content.read(entries, id, kind, whole, startS)
          : content.readStreams(holding, kind, whole, startS);
        if (found) sink.put(id, job, whole, keepsSketches(tier, indexOf(job, own, key), isOutcome(own)));
      }
      for (const stream of holding) stream.next();
      if (!room.breath.isOver) continue;
      await sink.drain();
      await room.breath.breathe();
    }
    for (const { firstS, lastS } of inside)
      if (lastS >= firstS) sink.reaches(job, (firstS - startS) / tier.stepS, (lastS - startS) / tier.stepS);
    return await finishAll([sink, ...gaps], job.dir, room);
  } catch (e) {
    for (const made of [sink, ...gaps]) await made.abort();
    throw e;
  }
}

/**
 * Empty blocks of the coarser tiers for windows that nothing came for. The merged block spans them, and a tier without a block where a finer
 * one has one counts as not derived yet: what comes late there would be left out of it until it is.
 */
function fillGaps(job: MergeJob, entries: readonly BlockEntry[], room: JobRoom): BlockSink[] {
  const key = tierKey(job.tier);
  const register = new Register(job.blocks);
  const coarser = new Map<string, Tier>();
  for (const { tiers } of job.schemas) {
    const place = tiers.findIndex((t) => tierKey(t) === key);
    if (place >= 0) for (const tier of tiers.slice(place + 1)) if (isSealedTier(tier)) coarser.set(tierKey(tier), tier);
  }
  let generation = job.generation + 1;
  const made: BlockSink[] = [];
  for (const [to, tier] of coarser) {
    const sink = new BlockSink(
      tier,
      job.dir,
      room,
      () => generation++,
      ({ lengthS }) => new Float64Array(lengthS / tier.stepS),
    );
    made.push(sink);
    const isGap = (startS: number, lengthS: number): boolean =>
      !entries.some((b) => b.startS < startS + lengthS && b.startS + b.lengthS > startS) &&
      !register.any(to, startS, startS + lengthS);
    const endS = job.startS + job.lengthS;
    for (let atS = job.startS; atS < endS; ) {
      const lengthS = [7_200, WINDOW_S].find((n) => atS % n === 0 && atS + n <= endS && isGap(atS, n));
      if (lengthS !== undefined) sink.begin({ startS: atS, lengthS });
      atS += lengthS ?? WINDOW_S;
    }
  }
  return made;
}

/** Place of the tier in the series' schema; blocks of tiers that its schema has no longer are as those of the second. */
function indexOf(job: MergeJob, traits: Traits, key: string): number {
  const found = job.schemas[schemaOfTraits(traits)]?.tiers.findIndex((t) => tierKey(t) === key) ?? -1;
  return found < 0 ? 1 : found;
}

function leastId(streams: readonly ChunkStream[]): number {
  let least = -1;
  for (const { id } of streams) if (id >= 0 && (least < 0 || id < least)) least = id;
  return least;
}
