/** Numbers with the prefixes of units, as graphite-web's legends write them: `1.50k`, `1.50Ki`. */

export type UnitSystem = 'si' | 'binary';

export const UNIT_SYSTEMS: readonly UnitSystem[] = ['si', 'binary'];

const PREFIXES: Readonly<Record<UnitSystem, readonly (readonly [string, number])[]>> = {
  si: [
    ['P', 1e15],
    ['T', 1e12],
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ],
  binary: [
    ['Pi', 2 ** 50],
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ],
};

/** The number in the largest unit that it reaches, and that unit's prefix, empty for small ones. */
export function inUnits(value: number, system: UnitSystem): readonly [number, string] {
  for (const [prefix, size] of PREFIXES[system])
    if (Math.abs(value) >= size) return [withoutDust(value / size, value), prefix];
  return [withoutDust(value, value), ''];
}

/** What is left over of a division of whole numbers goes, for values over 1. */
const withoutDust = (scaled: number, value: number): number =>
  scaled - Math.floor(scaled) < 1e-11 && value > 1 ? Math.floor(scaled) : scaled;
