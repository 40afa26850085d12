/** The four types of metrics, as numbers: they are part of the key under which a name's bytes are known. */

export const COUNTER = 0;
export const TIMER = 1;
export const GAUGE = 2;
export const SET = 3;
export type MetricType = typeof COUNTER | typeof TIMER | typeof GAUGE | typeof SET;

/** Types as lines spell them. `h` and `d` are timings, as DogStatsD has them. */
const spelled: ReadonlyMap<string, MetricType> = new Map([
  ['c', COUNTER],
  ['ms', TIMER],
  ['h', TIMER],
  ['d', TIMER],
  ['g', GAUGE],
  ['s', SET],
]);

export const metricType = (text: string): MetricType | undefined => spelled.get(text);
