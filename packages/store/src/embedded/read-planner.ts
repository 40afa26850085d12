/**
 * Makes plans of reads: which tier of which series, which blocks, and what is in memory, as values. Runs on the store's thread in
 * slices; a window may be sealed between two, so blocks are looked up last, in one go: what memory no longer had by then is in them.
 *
 * Hot: `gather` visits each series of each window in memory (bench/store/wide-reads.mjs).
 */
import { FLUSH_SCHEMA, KINDS, kindOfTraits, type Rule, type Schema, type Tier, tierKey } from '../schema/schema.ts';
import type { ReadRequest } from '../store.ts';
import { Breath } from './breath.ts';
import { type Layer, Layers } from './layers.ts';
import { Budget, type Draft, type DraftSeries, draftOf, slotsOf, widthOfAll } from './read-draft.ts';
import { type Group, groupsOf, tierSeriesOf } from './read-groups.ts';
import { MemoryGathering } from './read-memory.ts';
import type { FinerPart, MemoryPart, PlanPart, ReadPlan } from './read-plan.ts';
import type { ReadSource } from './read-source.ts';
import { isEmptyTable } from './slot-table.ts';
import { type TierRequest, tierParts } from './tier-choice.ts';
import { WINDOW_S, type WindowMemory } from './window.ts';

/** Windows with less in memory are asked for their ids rather than for each series. */
const FEW_BYTES = 64 * 1024;
/** Series whose grouping alone takes a good part of a slice. */
const WIDE = 1_000;

/**
 * Throws CARPY_TOO_MUCH past the limits, CARPY_BAD_REQUEST for an unknown id or a range that is none. `whole`: the range for which tiers
 * are chosen, where the request is a part of it.
 */
export async function planRead(
  source: ReadSource,
  request: ReadRequest,
  whole: TierRequest = request,
): Promise<ReadPlan> {
  const { groups, partOf, rowOf } = groupsOf(source, request.ids, whole);
  const budget = new Budget(request.maxPoints);
  const drafts = groups.map((group) => draftGroup(source, request, group, budget));
  const gathering = new Gathering(source, request.ids.length >= WIDE);
  for (const draft of drafts) await gathering.gather(draft);
  const rules: Rule[] = [];
  const parts = drafts.map((draft) => finished(source, draft, rules));
  return { parts, partOf, rowOf, rules };
}

function draftGroup(source: ReadSource, request: ReadRequest, { schema, tier, ids }: Group, budget: Budget): Draft {
  const series: DraftSeries = {
    schema: source.schemas[schema] as Schema,
    ids,
    kinds: Uint8Array.from(ids, (id) => KINDS.indexOf(kindOfTraits(source.traits[id] as number) ?? 'plain')),
    width: widthOfAll(source.traits, ids),
    sketches: request.sketches !== 'none',
  };
  const former = source.formerOf(schema).map((f) => f.tiers);
  const kept = request.onlyKept ? keptRange(request, [series.schema.tiers, ...former].flat()) : request;
  let first: Draft | undefined;
  let last: Draft | undefined;
  for (const part of tierParts(kept, tierSeriesOf(source, schema, false), tier)) {
    const range = slotsOf(part.fromS, part.untilS, part.tier.stepS);
    // As whisper does: the slot after fromS is answered even where the range ends before it.
    const least = request.onlyKept && kept.fromS < kept.untilS ? 1 : 0;
    const draft = draftOf(
      source,
      series,
      part.tier,
      part.tiers,
      { ...range, slots: Math.max(least, range.slots) },
      budget,
    );
    if (last !== undefined) last.earlier = draft;
    first ??= draft;
    last = draft;
  }
  return first as Draft;
}

/** What of a range may hold anything: not the future, nor what is older than the longest retention. As whisper cuts it. */
function keptRange(request: ReadRequest, tiers: readonly Tier[]): ReadRequest {
  const oldestS = request.nowS - tiers.reduce((most, { retentionS }) => Math.max(most, retentionS), 0);
  const untilS = Math.min(request.untilS, request.nowS);
  const fromS = Math.max(request.fromS, oldestS);
  return fromS < untilS ? { ...request, fromS, untilS } : { ...request, fromS: untilS, untilS };
}

/** Takes from memory what drafts want of it. */
class Gathering {
  readonly #source: ReadSource;
  readonly #wide: boolean;
  readonly #breath = new Breath();

  /** `wide`: let others in between, whatever the clock says. */
  constructor(source: ReadSource, wide: boolean) {
    this.#source = source;
    this.#wide = wide;
  }

