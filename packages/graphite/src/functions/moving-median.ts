import type { GraphiteFunction } from '../function.ts';
import { movingFunction } from '../windows/moving-window.ts';

export const movingMedian: GraphiteFunction = movingFunction('median', {
  name: 'movingMedian',
  description:
    'The median of the newest values up to and with the current one: a number of points, or an interval such as "5min".',
});
