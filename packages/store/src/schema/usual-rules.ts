/**
 * How plain series roll up where no configuration says: Graphite's usual storage-aggregation rules, by the end of the name
 * (https://graphite.readthedocs.io, storage-aggregation.conf).
 */
import type { Rule } from './schema.ts';
import type { NameRules } from './schemas.ts';

const AVERAGE: Rule = { method: 'average', xFilesFactor: 0.5 };
const TOTAL: Rule = { method: 'sum', xFilesFactor: 0 };
const LEAST: Rule = { method: 'min', xFilesFactor: 0.1 };
const GREATEST: Rule = { method: 'max', xFilesFactor: 0.1 };

/** The rule of a plain series by the end of its path; tags don't count. */
function usualRuleOf(name: string): Rule {
  const path = name.includes(';') ? name.slice(0, name.indexOf(';')) : name;
  if (/[._](?:count|sum)$|^(?:count|sum)$/.test(path)) return TOTAL;
  if (/(?:\.lower|[._]min|^min)$/.test(path)) return LEAST;
  if (/(?:\.upper(?:_\d+)?|[._]max|^max)$/.test(path)) return GREATEST;
  return AVERAGE;
}

/** No name has tiers of its own. */
export const USUAL_RULES: NameRules = { tiersFor: () => undefined, ruleFor: usualRuleOf };
