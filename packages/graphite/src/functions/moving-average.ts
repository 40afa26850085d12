import type { GraphiteFunction } from '../function.ts';
import { movingFunction } from '../windows/moving-window.ts';

export const movingAverage: GraphiteFunction = movingFunction('average', {
  name: 'movingAverage',
  description:
    'The mean of the newest values up to and with the current one: a number of points, or an interval such as "5min".',
});
