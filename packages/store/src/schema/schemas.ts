/**
 * The schemas and rules of one store, by number. Numbers are for ever: series carry them (traits). Kept in the catalogue; a store that
 * opens with another flush interval gives the flushes' schema new tiers and remembers the former ones.
 */
import { isTransactionOutcome, type SeriesKind } from '@carpy/core';
import {
  FLUSH_SCHEMA,
  MAX_SCHEMAS,
  packTraits,
  type Rule,
  type Schema,
  type Tier,
  type Traits,
  tierKey,
} from './schema.ts';

/** What Graphite's own configuration says of names; graphite-conf.ts makes it. */
export interface NameRules {
  /** Tiers of the first pattern that matches; undefined when none does. */
  tiersFor(name: string): readonly Tier[] | undefined;
  ruleFor(name: string): Rule;
}

/** Tiers that the flushes' schema had before. */
export interface FormerTiers {
  readonly tiers: readonly Tier[];
  /** Slots after this one have the tiers that came next; seconds since the epoch. */
  readonly untilS: number;
}

/** What the catalogue keeps. */
export interface StoredSchemas {
  readonly schemas: readonly Schema[];
  readonly rules: readonly Rule[];
  /** Of the flushes' schema, oldest first. */
  readonly former: readonly FormerTiers[];
}

/**
 * Steps that a series may turn out to have when nobody says; besides the flush interval. They are near enough to each other that half the
 * slots of every coarser tier hold a value at least: averages would vanish with fewer.
 */
const STEPS_S = [15, 30, 60, 120, 200, 300, 600, 1200, 1800, 3600];
/** Rules that traits have room for. */
const MAX_RULES = 255;
/** Steps over the first are gathered at one of these, the longest that divides them. */
const GATHER_STEPS_S = [600, 300, 60];
const DEFAULT_RULE: Rule = { method: 'average', xFilesFactor: 0.5 };

export class Schemas {
  readonly #names: NameRules;
  readonly #schemas: Schema[];
  readonly #rules: Rule[];
  #former: readonly FormerTiers[];
  /** Tiers that have another retention now: their blocks go along. */
  readonly moved: ReadonlyMap<string, Tier>;
  /** Grows with each change, so that the engine knows what to write. */
  version = 0;

