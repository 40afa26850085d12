/** The y axis of one side, from the values drawn on it and the parameters of its side. */
import type { ChartOptions } from './chart-options.ts';
import type { Side, Trace } from './traces.ts';
import { type Extent, type YAxis, yAxis } from './y-axis.ts';

/** @param side Where there are two axes; undefined where there is one. */
export function axisOf(traces: readonly Trace[], options: ChartOptions, side: Side | undefined): YAxis {
  const { yDivisors = [4, 5, 6], yUnitSystem = 'si', logBase = 0, minorY = 1 } = options;
  return yAxis(extentOf(traces), {
    ...ends(options, side),
    divisors: yDivisors,
    unitSystem: yUnitSystem,
    logBase,
    minor: minorY,
  });
}

function ends(o: ChartOptions, side: Side | undefined) {
  if (side === undefined) return { min: o.yMin, max: o.yMax, limit: o.yLimit, step: o.yStep };
  return side === 'left'
    ? { min: o.yMinLeft, max: o.yMaxLeft, limit: o.yLimitLeft, step: o.yStepLeft }
    : { min: o.yMinRight, max: o.yMaxRight, limit: o.yLimitRight, step: o.yStepRight };
}

function extentOf(traces: readonly Trace[]): Extent | undefined {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { kind, values, areaAlpha } of traces) {
    if (kind === 'infinite') continue;
    for (const value of values) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    // An area begins at zero: without it on the axis its height would say nothing.
    if (areaAlpha !== undefined && least <= greatest) {
      least = Math.min(least, 0);
      greatest = Math.max(greatest, 0);
    }
  }
  return least <= greatest ? { least, greatest } : undefined;
}
