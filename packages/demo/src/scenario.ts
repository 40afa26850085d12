/**
 * What happens in the shop, by the seconds since the demo began. A cycle of 15 minutes, so that someone who looks for five minutes sees
 * a deploy go wrong, and someone who stays sees it mended, and a provider in trouble:
 *
 *      3:00  deploy: the search has lost an index and takes four times as long
 *      6:00  deploy: the index is back
 *     10:00  the payment provider is slow and drops one payment in eight, for two minutes
 */

export interface Conditions {
  /** Version that is deployed. */
  readonly version: string;
  /** Factors on the usual durations. */
  readonly searchSlowdown: number;
  readonly paymentSlowdown: number;
  /** Share of payments that time out, 0 to 1. */
  readonly paymentTimeouts: number;
}

/** Before all that is deployed here. */
export const OLD_VERSION = '2.3.0';

const CYCLE_S = 900;
const BAD_DEPLOY_S = 180;
const FIX_S = 360;
const PAYMENTS_FROM_S = 600;
const PAYMENTS_UNTIL_S = 720;

export function conditionsAt(elapsedS: number): Conditions {
  const cycle = Math.floor(elapsedS / CYCLE_S);
  const inCycle = elapsedS - cycle * CYCLE_S;
  const minor = 4 + cycle;
  const broken = inCycle >= BAD_DEPLOY_S && inCycle < FIX_S;
  const paymentsDown = inCycle >= PAYMENTS_FROM_S && inCycle < PAYMENTS_UNTIL_S;
  return {
    version: inCycle < BAD_DEPLOY_S ? versionBefore(cycle) : broken ? `2.${minor}.0` : `2.${minor}.1`,
    searchSlowdown: broken ? 4 : 1,
    paymentSlowdown: paymentsDown ? 5 : 1,
    paymentTimeouts: paymentsDown ? 0.125 : 0,
  };
}

const versionBefore = (cycle: number): string => `2.${3 + cycle}.1`;

/** Seconds until the version changes next. */
export function secondsToDeploy(elapsedS: number): number {
  const inCycle = elapsedS % CYCLE_S;
  const next = inCycle < BAD_DEPLOY_S ? BAD_DEPLOY_S : inCycle < FIX_S ? FIX_S : CYCLE_S + BAD_DEPLOY_S;
  return next - inCycle;
}

/** How busy the shop is, as a factor between 0.5 and 1.2: evenings (UTC) are busy, nights quiet, and every seven minutes a wave passes. */
export function busyness(atMs: number): number {
  const hour = (atMs / 3_600_000) % 24;
  const day = 0.85 + 0.2 * Math.cos(((hour - 19) / 24) * 2 * Math.PI);
  const wave = 0.15 * Math.sin((atMs / 420_000) * 2 * Math.PI);
  return day + wave;
}
