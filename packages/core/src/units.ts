/**
 * Branded numbers: a duration, a step and a point in time can't be mixed up by accident.
 * Brands are made at the edges (parser, configuration, clock) and trusted inside.
 *
 * Absent values, everywhere: `NaN` inside a Float64Array is a gap, `undefined` is "not given", `null` lives in JSON only.
 */
declare const unit: unique symbol;

/** A duration in milliseconds, as StatsD timers carry it; fractions allowed. */
export type Milliseconds = number & { readonly [unit]: 'ms' };
/** A duration in seconds, as Graphite steps and retentions carry it. */
export type Seconds = number & { readonly [unit]: 's' };
/** A point in time: whole seconds since 1970 UTC. */
export type EpochSeconds = number & { readonly [unit]: 'epoch-s' };
/** A point in time: milliseconds since 1970 UTC. */
export type EpochMs = number & { readonly [unit]: 'epoch-ms' };

export const milliseconds = (n: number): Milliseconds => n as Milliseconds;
export const seconds = (n: number): Seconds => n as Seconds;
export const epochSeconds = (n: number): EpochSeconds => n as EpochSeconds;
export const epochMs = (n: number): EpochMs => n as EpochMs;

/** Aligns down to a multiple of `stepS` since the epoch, as Graphite does, so that equal steps share their boundaries. */
export const alignDown = (atS: number, stepS: number): EpochSeconds =>
  (atS - (((atS % stepS) + stepS) % stepS)) as EpochSeconds;
/** Aligns up to a multiple of `stepS` since the epoch. */
export const alignUp = (atS: number, stepS: number): EpochSeconds => alignDown(atS + stepS - 1, stepS);
