/**
 * Puts windows of memory into blocks of every tier: small ones of their own where nothing is sealed yet, else a small block over what is
 * there, with the whole span of each series that something came for. Tiers coarser than a window are brought up to date where they were
 * derived already; where not, that will see what was sealed here.
 *
 * Hot: bench/store/index.mjs.
 */
import { alignDown } from '@carpy/core';
import {
  FLUSH_SCHEMA,
  isOutcome,
  isUndecided,
  kindOfTraits,
  NO_SERIES,
  type Rule,
  ruleOfTraits,
  type Schema,
  schemaOfTraits,
  type Tier,
  tierKey,
} from '../../schema/schema.ts';
import type { BlockEntry } from '../block-entry.ts';
import { type Layer, Layers } from '../layers.ts';
import { deriveSpanS, isSealedTier, keeps, type Span } from '../levels.ts';
import { rollUp, ruleWithoutNeighbours } from '../roll-up.ts';
import { clearTable, copyRange, mergeTable, type SlotTable } from '../slot-table.ts';
import { WINDOW_S, WindowMemory } from '../window.ts';
import { BlockSink, finishAll } from './block-sink.ts';
import { Content, coverageOf, Tables } from './content.ts';
import type { JobRoom, SealJob } from './job.ts';
import { Register } from './register.ts';
import { Places, type TierSink } from './seal-places.ts';
import { keepsSketches, ruleInto } from './tier-rules.ts';

export async function seal(job: SealJob, room: JobRoom): Promise<BlockEntry[]> {
  const sealing = new Sealing(job, room);
  try {
    await sealing.run();
    return await finishAll(sealing.sinks(), job.dir, room);
  } catch (e) {
    for (const sink of sealing.sinks()) await sink.abort();
    throw e;
  }
}

class Sealing {
  readonly #job: SealJob;
  readonly #room: JobRoom;
  readonly #windows: readonly WindowMemory[];
  readonly #register: Register;
  readonly #layers: Layers;
  readonly #tables = new Tables();
  readonly #content: Content;
  readonly #sinks = new Map<string, TierSink>();
  /** By schema: its tiers' sinks. */
  readonly #tiers: (readonly TierSink[])[];
  readonly #places: Places;
  #generation: number;

