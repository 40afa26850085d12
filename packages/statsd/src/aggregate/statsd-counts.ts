/** What an aggregator has counted, for whoever shows it. */
import type { DropSample } from '@carpy/core';

/** Counts since the start. */
export interface StatsdCounts {
  readonly packets: number;
  /** Values taken. */
  readonly metrics: number;
  /** Values dropped, by cause. */
  readonly bad: Readonly<Record<string, number>>;
  /** All of them together: what `bad_lines_seen` has counted. */
  readonly badLines: number;
  /** The last few bad lines, newest first. */
  readonly badSamples: readonly DropSample[];
  readonly flushes: number;
  /** Epoch ms; null before the first packet. */
  readonly lastPacketAtMs: number | null;
  readonly lastSender: string | null;
  /** Series and records in the last flush. */
  readonly seriesActive: number;
  /** New names under `carpy.` whose tags were dropped; the values were kept. */
  readonly tagsDropped: number;
  /** DogStatsD's service checks: counted, not kept. */
  readonly serviceChecks: number;
  /** Series names held. */
  readonly names: number;
  /** Series names given back to make room for others. */
  readonly namesForgotten: number;
}
