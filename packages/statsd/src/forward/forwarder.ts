/** What all forwarders have in common: counts of one shape, and an end that waits for what is on its way. */

/** Totals since the start. The unit of `sent` and `lost` is the point; of repeaters and relays the line. */
export interface ForwardCounts {
  /** Handed to the system for delivery, each counted once however often it is repeated. */
  readonly sent: number;
  readonly sentBytes: number;
  readonly lost: number;
  /** Batches of which something was lost: a flush; of lines a chunk or datagram. */
  readonly lostBatches: number;
  /** What waits or is on its way, in bytes. */
  readonly queuedBytes: number;
  /** A connection stands; for UDP: the target's address is known. */
  readonly connected: boolean;
  readonly lastError: string | undefined;
  /** Epoch ms, as all stamps here; undefined for never. */
  readonly lastErrorAtMs: number | undefined;
  readonly lastSentAtMs: number | undefined;
}

export interface Forwarder {
  counts(): ForwardCounts;
  /** Tries for up to `timeoutMs` to deliver what waits; the rest counts as lost. What comes after it counts as lost. Never rejects. */
  close(timeoutMs: number): Promise<void>;
}

/** An error's code and message, cut to 200 characters. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message || String((error as { code?: unknown }).code) : String(error);
  return text.slice(0, 200);
}