  constructor(job: SealJob, room: JobRoom) {
    this.#job = job;
    this.#room = room;
    this.#windows = job.windows.map((w) => WindowMemory.fromMessage(w));
    this.#register = new Register(job.blocks);
    this.#layers = new Layers(
      {
        traits: job.traits,
        schemas: job.schemas,
        rules: job.rules,
        nowS: job.nowS,
        overlapping: (tier, fromS, untilS) => this.#register.overlapping(tier, fromS, untilS),
      },
      room.blockFiles,
    );
    this.#content = new Content(room.blockFiles, this.#tables);
    this.#generation = job.generation;
    this.#tiers = job.schemas.map((schema) => schema.tiers.map((tier) => this.#sinkOf(tier)));
    this.#places = new Places(job, this.#register, this.#tiers);
  }

  *sinks(): Generator<BlockSink> {
    for (const { sink } of this.#sinks.values()) yield sink;
  }

  async run(): Promise<void> {
    const { traits, schemas } = this.#job;
    this.#beginCovered();
    const ids = this.#windows.map((w) => w.ids());
    const at = new Array<number>(ids.length).fill(0);
    for (let id = leastOf(ids, at); id >= 0; id = leastOf(ids, at)) {
      const own = traits[id] ?? NO_SERIES;
      const schema = schemas[schemaOfTraits(own)];
      const takes = kindOfTraits(own) !== undefined && !isUndecided(own) && schema !== undefined;
      const touched: Touched[] = [];
      for (let w = 0; w < ids.length; w++) {
        if (ids[w]?.[at[w] as number] !== id) continue;
        at[w] = (at[w] as number) + 1;
        if (takes) this.#putWindow(id, own, this.#windows[w] as WindowMemory, touched);
      }
      if (takes) {
        this.#putLong(id, own);
        if (touched.length > 0) this.#deriveAnew(id, own, schema, touched);
      }
      if (!this.#room.breath.isOver) continue;
      for (const { sink } of this.#sinks.values()) await sink.drain();
      await this.#room.breath.breathe();
    }
  }

  /** Windows in which something was recorded have blocks, be there values or not. */
  #beginCovered(): void {
    for (const window of this.#windows) {
      for (const tierSink of this.#tiers[FLUSH_SCHEMA] ?? []) {
        const { tier, sink } = tierSink;
        const span = isSealedTier(tier) ? this.#places.placeOf(tierSink, window.windowS) : undefined;
        if (span !== undefined && window.coverage(tier.stepS).some((ms) => ms > 0)) sink.begin(span);
      }
    }
  }

  /** Puts all tiers of one window of a series. */
  #putWindow(id: number, traits: number, memory: WindowMemory, touched: Touched[]): void {
    const { windowS } = memory;
    const layers = this.#layers.fill(windowS, id, [memory]);
    if (layers === undefined) return;
    const tiers = this.#tiers[schemaOfTraits(traits)] as readonly TierSink[];
    for (let t = 0; t < layers.length; t++) {
      const tierSink = tiers[t] as TierSink;
      const { table } = layers[t] as Layer;
      const span = this.#places.placeOf(tierSink, windowS);
      if (span === undefined) continue;
      const sketches = keepsSketches(tierSink.tier, t, isOutcome(traits));
      if (span.lengthS === WINDOW_S) {
        // A tier without a block where a finer one has one counts as not derived yet, and would be left out of what comes next.
        tierSink.sink.begin(span);
        tierSink.sink.put(id, span, table, sketches);
      } else this.#putInto(tierSink, id, traits, t, span, table, windowS);
    }
    const coarsest = layers.at(-1);
    if (coarsest !== undefined && this.#places.isPassedOn(tiers, layers.length - 1, windowS))
      touched.push({ startS: windowS, table: copyOf(coarsest.table), late: copyOf(coarsest.late) });
  }

  /** Lays a table over what a longer span holds, which is put when another span or series begins. */
  #putInto(
    tierSink: TierSink,
    id: number,
    traits: number,
    index: number,
    span: Span,
    table: SlotTable,
    startS: number,
  ): void {
    const { stepS } = tierSink.tier;
    const { long } = tierSink;
    if (long?.span.startS !== span.startS || long.span.lengthS !== span.lengthS) {
      if (long !== undefined) this.#put(tierSink, id, traits, index);
      const fresh = this.#tables.get(`long ${tierSink.key}`, span.lengthS / stepS);
      fresh.stepS = stepS;
      const entries = this.#register.overlapping(tierSink.key, span.startS, span.startS + span.lengthS);
      this.#content.read(entries, id, table.kind, fresh, span.startS);
      tierSink.long = { span, table: fresh };
    }
    const into = (tierSink.long as { table: SlotTable }).table;
    copyRange(into, (startS - span.startS) / stepS, table, 0, table.slots);
  }

  #put(tierSink: TierSink, id: number, traits: number, index: number): void {
    const { long } = tierSink;
    if (long === undefined) return;
    tierSink.sink.put(id, long.span, long.table, keepsSketches(tierSink.tier, index, isOutcome(traits)));
    tierSink.long = undefined;
  }

  #putLong(id: number, traits: number): void {
    for (const [index, tierSink] of (this.#tiers[schemaOfTraits(traits)] as readonly TierSink[]).entries())
      this.#put(tierSink, id, traits, index);
  }

  /** Brings the tiers coarser than a window up to date, each from the one before. */
  #deriveAnew(id: number, traits: number, schema: Schema, touched: readonly Touched[]): void {
    const tiers = this.#tiers[schemaOfTraits(traits)] as readonly TierSink[];
    const kind = kindOfTraits(traits);
    const rule = this.#job.rules[ruleOfTraits(traits)] as Rule;
    if (kind === undefined) return;
    let pieces = touched;
    for (let t = schema.tiers.findIndex((tier) => !isSealedTier(tier)); t < tiers.length && pieces.length > 0; t++) {
      const from = tiers[t - 1] as TierSink;
      const to = tiers[t] as TierSink;
      const lengthS = deriveSpanS(to.tier);
      const next: Touched[] = [];
      for (const startS of new Set(pieces.map((p) => alignDown(p.startS, lengthS)))) {
        const mine = pieces.filter((p) => alignDown(p.startS, lengthS) === startS);
        const made = this.#derivedSpan(id, kind, ruleInto(schema, t, rule), from, to, startS, mine);
        if (this.#places.stands(to, startS) && this.#places.takes(to, startS))
          this.#putInto(to, id, traits, t, this.#places.spanOf(to.tier, startS), made.table, startS);
        if (this.#places.isPassedOn(tiers, t, startS)) next.push(made);
      }
      this.#put(to, id, traits, t);
      pieces = next;
    }
  }

  /** One derived span of a series: rolled up anew while the tier before still has it, else what came late merged into what is there. */
  #derivedSpan(
    id: number,
    kind: SlotTable['kind'],
    rule: Rule,
    from: TierSink,
    to: TierSink,
    startS: number,
    pieces: readonly Touched[],
  ): Touched {
    const lengthS = deriveSpanS(to.tier);
    const fine = this.#tables.get('derive fine', lengthS / from.tier.stepS);
    const lay = (which: 'table' | 'late'): void => {
      for (const piece of pieces)
        copyRange(fine, (piece.startS - startS) / from.tier.stepS, piece[which], 0, piece[which].slots);
    };
    fine.stepS = from.tier.stepS;
    clearTable(fine, kind);
    lay('late');
    const late = copyOf(this.#tables.get('derive late', lengthS / to.tier.stepS));
    late.stepS = to.tier.stepS;
    clearTable(late, kind);
    // Of a span that began before its retention some may be gone; what comes then has no neighbours to wait for.
    const kept = keeps(from.tier, startS + WINDOW_S, this.#job.clockS);
    const hasNeighbours = keeps(from.tier, startS + WINDOW_S, this.#job.nowS);
    rollUp(fine, late, hasNeighbours ? rule : ruleWithoutNeighbours(rule));
    const table = copyOf(late);
    const entries = this.#register.overlapping(from.key, startS, startS + lengthS);
    if (kept && this.#content.read(entries, id, kind, fine, startS)) {
      lay('table');
      clearTable(table, kind);
      rollUp(fine, table, rule);
    } else {
      this.#content.read(this.#register.overlapping(to.key, startS, startS + lengthS), id, kind, table, startS);
      mergeTable(table, late);
    }
    return { startS, table, late };
  }

  #sinkOf(tier: Tier): TierSink {
    const key = tierKey(tier);
    const known = this.#sinks.get(key);
    if (known !== undefined) return known;
    const inFlush = this.#job.schemas[FLUSH_SCHEMA]?.tiers.some((t) => tierKey(t) === key) === true;
    const sink = new BlockSink(
      tier,
      this.#job.dir,
      this.#room,
      () => this.#generation++,
      (span) => (inFlush ? this.#coverage(tier, key, span) : new Float64Array(span.lengthS / tier.stepS)),
    );
    const made: TierSink = { tier, key, sink, place: undefined, long: undefined };
    this.#sinks.set(key, made);
    return made;
  }

  #coverage(tier: Tier, key: string, { startS, lengthS }: Span): Float64Array {
    const { stepS } = tier;
    const entries = this.#register.overlapping(key, startS, startS + lengthS);
    const covered = coverageOf(this.#room.blockFiles, entries, stepS, startS, lengthS / stepS);
    for (const window of this.#windows) {
      if (window.windowS < startS || window.windowS >= startS + lengthS) continue;
      // A tier coarser than a window sums what its windows have.
      const own = window.coverage(Math.min(stepS, WINDOW_S));
      for (let i = 0; i < own.length; i++) {
        const slot = Math.floor((window.windowS - startS + i * Math.min(stepS, WINDOW_S)) / stepS);
        covered[slot] = Math.min(stepS * 1000, (covered[slot] as number) + (own[i] as number));
      }
    }
    return covered;
  }
}

/** A part of a tier that changed: what it is now, and what came for it. */
interface Touched {
  readonly startS: number;
  readonly table: SlotTable;
  readonly late: SlotTable;
}

function copyOf(table: SlotTable): SlotTable {
  return { ...table, columns: table.columns.slice(), sketches: table.sketches.slice() };
}

/** The least id that some list has not passed yet; -1 when all are through. */
function leastOf(ids: readonly Uint32Array[], at: readonly number[]): number {
  let least = -1;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]?.[at[i] as number];
    if (id !== undefined && (least < 0 || id < least)) least = id;
  }
  return least;
}
