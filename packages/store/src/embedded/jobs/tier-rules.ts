/** What a tier's place in its schema decides. */
import type { Rule, Schema, Tier } from '../../schema/schema.ts';

/** How a plain series rolls up into the tier of this index of its schema. */
export function ruleInto(schema: Schema, tier: number, rule: Rule): Rule {
  return schema.gathers && tier === 1 ? GATHERED : rule;
}
const GATHERED: Rule = { method: 'last', xFilesFactor: 0 };

/** Sketches are kept from the second tier on for transactions' outcomes, from 10 minutes on for every timer. */
export const keepsSketches = (tier: Tier, index: number, outcome: boolean): boolean =>
  tier.stepS >= 600 || (outcome && index > 0);
