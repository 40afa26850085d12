/** The time axis: ticks at round local times, as close as their labels allow. */
import { fromLocal, type LocalParts, localParts } from '@carpy/core';
import { strftime } from './strftime.ts';

export interface TimeTick {
  readonly atS: number;
  readonly label: string;
}

export interface TimeAxis {
  readonly ticks: readonly TimeTick[];
  /** Lines between the ticks, seconds since the epoch. */
  readonly minor: readonly number[];
}

export interface TimeAxisOptions {
  readonly startS: number;
  readonly endS: number;
  /** IANA name. */
  readonly zone: string;
  readonly widthPx: number;
  /** Pixels that a label takes, with the room beside it. */
  readonly roomOf: (label: string) => number;
  /** In strftime's form; by the step where it is not given. */
  readonly format: string | undefined;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
type Unit = 'second' | 'day' | 'month' | 'year';
interface Step {
  readonly unit: Unit;
  readonly count: number;
  /** About so many seconds. */
  readonly seconds: number;
  /** Lines between ticks are so many of `unit` apart; 0: none. */
  readonly minor: number;
}

const step =
  (unit: Unit, unitSeconds: number) =>
  ([count, minor]: readonly [number, number]): Step => ({
    unit,
    count,
    seconds: count * unitSeconds,
    minor,
  });
const SECONDS: readonly (readonly [number, number])[] = [
  [1, 0],
  [2, 1],
  [5, 1],
  [10, 5],
  [15, 5],
  [30, 10],
  [MINUTE, 30],
  [2 * MINUTE, MINUTE],
  [5 * MINUTE, MINUTE],
  [10 * MINUTE, 5 * MINUTE],
  [15 * MINUTE, 5 * MINUTE],
  [30 * MINUTE, 10 * MINUTE],
  [HOUR, 30 * MINUTE],
  [2 * HOUR, HOUR],
  [3 * HOUR, HOUR],
  [4 * HOUR, HOUR],
  [6 * HOUR, 2 * HOUR],
  [12 * HOUR, 6 * HOUR],
];
const STEPS: readonly Step[] = [
  ...SECONDS.map(step('second', 1)),
  ...(
    [
      [1, 0],
      [2, 1],
      [7, 1],
      [14, 7],
    ] as const
  ).map(step('day', DAY)),
  ...(
    [
      [1, 0],
      [2, 1],
      [3, 1],
      [6, 1],
    ] as const
  ).map(step('month', 30.4 * DAY)),
  ...(
    [
      [1, 0],
      [2, 1],
      [5, 1],
      [10, 5],
      [20, 10],
      [50, 10],
      [100, 50],
      [500, 100],
      [1000, 500],
    ] as const
  ).map(step('year', 365 * DAY)),
];

/** More are never looked at: no picture is wide enough for their labels. */
const MAX_TICKS = 500;

/** No ticks where not even the widest step finds room for its labels. */
export function timeAxis(options: TimeAxisOptions): TimeAxis {
  const { startS, endS, zone, widthPx, roomOf } = options;
  const pixelsPerSecond = widthPx / (endS - startS);
  for (const one of STEPS) {
    if ((endS - startS) / one.seconds > MAX_TICKS) continue;
    const apart = one.seconds * 0.93 * pixelsPerSecond;
    // Any label will do to see that there is no room for them by far.
    if (roomOf(labelOf(startS, one, options)) * 0.8 > apart) continue;
    const stamps = stampsOf(one, one.count, startS, endS, zone);
    const ticks = stamps.map((atS) => ({ atS, label: labelOf(atS, one, options) }));
    const room = Math.max(0, ...ticks.map((tick) => roomOf(tick.label)));
    if (room > apart) continue;
    const minor = one.minor === 0 ? [] : stampsOf(one, one.minor, startS, endS, zone);
    // With the widest steps none may fall into the range: then finer ones did, and had no room.
    return { ticks, minor: minor.filter((atS) => !stamps.includes(atS)) };
  }
  return { ticks: [], minor: [] };
}

function stampsOf({ unit }: Step, count: number, startS: number, endS: number, zone: string): number[] {
  const first = localParts(startS * 1_000, zone);
  const start = aligned(first, unit, count);
  const out: number[] = [];
  // Up to an hour ticks are evenly spaced whatever clocks do; wider steps follow the clock on the wall.
  const even = unit === 'second' && count <= HOUR;
  const fromS = fromLocal(start, zone) / 1_000;
  for (let i = 0; i < MAX_TICKS * 12; i++) {
    const atS = even ? fromS + i * count : fromLocal(moved(start, unit, i * count), zone) / 1_000;
    if (atS > endS) break;
    if (atS >= startS && atS > (out.at(-1) ?? Number.NEGATIVE_INFINITY)) out.push(atS);
  }
  return out;
}

const MIDNIGHT = { hour: 0, minute: 0, second: 0 };

/** The last round time at or before a local time. */
function aligned(parts: LocalParts, unit: Unit, count: number): LocalParts {
  if (unit === 'second') {
    const second = parts.hour * HOUR + parts.minute * MINUTE + parts.second;
    return { ...parts, hour: 0, minute: 0, second: second - (second % count) };
  }
  if (unit === 'day') {
    // Days counted from a Monday, so that steps of weeks begin on one.
    const days = Math.floor(Date.UTC(parts.year, parts.month - 1, parts.day) / 86_400_000) - 4;
    return { ...parts, ...MIDNIGHT, day: parts.day - (((days % count) + count) % count) };
  }
  if (unit === 'month')
    return { year: parts.year, month: parts.month - ((parts.month - 1) % count), day: 1, ...MIDNIGHT };
  return { year: parts.year - (parts.year % count), month: 1, day: 1, ...MIDNIGHT };
}

function moved(parts: LocalParts, unit: Unit, by: number): LocalParts {
  return { ...parts, [unit]: parts[unit] + by };
}

function labelOf(atS: number, { unit, count }: Step, { zone, format }: TimeAxisOptions): string {
  if (format !== undefined) return strftime(format, atS, zone);
  if (unit === 'year') return strftime('%Y', atS, zone);
  const { month, hour, minute, second } = localParts(atS * 1_000, zone);
  if (unit === 'month') return strftime(month === 1 ? '%Y' : '%b', atS, zone);
  const date = (): string => strftime('%b ', atS, zone) + String(localParts(atS * 1_000, zone).day);
  if (unit === 'day') return date();
  // Midnight names the day that begins.
  if (hour + minute + second === 0) return date();
  return strftime(count < MINUTE ? '%H:%M:%S' : '%H:%M', atS, zone);
}