  /** `flushTiers`: those of now. `nowS` is when they begin, if they differ from the stored ones. */
  constructor(names: NameRules, flushTiers: readonly Tier[], stored: StoredSchemas | undefined, nowS: number) {
    this.#names = names;
    this.#schemas = [...(stored?.schemas ?? [])];
    this.#rules = [...(stored?.rules ?? [DEFAULT_RULE])];
    this.#former = stored?.former ?? [];
    const had = this.#schemas[FLUSH_SCHEMA];
    this.moved = had === undefined ? new Map() : this.#movedTiers(had.tiers, flushTiers);
    const move = (tiers: readonly Tier[]): Tier[] => tiers.map((t) => this.moved.get(tierKey(t)) ?? t);
    if (this.moved.size > 0) {
      for (const [n, schema] of this.#schemas.entries())
        if (schema.follows) this.#schemas[n] = { ...schema, tiers: move(schema.tiers) };
      this.#former = this.#former.map((f) => ({ ...f, tiers: move(f.tiers) }));
    }
    if (had !== undefined && sameTiers(had.tiers, flushTiers)) return;
    if (had !== undefined && !sameTiers(move(had.tiers), flushTiers))
      this.#former = [...this.#former, { tiers: move(had.tiers), untilS: nowS }];
    this.#schemas[FLUSH_SCHEMA] = { tiers: flushTiers, gathers: false, follows: true };
    this.version++;
  }

  /** Tiers whose step stays and whose retention changes, unless Graphite's configuration holds some series to the old one. */
  #movedTiers(had: readonly Tier[], now: readonly Tier[]): Map<string, Tier> {
    const moved = new Map<string, Tier>();
    for (const tier of had) {
      const next = now.find((t) => t.stepS === tier.stepS);
      if (next === undefined || next.retentionS === tier.retentionS) continue;
      const key = tierKey(tier);
      if (!this.#schemas.some((s) => !s.follows && s.tiers.some((t) => tierKey(t) === key))) moved.set(key, next);
    }
    return moved;
  }

  get count(): number {
    return this.#schemas.length;
  }

  /** Throws RangeError for a number that was never given. */
  get(number: number): Schema {
    const found = this.#schemas[number];
    if (found === undefined) throw new RangeError(`schema ${number} is not known`);
    return found;
  }

  rule(number: number): Rule {
    const found = this.#rules[number];
    if (found === undefined) throw new RangeError(`rule ${number} is not known`);
    return found;
  }

  /** Former tiers of a schema, oldest first; only the flushes' has any. */
  formerOf(number: number): readonly FormerTiers[] {
    return number === FLUSH_SCHEMA ? this.#former : [];
  }

  /** Every tier that any schema has or had, each once. */
  tiers(): Tier[] {
    const all = new Map<string, Tier>();
    for (const { tiers } of [...this.#schemas, ...this.#former]) for (const tier of tiers) all.set(tierKey(tier), tier);
    return [...all.values()];
  }

  toStored(): StoredSchemas {
    return { schemas: this.#schemas, rules: this.#rules, former: this.#former };
  }

  /**
   * Traits of a new series. `fromFlush`: it came with a flush, so its step is the flushes' unless a pattern says otherwise. `given`: its rule,
   * where the sender knows it.
   */
  traitsFor(name: string, kind: SeriesKind, fromFlush: boolean, given?: Rule): Traits {
    if (kind !== 'plain')
      return packTraits({
        kind,
        outcome: kind === 'timer' && isTransactionOutcome(name),
        schema: FLUSH_SCHEMA,
        undecided: false,
        rule: 0,
      });
    const rule = this.#ruleNumber(given ?? this.#names.ruleFor(name));
    const tiers = this.#names.tiersFor(name);
    const schema = tiers === undefined ? undefined : this.#number(tiers, false);
    return packTraits({
      kind,
      outcome: false,
      schema: schema ?? FLUSH_SCHEMA,
      undecided: schema === undefined && !fromFlush,
      rule,
    });
  }

  /** The schema of a plain series whose first points were this far apart, seconds: the longest step that is not longer, and the coarser default tiers. */
  numberForGap(gapS: number): number {
    const flush = this.get(FLUSH_SCHEMA).tiers;
    const finest = (flush[0] as Tier).stepS;
    let stepS = finest;
    for (const step of STEPS_S) if (step <= gapS && step > stepS) stepS = step;
    if (stepS === finest) return this.#number(flush, true) ?? FLUSH_SCHEMA;
    const own = flush.findLast((t) => t.stepS <= stepS) ?? (flush[0] as Tier);
    const coarser = flush.filter((t) => t.stepS > stepS && t.stepS % stepS === 0 && t.retentionS > own.retentionS);
    return this.#number([{ stepS, retentionS: own.retentionS }, ...coarser], true) ?? FLUSH_SCHEMA;
  }

  /** Undefined when there is no room for another. */
  #number(tiers: readonly Tier[], follows: boolean): number | undefined {
    const first = tiers[0] as Tier;
    const gathers = first.stepS > (GATHER_STEPS_S[0] as number);
    const gatherS = GATHER_STEPS_S.find((step) => first.stepS % step === 0) ?? 60;
    const schema: Schema = gathers
      ? { tiers: [{ stepS: gatherS, retentionS: Math.max(2 * 86_400, 2 * first.stepS) }, ...tiers], gathers, follows }
      : { tiers, gathers, follows };
    // Never the flushes' own, whose tiers may become others.
    const known = this.#schemas.findIndex(
      (s, n) => n !== FLUSH_SCHEMA && s.follows === follows && sameTiers(s.tiers, schema.tiers),
    );
    if (known >= 0) return known;
    if (this.#schemas.length >= MAX_SCHEMAS) return undefined;
    this.version++;
    return this.#schemas.push(schema) - 1;
  }

  #ruleNumber(rule: Rule): number {
    const known = this.#rules.findIndex((r) => r.method === rule.method && r.xFilesFactor === rule.xFilesFactor);
    if (known >= 0) return known;
    if (this.#rules.length >= MAX_RULES) return 0;
    this.version++;
    return this.#rules.push(rule) - 1;
  }
}

const sameTiers = (a: readonly Tier[], b: readonly Tier[]): boolean =>
  a.length === b.length && a.every((t, i) => t.stepS === b[i]?.stepS && t.retentionS === b[i]?.retentionS);
