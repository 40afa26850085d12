/** Values as the labels of an axis: all of one axis in one unit, with as many decimals as its step needs. */

export type UnitSystem = 'si' | 'binary' | 'sec' | 'msec' | 'none';
type Unit = readonly [name: string, size: number];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DURATIONS: readonly Unit[] = [
  ['Y', 365 * DAY],
  ['M', 30 * DAY],
  ['D', DAY],
  ['H', HOUR],
  ['m', MINUTE],
  ['s', 1],
];
/** The greatest first. */
const SYSTEMS: Readonly<Record<UnitSystem, readonly Unit[]>> = {
  si: [...'PTGMk'].map((name, i): Unit => [name, 1000 ** (5 - i)]),
  binary: [...'PTGMK'].map((name, i): Unit => [`${name}i`, 1024 ** (5 - i)]),
  sec: DURATIONS,
  msec: [...DURATIONS.map(([name, size]): Unit => [name, size * 1000]), ['ms', 1]],
  none: [],
};

export const isDuration = (system: UnitSystem): boolean => system === 'sec' || system === 'msec';

/** Makes the labels of an axis whose values are multiples of `step` and reach up to `greatest`. */
export function labeller(system: UnitSystem, greatest: number, step: number): (value: number) => string {
  const most = isDuration(system) ? 1 : 2;
  const units = beyond(greatest, system) ? [] : SYSTEMS[system];
  const [name, size] = units.find(([, s]) => greatest >= s * (1 - 1e-9) && decimalsOf(step / s) <= most) ?? ['', 1];
  const decimals = decimalsOf(step / size);
  return (value) => {
    // Negative zero, and what multiplying steps left of zero.
    if (Math.abs(value) < step * 1e-6) return '0';
    const scaled = value / size;
    const text = decimals > 8 || Math.abs(scaled) >= 1e7 ? shortest(scaled) : scaled.toFixed(decimals);
    return name === '' ? text : `${text} ${name}`;
  };
}

/** So far beyond the largest unit that a power of ten says more. */
const beyond = (value: number, system: UnitSystem): boolean => value >= (SYSTEMS[system][0]?.[1] ?? 1) * 1e5;

/** Any value by itself: three digits and the largest unit that fits. */
export function formatValue(value: number, system: UnitSystem): string {
  const units = beyond(Math.abs(value), system) ? [] : SYSTEMS[system];
  const [name, size] = units.find(([, s]) => Math.abs(value) >= s) ?? ['', 1];
  const text = shortest(value / size);
  return name === '' ? text : `${text} ${name}`;
}

function shortest(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e7 || magnitude < 1e-4) return value.toExponential(2).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(magnitude >= 1000 ? 6 : 3)));
}

/** Decimals that a number needs to be written whole, at most 9. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 9; decimals++) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, Math.abs(scaled)) && Math.round(scaled) !== 0)
      return decimals;
  }
  return 9;
}
