/** The blocks that a job was given, by tier and place. */
import { type Tier, tierKey } from '../../schema/schema.ts';
import type { BlockEntry } from '../block-entry.ts';
import type { Span } from '../levels.ts';

export class Register {
  readonly #byTier = new Map<string, BlockEntry[]>();
  readonly #spans = new Map<string, Span>();

  constructor(blocks: readonly BlockEntry[]) {
    for (const entry of [...blocks].sort((a, b) => a.generation - b.generation)) {
      const list = this.#byTier.get(entry.tier) ?? [];
      list.push(entry);
      this.#byTier.set(entry.tier, list);
    }
  }

  /** Blocks of a tier that meet [fromS, untilS), in order of generation. */
  overlapping(tier: string, fromS: number, untilS: number): BlockEntry[] {
    return (this.#byTier.get(tier) ?? []).filter((b) => b.startS < untilS && b.startS + b.lengthS > fromS);
  }

  any(tier: string, fromS: number, untilS: number): boolean {
    return (this.#byTier.get(tier) ?? []).some((b) => b.startS < untilS && b.startS + b.lengthS > fromS);
  }

  /** True when blocks of `tier` reach over all that blocks of `from` reach over within [fromS, untilS). */
  covers(tier: string, from: string, fromS: number, untilS: number): boolean {
    const own = this.overlapping(tier, fromS, untilS).sort((a, b) => a.startS - b.startS);
    return this.overlapping(from, fromS, untilS).every((b) => {
      let reachedS = Math.max(fromS, b.startS);
      for (const { startS, lengthS } of own) if (startS <= reachedS) reachedS = Math.max(reachedS, startS + lengthS);
      return reachedS >= Math.min(untilS, b.startS + b.lengthS);
    });
  }

  /** The span of a window's new content: `otherwise`, or with `extend` that of the longest block that holds the window. Answers are kept. */
  spanOf(tier: Tier, windowS: number, extend: boolean, otherwise: () => Span): Span {
    const key = `${tierKey(tier)} ${windowS}`;
    let span = this.#spans.get(key);
    if (span === undefined) {
      span = otherwise();
      if (extend)
        for (const { startS, lengthS } of this.overlapping(tierKey(tier), windowS, windowS + 1))
          if (lengthS > span.lengthS) span = { startS, lengthS };
      this.#spans.set(key, span);
    }
    return span;
  }
}
