/** Whether a server reports, by the age of its newest flush. Pure. */
export type Reporting = 'reporting' | 'late' | 'silent';

/** A flush is readable up to one interval after it began and its stamp is its end: three of them are the first real silence. */
const LATE_FLUSHES = 3;
const SILENT_MS = 120_000;

export function reportingOf(ageMs: number | null, flushIntervalMs: number): Reporting {
  if (ageMs === null) return 'silent';
  if (ageMs <= LATE_FLUSHES * flushIntervalMs) return 'reporting';
  return ageMs <= Math.max(SILENT_MS, 2 * LATE_FLUSHES * flushIntervalMs) ? 'late' : 'silent';
}
