/** Series as functions make them, in one line. */
import type { Series } from '@carpy/graphite';
import { START_S } from './fake-source.ts';

export function seriesOf(name: string, values: readonly number[], more: Partial<Series> = {}): Series {
  const { startS = START_S, stepS = 10 } = more;
  return {
    name,
    tags: { name },
    startS,
    endS: startS + values.length * stepS,
    stepS,
    values: Float64Array.from(values),
    pathExpression: name,
    consolidation: 'average',
    xFilesFactor: 0,
    kindRules: false,
    origin: undefined,
    ...more,
  };
}
