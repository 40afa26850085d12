/** A y axis: its ends, its ticks at round values, and where a value lies between them. */
import { isDuration, labeller, type UnitSystem } from './units.ts';

export interface YAxis {
  readonly bottom: number;
  readonly top: number;
  readonly ticks: readonly Tick[];
  /** Values of lines between the ticks. */
  readonly minor: readonly number[];
  /** 0 at the bottom, 1 at the top, beyond where values are beyond. NaN for what has no place on a logarithmic axis. */
  place(value: number): number;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface YAxisOptions {
  readonly min: number | undefined;
  readonly max: number | 'max' | undefined;
  readonly limit: number | undefined;
  readonly step: number | undefined;
  readonly divisors: readonly number[];
  readonly unitSystem: UnitSystem;
  /** 0: linear. */
  readonly logBase: number;
  /** Lines between two ticks. */
  readonly minor: number;
}

/** Values of the series: finite, least <= greatest. Undefined where there are none. */
export interface Extent {
  readonly least: number;
  readonly greatest: number;
}

const MAX_TICKS = 100;
/** What rounding may leave, in steps. */
const SLACK = 1e-4;

/** Never fails: ends that leave no room between them are moved apart, the one that was not given first. */
export function yAxis(extent: Extent | undefined, options: YAxisOptions): YAxis {
  return options.logBase > 1 ? logAxis(extent, options) : linearAxis(extent ?? { least: 0, greatest: 1 }, options);
}

function linearAxis(extent: Extent, options: YAxisOptions): YAxis {
  const { min, max, limit = Number.POSITIVE_INFINITY } = options;
  let low = min ?? Math.min(extent.least, limit);
  let high = Math.min(typeof max === 'number' ? max : extent.greatest, limit);
  if (!(low < high)) {
    const apart = (at: number): number => Math.abs(at) * 0.1 || 1;
    if (min === undefined && typeof max !== 'number' && limit === Number.POSITIVE_INFINITY) {
      low -= apart(low);
      high += apart(high);
    } else if (min === undefined) low = high - apart(high);
    else high = low + apart(low);
  }
  const step =
    options.step !== undefined && options.step > 0 && (high - low) / options.step <= MAX_TICKS
      ? options.step
      : roundStep(low, high, options);
  const bottom = min ?? step * Math.floor(low / step + SLACK);
  const top = max === undefined ? Math.min(step * Math.ceil(high / step - SLACK), Math.max(limit, high)) : high;
  const label = labeller(options.unitSystem, Math.max(Math.abs(bottom), Math.abs(top)), step);
  const ticks: Tick[] = [];
  const first = Math.ceil(bottom / step - SLACK);
  for (let i = 0; i <= MAX_TICKS * 2; i++) {
    const value = (first + i) * step;
    if (!(value <= top + step * SLACK)) break;
    ticks.push({ value, label: label(value) });
  }
  return {
    bottom,
    top,
    ticks,
    minor: between(ticks, options.minor),
    place: (value) => (value - bottom) / (top - bottom),
  };
}

/** The step that wastes the least room beyond the values when the axis is divided into one of the wanted numbers of parts. */
function roundStep(low: number, high: number, { divisors, unitSystem }: YAxisOptions): number {
  let best = 0;
  let leastWaste = Number.POSITIVE_INFINITY;
  for (const divisor of divisors) {
    for (const step of stepsFrom((high - low) / divisor, unitSystem)) {
      const bottom = step * Math.floor(low / step + SLACK);
      const top = bottom + step * divisor;
      if (top < high - step * SLACK) continue;
      const waste = Math.max(top - high, low - bottom);
      if (waste < leastWaste) {
        leastWaste = waste;
        best = step;
      }
      break;
    }
  }
  return best > 0 ? best : (high - low) / 5;
}

/** Lengths of time that people count in, seconds. */
const TIME_STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400,
];

/** A few round steps, the first of them the least that is no shorter than `least`. */
function* stepsFrom(least: number, system: UnitSystem): Generator<number> {
  if (isDuration(system)) {
    const unit = system === 'sec' ? 1 : 1000;
    const fitting = TIME_STEPS.filter((s) => s * unit >= least * (1 - SLACK));
    if (least >= unit && fitting.length >= 3) {
      for (const s of fitting.slice(0, 4)) yield s * unit;
      return;
    }
  }
  const base = system === 'binary' && least >= 1 ? 2 : 10;
  const mantissas = base === 2 ? [1] : [1, 2, 5];
  let exponent = Math.floor(Math.log(least) / Math.log(base) - SLACK);
  for (let given = 0; given < 6; exponent++) {
    for (const mantissa of mantissas) {
      const step = mantissa * base ** exponent;
      if (!(step >= least * (1 - SLACK)) || step <= 0) continue;
      given++;
      yield step;
    }
    if (!Number.isFinite(exponent)) return;
  }
}

function logAxis(extent: Extent | undefined, options: YAxisOptions): YAxis {
  const { logBase: base, min, max, limit = Number.POSITIVE_INFINITY } = options;
  const positive = (given: number | undefined): number | undefined =>
    given !== undefined && given > 0 ? given : undefined;
  const log = (value: number): number => Math.log(value) / Math.log(base);
  const low = positive(min) ?? positive(extent?.least) ?? 1;
  let high = Math.min(positive(typeof max === 'number' ? max : extent?.greatest) ?? low * base, positive(limit) ?? low);
  if (!(high > low)) high = low * base;
  const lowPower = Math.floor(log(low) + SLACK);
  const highPower = Math.max(lowPower + 1, Math.ceil(log(high) - SLACK));
  const bottom = positive(min) ?? base ** lowPower;
  const top = max === undefined ? base ** highPower : high;
  const label = (value: number): string => labeller(options.unitSystem, value, value)(value);
  const every = Math.ceil((highPower - lowPower) / MAX_TICKS);
  const ticks: Tick[] = [];
  for (let power = lowPower; power <= highPower; power += every) {
    const value = base ** power;
    if (value >= bottom * (1 - SLACK) && value <= top * (1 + SLACK)) ticks.push({ value, label: label(value) });
  }
  return {
    bottom,
    top,
    ticks,
    minor: between(ticks, options.minor),
    place: (value) => (value > 0 ? (log(value) - log(bottom)) / (log(top) - log(bottom)) : Number.NaN),
  };
}

function between(ticks: readonly Tick[], count: number): number[] {
  return ticks.slice(1).flatMap(({ value }, i) => {
    const lower = (ticks[i] as Tick).value;
    return Array.from({ length: count }, (_, k) => lower + ((value - lower) * (k + 1)) / (count + 1));
  });
}
