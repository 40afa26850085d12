import { intervalsBetween, summarised } from '../aggregate/summarise.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { remade, type Series, withValues } from '../series.ts';

export const compressPeriodicGaps: GraphiteFunction = {
  name: 'compressPeriodicGaps',
  group: 'Transform',
  description:
    'Leaves out the gaps of series that come less often than their step: where the first three values that are not 0 are equally far apart, that distance becomes the step.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'compressPeriodicGaps(servers.*.disk.used)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => {
      const name = `compressPeriodicGaps(${s.name})`;
      const period = periodOf(s.values);
      if (period === undefined) return { ...withValues(s, name, s.values), origin: s.origin };
      const stepS = period.steps * s.stepS;
      const startS = s.startS + period.first * s.stepS;
      const intervals = intervalsBetween(startS, s.endS, stepS);
      return {
        ...remade(s, name, summarised(s, intervals, 'last')),
        startS,
        endS: startS + stepS * (intervals.buckets - 1),
        stepS,
      };
    }),
};

/** From the first value on: how many slots apart values are. Undefined where that is one, or cannot be told. */
function periodOf(values: Series['values']): { readonly first: number; readonly steps: number } | undefined {
  const seen = (v: number | undefined): boolean => v !== undefined && v !== 0 && !Number.isNaN(v);
  const first = values.findIndex(seen);
  const second = values.findIndex((v, i) => i > first && seen(v));
  const steps = second - first;
  const third = second + steps;
  if (first < 0 || second < 0 || steps <= 1 || third > values.length - 2) return undefined;
  const isAlone = seen(values[third]) && Number.isNaN(values[third - 1]) && Number.isNaN(values[third + 1]);
  return isAlone ? { first, steps } : undefined;
}
