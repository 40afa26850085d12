/**
 * Schemas: at which steps a series is kept, and for how long. A series belongs to the schema it was made under for ever, and a store has
 * at most 16. Pure data and arithmetic; which name gets which schema is said by graphite-conf.ts and undecided.ts.
 */
import type { RollUpMethod, RollUpRule, SeriesKind } from '@carpy/core';

/** A resolution with its retention. */
export interface Tier {
  readonly stepS: number;
  readonly retentionS: number;
}

export type AggregationMethod = RollUpMethod;

/** How a plain series rolls up. */
export type Rule = RollUpRule;

export interface Schema {
  /** Finest first. Steps divide 600 s, or are longer, of whole minutes, and divide a day; each divides the next. */
  readonly tiers: readonly Tier[];
  /**
   * The first tier only gathers: the schema's finest step is over 600 s, so what comes is kept at 600, 300 or 60 s until a slot of the second tier is
   * whole, and nobody reads it. Its last value makes that slot.
   */
  readonly gathers: boolean;
  /** Its tiers are the flushes' own or made of them, so that another --retention is theirs too. */
  readonly follows: boolean;
}

/** Schemas of one store; numbers fit in four bits. */
export const MAX_SCHEMAS = 16;
/** The schema of what flushes bring. */
export const FLUSH_SCHEMA = 0;

/** The name of a tier's folder and of its blocks in the register. Tiers of equal step and retention are one, in whichever schema. */
export const tierKey = ({ stepS, retentionS }: Tier): string => `${stepS}-${retentionS}`;

/**
 * What the engine must know of a series besides its name, packed into one number that threads share: kind (3 bits), whether it is a
 * transaction's outcome (1), schema (4), whether the schema is still to be decided (1), rule (8).
 */
export type Traits = number;

/** No series has this number: it was never given, was lost, or is gone. */
export const NO_SERIES: Traits = 0xffff_ffff;

/** Kinds by their number, on disk and in traits; never reorder. */
export const KINDS: readonly SeriesKind[] = ['timer', 'apdex', 'counter', 'gauge', 'set', 'plain'];

export interface TraitFields {
  readonly kind: SeriesKind;
  /** `carpy.<app>.<server>.<transaction>.ok` or `.error`: keeps sketches from the second tier on. */
  readonly outcome: boolean;
  readonly schema: number;
  /** A plain series of which one point came so far: its step is not known. */
  readonly undecided: boolean;
  /** Number of its rule in the store's list of rules. */
  readonly rule: number;
}

export const packTraits = ({ kind, outcome, schema, undecided, rule }: TraitFields): Traits =>
  KINDS.indexOf(kind) | (outcome ? 8 : 0) | (schema << 4) | (undecided ? 256 : 0) | (rule << 9);

/** Undefined for NO_SERIES. */
export const kindOfTraits = (traits: Traits): SeriesKind | undefined => KINDS[traits & 7];
export const isOutcome = (traits: Traits): boolean => (traits & 8) !== 0;
export const schemaOfTraits = (traits: Traits): number => (traits >> 4) & 15;
export const isUndecided = (traits: Traits): boolean => (traits & 256) !== 0;
export const ruleOfTraits = (traits: Traits): number => (traits >> 9) & 255;
