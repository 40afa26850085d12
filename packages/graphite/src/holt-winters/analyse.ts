/** Holt and Winters' forecast by triple exponential smoothing (additive seasons), with the constants that graphite-web has. */

/** Weight of a new value in the level and in the season, and in the usual deviation. */
const ALPHA = 0.1;
const GAMMA = 0.1;
/** Weight of a new change in the slope. */
const BETA = 0.0035;

export interface Analysis {
  /** What the values before a slot let expect for it; a gap after a gap. */
  readonly predictions: Float64Array;
  /** How far values usually are from their prediction at this point of a season. */
  readonly deviations: Float64Array;
}

/**
 * Goes through values in order. Gaps start the level anew; the season that they stand in forgets what it knew of their slots.
 *
 * @param season Slots of a season, at least 2.
 */
export function analyse(values: Float64Array, season: number): Analysis {
  const predictions = new Float64Array(values.length);
  const deviations = new Float64Array(values.length);
  const seasonals = new Float64Array(values.length);
  let level = Number.NaN;
  let isLevel = false;
  let slope = 0;
  let next = Number.NaN;
  let isNext = false;
  for (let i = 0; i < values.length; i++) {
    const actual = values[i] as number;
    if (Number.isNaN(actual)) {
      predictions[i] = next;
      next = Number.NaN;
      isNext = false;
      isLevel = false;
      slope = 0;
      continue;
    }
    const prediction = i === 0 ? actual : next;
    const isPrediction = i === 0 || isNext;
    const before = isLevel ? level : actual;
    const seasonal = i >= season ? (seasonals[i - season] as number) : 0;
    const nextSeasonal = i + 1 >= season ? (seasonals[i + 1 - season] as number) : 0;
    const deviation = i >= season ? (deviations[i - season] as number) : 0;
    level = ALPHA * (actual - seasonal) + (1 - ALPHA) * (before + slope);
    isLevel = true;
    slope = BETA * (level - before) + (1 - BETA) * slope;
    seasonals[i] = GAMMA * (actual - level) + (1 - GAMMA) * seasonal;
    next = level + slope + nextSeasonal;
    isNext = true;
    predictions[i] = prediction;
    deviations[i] = GAMMA * Math.abs(actual - (isPrediction ? prediction : 0)) + (1 - GAMMA) * deviation;
  }
  return { predictions, deviations };
}
