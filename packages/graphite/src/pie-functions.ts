/** How a pie chart makes one number of a series: what /render's pieMode names and `/functions?type=pie` lists. */
import { aggregationOf } from './aggregate/aggregations.ts';

export interface PieFunction {
  /** As pieMode names it. */
  readonly name: string;
  readonly description: string;
  /** NaN where there are no values. */
  valueOf(values: Float64Array): number;
}

const pie = (name: string, func: string, description: string): PieFunction => ({
  name,
  description,
  valueOf: (values) => aggregationOf(func)?.(values, 0, values.length) ?? Number.NaN,
});

/** In the order of their names. */
export const pieFunctions: readonly PieFunction[] = [
  pie('average', 'average', 'A slice is as large as the average of its series, gaps left out.'),
  pie('maximum', 'max', 'A slice is as large as the greatest value of its series.'),
  pie('minimum', 'min', 'A slice is as large as the least value of its series.'),
];

/** By name; undefined where there is no such function. */
export const pieFunctionNamed = (name: string): PieFunction | undefined => pieFunctions.find((f) => f.name === name);
