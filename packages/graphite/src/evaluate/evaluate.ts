/**
 * Evaluates targets: walks the trees, notes what every path needs at its range (with each function's look-back and shift), fetches
 * all that in one call to the source, and walks again. Most queries take one fetch; a window counted in points takes a second one,
 * since it needs the step of its series first.
 */
import { DEFAULT_LIMITS, type QueryLimits, Usage } from '../limits.ts';
import type { Series } from '../series.ts';
import type { SeriesSource } from '../source.ts';
import type { Expression } from '../target/ast.ts';
import { parseTarget } from '../target/parse.ts';
import { Query } from './query.ts';
import { QueryData } from './query-data.ts';
import type { QueryOptions } from './query-options.ts';

/**
 * The series of all targets, one target after the other.
 * @throws CarpyError CARPY_BAD_TARGET, CARPY_UNKNOWN_FUNCTION, CARPY_TOO_MUCH, and what the source throws.
 */
export async function evaluate(
  targets: readonly (string | Expression)[],
  options: QueryOptions,
  source: SeriesSource,
  limits: Partial<QueryLimits> = {},
): Promise<Series[]> {
  const expressions = targets.map((t) => (typeof t === 'string' ? parseTarget(t) : t));
  const usage = new Usage({ ...DEFAULT_LIMITS, ...limits }, options.check);
  const data = new QueryData(options, usage);
  const query = new Query(options, usage, data);
  for (;;) {
    query.startOver();
    const results = expressions.map((e) => query.tryEvaluate(e));
    if (!data.isWaiting) return results.flat();
    await data.fetch(source);
  }
}
