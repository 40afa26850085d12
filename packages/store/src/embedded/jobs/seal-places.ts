/** Where a seal puts what came: which tiers take it, and into which span of each. */
import { alignDown } from '@carpy/core';
import { type Tier, tierKey } from '../../schema/schema.ts';
import { deriveSpanS, isSealedTier, keeps, type Span, spanFor } from '../levels.ts';
import type { SlotTable } from '../slot-table.ts';
import { WINDOW_S } from '../window.ts';
import type { BlockSink } from './block-sink.ts';
import { sourcesOf } from './derive.ts';
import type { SealJob } from './job.ts';
import type { Register } from './register.ts';

/** A tier of the job, over all schemas that have it. */
export interface TierSink {
  readonly tier: Tier;
  readonly key: string;
  readonly sink: BlockSink;
  /** Where content of the window asked last goes; undefined when it is left to be derived. */
  place: { readonly windowS: number; readonly span: Span | undefined } | undefined;
  /** Span of the series being put, of which more windows may come; undefined when it is put. */
  long: { readonly span: Span; readonly table: SlotTable } | undefined;
}

export class Places {
  readonly #job: SealJob;
  readonly #register: Register;
  readonly #tiers: readonly (readonly TierSink[])[];

  /** `tiers`: by schema, finest first; one object a tier, over all schemas that have it. */
  constructor(job: SealJob, register: Register, tiers: readonly (readonly TierSink[])[]) {
    this.#job = job;
    this.#register = register;
    this.#tiers = tiers;
  }

  /** True when a tier takes what comes for a place: it keeps it still, or a coarser one is yet to be derived from it, and it stays until then. */
  takes(tierSink: TierSink, startS: number): boolean {
    const { tier } = tierSink;
    const lengthS = isSealedTier(tier) ? WINDOW_S : deriveSpanS(tier);
    if (keeps(tier, alignDown(startS, lengthS) + lengthS, this.#job.clockS)) return true;
    return this.#tiers.some((tiers) => {
      const at = tiers.indexOf(tierSink);
      const next = at < 0 ? undefined : tiers[at + 1];
      if (next === undefined || isSealedTier(next.tier)) return false;
      return !this.stands(next, startS) && this.takes(next, startS);
    });
  }

  /** True when what comes for a place goes on to the next tier here: that was derived already, or this one keeps nothing to derive it from. */
  isPassedOn(tiers: readonly TierSink[], index: number, startS: number): boolean {
    const next = tiers[index + 1];
    return next !== undefined && (this.stands(next, startS) || !this.takes(tiers[index] as TierSink, startS));
  }

  /** True when a derived tier has blocks at a place. */
  stands({ tier, key }: TierSink, startS: number): boolean {
    const spanS = alignDown(startS, deriveSpanS(tier));
    return this.#register.any(key, spanS, spanS + deriveSpanS(tier));
  }

  /** The span that takes a window's content in a tier; undefined where it is not kept, or derived once this is sealed. */
  placeOf(tierSink: TierSink, windowS: number): Span | undefined {
    if (tierSink.place?.windowS === windowS) return tierSink.place.span;
    const { tier } = tierSink;
    const own = { startS: windowS, lengthS: WINDOW_S };
    // A block of what came late alone would hide that the rest is missing.
    const goes = this.takes(tierSink, windowS) && !this.#isUnderived(tier, own);
    const span = goes ? this.spanOf(tier, windowS) : undefined;
    tierSink.place = { windowS, span };
    return span;
  }

  /** The span that takes a window's content; one that stands already in a longer block is that block's. */
  spanOf(tier: Tier, windowS: number): Span {
    return this.#register.spanOf(tier, windowS, this.#job.late, () => {
      // Of a tier that is derived, other parts of a longer span may not be yet, and a block of all of it would hide that.
      const isLong = this.#job.late && isSealedTier(tier);
      const span = spanFor(tier, windowS, isLong ? this.#job.nowS : Number.NEGATIVE_INFINITY);
      return isSealedTier(tier) && this.#isUnderived(tier, span) ? { startS: windowS, lengthS: WINDOW_S } : span;
    });
  }

  /** True when the span has sealed points that were never put into this tier: it was added later, and a block of the whole span would hide that. */
  #isUnderived(tier: Tier, { startS, lengthS }: Span): boolean {
    const key = tierKey(tier);
    return sourcesOf(this.#job.schemas, tier).some(
      (source) => source !== undefined && !this.#register.covers(key, tierKey(source.from), startS, startS + lengthS),
    );
  }
}
