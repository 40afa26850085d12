/**
 * One series of one window in every tier that a seal makes, from all layers: sealed blocks, then what is in memory, in the order it came.
 * Seals and reads both come here, so that what a seal writes is what was read before it.
 *
 * What comes late into a sealed window is rolled up by itself and merged into each tier, for in a coarse tier adding is all that a
 * timer, counter, set or Apdex needs. Gauges and plain series depend on order and neighbours: they are rolled up anew from the tier
 * before while that is kept, and after that the late value takes the place of the old one, as Graphite does it.
 */
import { kindOfTraits, type Rule, ruleOfTraits, type Schema, schemaOfTraits, tierKey } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';
import type { BlockFiles } from './blocks.ts';
import { Content, Tables } from './jobs/content.ts';
import { isSealedTier, keeps } from './levels.ts';
import { rollUp, ruleWithoutNeighbours } from './roll-up.ts';
import { clearTable, hasSlot, mergeTable, type SlotTable } from './slot-table.ts';
import { WINDOW_S, type WindowMemory } from './window.ts';

/** What layers need to know of the store. */
export interface LayerSource {
  readonly traits: Uint32Array;
  readonly schemas: readonly Schema[];
  readonly rules: readonly Rule[];
  /** A tier's blocks that meet [fromS, untilS), in order of generation. */
  overlapping(tier: string, fromS: number, untilS: number): readonly BlockEntry[];
  /** Now, seconds since the epoch, whether the clock is believed or not: it decides how late values roll up, nothing is dropped by it. */
  readonly nowS: number;
}

/** One tier of one window of one series. */
export interface Layer {
  /** Everything merged. */
  table: SlotTable;
  /** What memory alone gives. */
  readonly late: SlotTable;
  /** True when blocks hold the series there. */
  sealed: boolean;
}

export class Layers {
  readonly #source: LayerSource;
  readonly #content: Content;
  readonly #tables = new Tables();
  /** By schema: a layer for each tier that a seal makes. */
  readonly #layers: (readonly Layer[])[];
  readonly #keys: readonly (readonly string[])[];
  /** Blocks that meet the window asked last, by tier. */
  readonly #entries = new Map<string, readonly BlockEntry[]>();
  #windowS = Number.NaN;

  constructor(source: LayerSource, files: BlockFiles) {
    this.#source = source;
    this.#content = new Content(files, this.#tables);
    const tiersOf = (schema: Schema) => schema.tiers.filter(isSealedTier);
    this.#keys = source.schemas.map((schema) => tiersOf(schema).map(tierKey));
    this.#layers = source.schemas.map((schema) =>
      tiersOf(schema).map(({ stepS }, tier) => {
        const late = this.#table(`late ${tier}`, stepS);
        return { table: late, late, sealed: false };
      }),
    );
  }

  /** The layers of a series in a window, finest first, valid until the next call; undefined for an unknown series. */
  fill(windowS: number, id: number, memories: readonly WindowMemory[]): readonly Layer[] | undefined {
    const traits = this.#source.traits[id] as number;
    const kind = kindOfTraits(traits);
    if (kind === undefined) return undefined;
    if (windowS !== this.#windowS) {
      this.#entries.clear();
      this.#windowS = windowS;
    }
    const schema = schemaOfTraits(traits);
    const layers = this.#layers[schema] as readonly Layer[];
    const keys = this.#keys[schema] as readonly string[];
    const rule = this.#source.rules[ruleOfTraits(traits)] as Rule;
    const dependsOnOrder = kind === 'gauge' || kind === 'plain';
    for (let tier = 0; tier < layers.length; tier++) {
      const layer = layers[tier] as Layer;
      const before = layers[tier - 1];
      const { late } = layer;
      clearTable(late, kind);
      if (before === undefined) for (const memory of memories) memory.gather(id, late);
      else rollUp(before.late, late, this.#ruleOfLate(schema, tier, windowS, rule));
      layer.table = late;
      layer.sealed = false;
      const entries = this.#entriesOf(keys[tier] as string, windowS);
      if (entries.length > 0) {
        const sealed = this.#table(`sealed ${tier}`, late.stepS);
        layer.sealed = this.#content.read(entries, id, kind, sealed, windowS);
        layer.table = sealed;
      }
      if (layer.sealed && before !== undefined && dependsOnOrder && before.sealed)
        this.#rollUpAnew(before.table, layer.table, rule);
      else if (layer.sealed) mergeTable(layer.table, late);
      else if (before?.sealed === true) {
        clearTable(layer.table, kind);
        rollUp(before.table, layer.table, rule);
      } else layer.table = late;
    }
    return layers;
  }

  /** Where the tier before keeps that time no longer, what comes has no neighbours to wait for: as whisper does, it goes straight into this one. */
  #ruleOfLate(schema: number, tier: number, windowS: number, rule: Rule): Rule {
    const before = this.#source.schemas[schema]?.tiers[tier - 1];
    const kept = before === undefined || keeps(before, windowS + WINDOW_S, this.#source.nowS);
    return kept ? rule : ruleWithoutNeighbours(rule);
  }

  /** Slots that the finer tier has no values of stay as they are: it may keep them no longer, or never had them at its step. */
  #rollUpAnew(fine: SlotTable, coarse: SlotTable, rule: Rule): void {
    const anew = this.#table('anew', coarse.stepS);
    clearTable(anew, coarse.kind);
    rollUp(fine, anew, rule);
    for (let slot = 0; slot < anew.slots; slot++)
      if (hasSlot(anew, slot)) coarse.columns[slot] = anew.columns[slot] as number;
  }

  #entriesOf(key: string, windowS: number): readonly BlockEntry[] {
    let entries = this.#entries.get(key);
    if (entries === undefined) {
      entries = this.#source.overlapping(key, windowS, windowS + WINDOW_S);
      this.#entries.set(key, entries);
    }
    return entries;
  }

  #table(purpose: string, stepS: number): SlotTable {
    const table = this.#tables.get(purpose, WINDOW_S / stepS);
    table.stepS = stepS;
    return table;
  }
}
