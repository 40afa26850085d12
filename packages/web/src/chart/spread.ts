import type { SpreadDomain } from './types.ts';

interface Spread {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** One logarithmic axis for all strips of a list: from the least lower to the greatest upper, at least one decade. */
export function spreadDomain(spreads: Iterable<Spread>): SpreadDomain {
  let minMs = Number.POSITIVE_INFINITY;
  let maxMs = 0;
  for (const { lower, upper } of spreads) {
    // Zero has no place on a logarithmic axis: a hundredth of a ms is as good as none.
    if (lower !== null) minMs = Math.min(minMs, Math.max(lower, 0.01));
    if (upper !== null) maxMs = Math.max(maxMs, upper, 0.01);
  }
  if (!Number.isFinite(minMs) || maxMs === 0) return { minMs: 1, maxMs: 10 };
  return { minMs, maxMs: Math.max(maxMs, minMs * 10) };
}

/** Where a duration stands on it, 0 to 1. */
export function spreadPosition(ms: number, domain: SpreadDomain): number {
  const share = Math.log(Math.max(ms, 1e-9) / domain.minMs) / Math.log(domain.maxMs / domain.minMs);
  return Math.min(1, Math.max(0, share));
}
