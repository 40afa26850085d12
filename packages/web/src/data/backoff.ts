/** How long to wait before attempt `attempt` (1 is the first retry), ms: 1, 2, 4 … 30 s, spread by ±20 % so that tabs don't come back as one. Pure. */
export function backoffMs(attempt: number, random: number): number {
  const base = Math.min(30_000, 1000 * 2 ** Math.min(attempt - 1, 10));
  return Math.round(base * (0.8 + 0.4 * random));
}
