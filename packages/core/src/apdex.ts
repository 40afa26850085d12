/** Apdex (Application Performance Index, apdex.org technical specification 1.1): satisfied <= T, tolerating <= 4T, else frustrated. */
import type { Outcome } from './paths.ts';

export type ApdexZone = 'satisfied' | 'tolerating' | 'frustrated';

/** Columns of an Apdex record, in stored order. */
export const APDEX_COLUMNS = ['satisfied', 'tolerating', 'frustrated'] as const;

/** T in ms when nobody set one. */
export const DEFAULT_APDEX_T_MS = 500;

/** Zone of one transaction. An error is frustrated, however fast. */
export function apdexZone(durationMs: number, thresholdMs: number, outcome: Outcome): ApdexZone {
  if (outcome === 'error' || durationMs > 4 * thresholdMs) return 'frustrated';
  return durationMs <= thresholdMs ? 'satisfied' : 'tolerating';
}

/** Score in [0, 1]; NaN when there was no transaction. */
export function apdexScore(satisfied: number, tolerating: number, frustrated: number): number {
  const total = satisfied + tolerating + frustrated;
  return total > 0 ? (satisfied + tolerating / 2) / total : Number.NaN;
}
