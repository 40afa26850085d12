/** Which tier a read takes. */
import type { ReadRequest, Tier } from '../store.ts';

/**
 * The index of the tier to read. `touchesSealed`: some of the range is sealed, where the finest tier has no sketches.
 * A request that needs sketches gets the tier it would get without, or the finest that has them, whichever is coarser.
 */
export function chooseTier(request: ReadRequest, tiers: readonly Tier[], touchesSealed: boolean): number {
  const { tier: choice, fromS, untilS, nowS } = request;
  const covers = (tier: Tier): boolean => tier.retentionS >= nowS - fromS;
  const fits = (tier: Tier): boolean => {
    if (!covers(tier)) return false;
    if (choice.by === 'points') return (untilS - fromS) / tier.stepS <= choice.maxPoints;
    return choice.by === 'age' || tier.stepS >= choice.stepS;
  };
  const found = tiers.findIndex(fits);
  const chosen = found < 0 ? tiers.length - 1 : found;
  if (request.sketches !== 'required' || !touchesSealed) return chosen;
  return Math.min(tiers.length - 1, Math.max(1, chosen));
}
