/** Brings series of several steps onto one, as graphite-web's aggregates do: the least common multiple of their steps. */
import { CarpyError } from '@carpy/core';
import { bucketed } from '../consolidate.ts';
import type { Series } from '../series.ts';

export interface Normalised {
  readonly startS: number;
  readonly endS: number;
  readonly stepS: number;
  /** Values of each series in the common step. They are lined up by index, as graphite-web does, not by stamp. */
  readonly rows: readonly Float64Array[];
  /** Length of the longest. */
  readonly length: number;
}

/** Past this a common step would be longer than any retention; a sign of steps that do not belong together. */
const MAX_STEP_S = 1e9;

export function normalise(series: readonly Series[]): Normalised {
  let stepS = 1;
  let startS = Number.POSITIVE_INFINITY;
  let endS = Number.NEGATIVE_INFINITY;
  for (const s of series) {
    stepS = stepS === s.stepS ? stepS : leastCommonMultiple(stepS, s.stepS);
    if (stepS > MAX_STEP_S) {
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `the steps of the series have no common multiple under ${MAX_STEP_S} s; summarize them first`,
      );
    }
    startS = Math.min(startS, s.startS);
    endS = Math.max(endS, s.endS);
  }
  const rows = series.map((s) => bucketed(s, stepS / s.stepS));
  endS -= (endS - startS) % stepS;
  return { startS, endS, stepS, rows, length: rows.reduce((n, row) => Math.max(n, row.length), 0) };
}

/** The series themselves in the grid that all have in common; as they are where all have one step. */
export function onCommonStep(series: readonly Series[]): readonly Series[] {
  if (series.every((s) => s.stepS === series[0]?.stepS)) return series;
  const { rows, startS, endS, stepS } = normalise(series);
  return series.map((s, i) => ({ ...s, values: rows[i] as Float64Array, startS, endS, stepS, origin: undefined }));
}

function leastCommonMultiple(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