  async gather(draft: Draft): Promise<void> {
    if (this.#wide) await this.#breath.breathe();
    for (const windowS of draft.windows) await this.#gatherWindow(draft, windowS);
    if (this.#wide) await this.#breath.breathe();
    for (const finer of draft.finer) await this.gather(finer.draft);
    if (draft.earlier !== undefined) await this.gather(draft.earlier);
  }

  async #gatherWindow(draft: Draft, windowS: number): Promise<void> {
    const { ids, tier, layer } = draft;
    const gathered = new MemoryGathering(WINDOW_S / tier.stepS, draft.sketches);
    draft.memory.set(windowS, gathered);
    let memories = this.#source.memories(windowS);
    const rows = candidatesOf(ids, memories);
    if (rows.length === 0) return;
    let layers = new Layers(this.#source, this.#source.files);
    for (let i = 0; i < rows.length && memories.length > 0; i++) {
      const row = rows[i] as number;
      const filled = layers.fill(windowS, ids[row] as number, memories);
      // The finest layer has all that is in memory: a rule may leave nothing of it in a coarser one.
      if (filled !== undefined && !isEmptyTable((filled[0] as Layer).late))
        gathered.put(row, (filled[layer] as Layer).table);
      if (!this.#breath.isOver) continue;
      await this.#breath.breathe();
      // Blocks may have come and gone.
      layers = new Layers(this.#source, this.#source.files);
      memories = this.#source.memories(windowS);
    }
  }
}

/** Rows that may have something in these memories. */
function candidatesOf(ids: Uint32Array, memories: readonly WindowMemory[]): ArrayLike<number> {
  const all = { length: ids.length };
  let bytes = 0;
  for (const memory of memories) bytes += memory.bytes;
  if (ids.length < 16 || bytes > FEW_BYTES) return Uint32Array.from(all, (_, row) => row);
  const held = new Set<number>();
  for (const memory of memories) for (const id of memory.ids()) held.add(id);
  const rows: number[] = [];
  for (let row = 0; row < ids.length; row++) if (held.has(ids[row] as number)) rows.push(row);
  return rows;
}

/** The finished part; nothing waits here. */
function finished(source: ReadSource, draft: Draft, rules: Rule[]): PlanPart {
  const { tier, startS, slots, ids, kinds, sketches, points } = draft;
  const { stepS } = tier;
  return {
    stepS,
    startS,
    slots,
    ids,
    kinds,
    sketches,
    points,
    blocks: source.overlapping(tierKey(tier), startS, startS + slots * stepS),
    memory: [...draft.memory].map(([windowS, gathered]): MemoryPart => {
      return gathered.take(windowS, coverageOf(source, tier, windowS));
    }),
    finer: draft.finer.flatMap((finer): FinerPart[] => {
      const rows = finer.late ? touchedRows(finer.draft) : Uint32Array.from({ length: ids.length }, (_, row) => row);
      if (rows.length === 0) return [];
      return [
        {
          startS: finer.startS,
          slots: finer.slots,
          rows,
          part: finished(source, finer.draft, rules),
          rules: Uint16Array.from(finer.rules, (rule) => numberOf(rules, rule)),
        },
      ];
    }),
    earlier: draft.earlier && finished(source, draft.earlier, rules),
  };
}

function numberOf(rules: Rule[], rule: Rule): number {
  const known = rules.indexOf(rule);
  return known >= 0 ? known : rules.push(rule) - 1;
}

/** Rows with something in memory, ascending. */
function touchedRows(draft: Draft): Uint32Array {
  const rows = new Set<number>();
  for (const gathered of draft.memory.values()) for (const row of gathered.rows) rows.add(row);
  for (const finer of draft.finer) for (const row of touchedRows(finer.draft)) rows.add(row);
  return Uint32Array.from(rows).sort();
}

/** What flushes in memory recorded of a window. Blocks have the rest. */
function coverageOf(source: ReadSource, tier: Tier, windowS: number): Float64Array {
  const { stepS } = tier;
  const covered = new Float64Array(WINDOW_S / stepS);
  const tiers = [(source.schemas[FLUSH_SCHEMA] as Schema).tiers, ...source.formerOf(FLUSH_SCHEMA).map((f) => f.tiers)];
  if (!tiers.some((all) => all.some((t) => tierKey(t) === tierKey(tier)))) return covered;
  for (const memory of source.memories(windowS))
    for (const [slot, ms] of memory.coverage(stepS).entries())
      covered[slot] = Math.min(stepS * 1000, (covered[slot] as number) + ms);
  return covered;
}
