/** Gives series a consolidation function: consolidateBy and cumulative. */
import type { Series } from './series.ts';
import type { ConsolidationName } from './source.ts';

/** `func` as users write it stands in names and tags; `avg` is average. */
export function consolidatedBy(series: readonly Series[], func: string): Series[] {
  const consolidation = (func === 'avg' ? 'average' : func) as ConsolidationName;
  return series.map((s) => {
    const name = `consolidateBy(${s.name},"${func}")`;
    return {
      ...s,
      name,
      pathExpression: name,
      tags: { ...s.tags, consolidateBy: func },
      consolidation,
      kindRules: false,
      origin: undefined,
    };
  });
}
