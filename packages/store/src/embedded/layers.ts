/**
 * One series of one window in every tier, from all layers: sealed blocks, then what is in memory, in the order it came. Seals and
 * reads both come here, so that what a seal writes is what was read before it.
 *
 * What comes late into a sealed window is rolled up by itself and merged into each tier, for in a coarse tier adding is all that a
 * timer, counter, set or Apdex needs. Gauges and plain series depend on order and neighbours: they are rolled up anew from the finest
 * tier while that is kept, and after that the late value takes the place of the old one, as Graphite does it.
 */

import type { SketchSink } from './chunk.ts';
import { type EngineState, memoriesOf } from './engine-state.ts';
import type { ReadAhead } from './read-ahead.ts';
import { type PlainRule, plainRuleOf, rollUp } from './roll-up.ts';
import { clearTable, copyTable, mergeTable, type SlotTable, slotTable } from './slot-table.ts';
import { WINDOW_S, type WindowMemory } from './window.ts';

export class Layers {
  readonly #state: EngineState;
  /** By tier: everything merged, what memory alone gives, and the sealed block's own. */
  readonly tables: readonly SlotTable[];
  readonly #late: readonly SlotTable[];
  readonly #sealed: SlotTable[];

  constructor(state: EngineState) {
    this.#state = state;
    const make = (): SlotTable[] => state.tiers.map(({ stepS }) => slotTable(WINDOW_S / stepS));
    this.tables = make();
    this.#late = make();
    this.#sealed = make();
  }

  /** True when anything is kept of the window in this tier or in memory. */
  has(tier: number, windowS: number): boolean {
    const { stepS } = this.#state.tiers[tier] as { stepS: number };
    return this.#state.blocks.get(stepS, windowS) !== undefined || memoriesOf(this.#state, windowS).length > 0;
  }

  /** Fills `tables[tier]` from the sealed block alone, when nothing is in memory; cheaper than `fill`. Sketches go to `sketches`. */
  fillSealed(tier: number, windowS: number, id: number, sketches: SketchSink, ahead: ReadAhead): boolean {
    const table = this.tables[tier] as SlotTable;
    const { stepS } = this.#state.tiers[tier] as { stepS: number };
    return this.#state.blocks.read(stepS, windowS, id, table, sketches, ahead);
  }

  /** Fills `tables[0 … upTo]` of a series from the blocks and these memories. False for an unknown series. */
  fill(upTo: number, windowS: number, id: number, memories: readonly WindowMemory[]): boolean {
    const { tree, tiers, blocks } = this.#state;
    const kind = tree.kindOf(id);
    if (kind === undefined) return false;
    const rule: PlainRule = plainRuleOf(kind === 'plain' ? (tree.nameOf(id) ?? '') : '');
    const dependsOnOrder = kind === 'gauge' || kind === 'plain';
    const late = this.#late[0] as SlotTable;
    clearTable(late, kind);
    for (const memory of memories) memory.gather(id, late);
    let fineSealed = false;
    for (let tier = 0; tier <= upTo; tier++) {
      const table = this.tables[tier] as SlotTable;
      const sealed = this.#sealed[tier] as SlotTable;
      const { stepS } = tiers[tier] as { stepS: number };
      if (tier > 0) {
        clearTable(this.#late[tier] as SlotTable, kind);
        rollUp(this.#late[tier - 1] as SlotTable, this.#late[tier] as SlotTable, rule);
      }
      const hasSealed = blocks.get(stepS, windowS) !== undefined;
      const read = hasSealed && blocks.read(stepS, windowS, id, sealed) && sealed.kind === kind;
      if (tier === 0) fineSealed = hasSealed;
      if (tier > 0 && (!hasSealed || (dependsOnOrder && fineSealed))) {
        clearTable(table, kind);
        rollUp(this.tables[tier - 1] as SlotTable, table, rule);
        continue;
      }
      if (read) copyTable(table, sealed);
      else clearTable(table, kind);
      mergeTable(table, this.#late[tier] as SlotTable);
    }
    return true;
  }

  /** Recorded milliseconds of each slot of a window in a tier; all 0 where nothing was recorded. */
  coverage(tier: number, windowS: number, memories: readonly WindowMemory[]): Float64Array {
    const { stepS } = this.#state.tiers[tier] as { stepS: number };
    const covered = new Float64Array(WINDOW_S / stepS);
    const head = this.#state.blocks.open(stepS, windowS)?.head;
    if (head !== undefined && head.coveredMs.length === covered.length) covered.set(head.coveredMs);
    for (const memory of memories) {
      const ratio = stepS / memory.stepS;
      memory.slots.forEach((slot, i) => {
        const at = Math.floor(i / ratio);
        covered[at] = Math.min(stepS * 1000, (covered[at] as number) + slot.coveredMs);
      });
    }
    return covered;
  }
}
