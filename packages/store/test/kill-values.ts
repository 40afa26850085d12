/** What the killed process writes, so that the test knows it too. */
import type { Tier } from '../src/index.ts';

/** Short retentions, so that a life of some minutes sees every tier merged, derived and dropped. */
export const KILL_TIERS: readonly Tier[] = [
  { stepS: 10, retentionS: 8 * 3_600 },
  { stepS: 60, retentionS: 2 * 86_400 },
  { stepS: 600, retentionS: 4 * 86_400 },
  { stepS: 3_600, retentionS: 30 * 86_400 },
];

/** The clock runs so far with each flush, seconds. */
export const FLUSH_EACH_S = 60;

/** Counters, by how late they come; `older` than the finest tier keeps. */
export const KILL_KINDS = ['flush', 'late', 'older'] as const;
export type KillKind = (typeof KILL_KINDS)[number];

/** Each slot of a kind gets at most one write: the stamp says how late it is. */
export const slotOf: Readonly<Record<KillKind, (slotS: number) => number>> = {
  flush: (slotS) => slotS,
  late: (slotS) => slotS - 7_180,
  older: (slotS) => slotS - 30 * 3_600,
};

/** A whole number that tells slots apart, and that doubles visibly when something counts twice. */
export const valueAt = (kind: string, slotS: number): number => ((slotS / 10) % 9_973) + kind.length;

/** Random numbers in [0, 1) by a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
