/** What the sentence of the overview is made of, and what its rules share. */
import type { Annotation, OverviewAnswer } from '@carpy/api';

export type SentencePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'transaction'; readonly transaction: string; readonly display: string }
  | { readonly kind: 'function'; readonly display: string }
  | { readonly kind: 'server'; readonly display: string }
  | { readonly kind: 'deploy'; readonly version: string; readonly whenMs: number }
  | { readonly kind: 'duration'; readonly ms: number; readonly bad?: boolean }
  | { readonly kind: 'span'; readonly ms: number }
  | { readonly kind: 'share'; readonly share: number; readonly bad?: boolean }
  | { readonly kind: 'times'; readonly factor: number }
  | { readonly kind: 'moment'; readonly atMs: number }
  | { readonly kind: 'rate'; readonly perSecond: number }
  | { readonly kind: 'apdex'; readonly score: number; readonly bad?: boolean };

export interface Sentence {
  /** `bad`: a rule was broken. `idle`: nothing to say anything about. */
  readonly mood: 'bad' | 'well' | 'idle';
  readonly rule:
    | 'no-data'
    | 'slower'
    | 'errors'
    | 'apdex'
    | 'silent-server'
    | 'slow-spell'
    | 'no-worse'
    | 'well'
    | 'empty';
  readonly parts: readonly SentencePart[];
}

/** Below this many requests a percentile says little. */
export const LEAST_COUNT = 50;
/** Each level lasts at least so many slots, and at least so long. */
const LEVEL_SLOTS = 4;
const LEVEL_S = 60;
/** A deploy so long before a rise, or so shortly after its slot's begin, is named. */
const DEPLOY_BEFORE_MS = 10 * 60_000;

export const text = (words: string): SentencePart => ({ kind: 'text', text: words });

/** Begin of a slot's events, epoch ms. */
export const beginOf = (answer: OverviewAnswer, slot: number): number =>
  (answer.grid.startS + slot * answer.grid.stepS - answer.grid.fineStepS) * 1000;

/** Values up to the last closed slot: one that is still filling tells nothing yet. */
export const closed = (answer: OverviewAnswer, values: readonly (number | null)[]): readonly (number | null)[] =>
  answer.grid.openSlot === undefined ? values : values.slice(0, answer.grid.openSlot);

const isDeploy = (a: Annotation): a is Annotation & { readonly version: string } => a.version !== null;

/** `valueStepS`: step of the values that rose; the rise may have begun anywhere in its first one. */
export function deployBefore(
  answer: OverviewAnswer,
  riseMs: number,
  valueStepS: number,
): (Annotation & { readonly version: string }) | undefined {
  return answer.annotations
    .filter(isDeploy)
    .filter((a) => a.whenMs >= riseMs - DEPLOY_BEFORE_MS && a.whenMs <= riseMs + valueStepS * 1000)
    .sort((a, b) => b.whenMs - a.whenMs)[0];
}

export const percentileStepOf = ({ grid }: OverviewAnswer): number => grid.percentileStepS ?? grid.stepS;

/** Slots of the grid that a level lasts; `valueStepS`: step of the values it is of, which repeat over the grid where it is coarser. */
export const levelSlots = ({ grid }: OverviewAnswer, valueStepS: number, least: number = LEVEL_SLOTS): number =>
  Math.ceil(Math.max(least * valueStepS, LEVEL_S) / grid.stepS);
