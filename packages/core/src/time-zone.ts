/** Local time in IANA timezones, by Intl: what parsing times needs, without a dependency. */
import { CarpyError } from './errors.ts';

const SECOND = 1_000;
const DAY = 86_400_000;

/** Year to second in a zone; month 1 to 12. A day outside its month counts on, as in Date.UTC. */
export interface LocalParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** True for a timezone that this machine knows by its IANA name. */
export function isTimezone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    // Intl's only way to say "unknown zone" is a RangeError.
    return false;
  }
}

export function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  const date = new Date(asUtc({ year, month, day, hour: 0, minute: 0, second: 0 }));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export function asUtc(p: LocalParts): number {
  // setUTCFullYear, since Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(p.year, p.month - 1, p.day);
  return date.setUTCHours(p.hour, p.minute, p.second, 0);
}

/** 0 is Sunday. */
export const weekdayOf = (p: LocalParts): number => new Date(asUtc(p)).getUTCDay();

/** One a zone: making one costs some 50 us. Bounded by the number of zones Intl knows, since unknown names throw. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // Names match whatever their case: only canonical ones are kept, so that spellings can't fill the map.
  if (zone === format.resolvedOptions().timeZone) formats.set(zone, format);
  return format;
}

export function zoneOf(timezone: string): string {
  if (!isTimezone(timezone)) {
    throw new CarpyError(
      'CARPY_BAD_TIME',
      `"${timezone}" is no timezone known here; give an IANA name such as Europe/Berlin`,
      { position: 0 },
    );
  }
  return timezone;
}

export function localParts(ms: number, zone: string): LocalParts {
  if (zone === 'UTC') {
    const d = new Date(ms);
    return {
      year: d.getUTCFullYear(),
      month: d.getUTCMonth() + 1,
      day: d.getUTCDate(),
      hour: d.getUTCHours(),
      minute: d.getUTCMinutes(),
      second: d.getUTCSeconds(),
    };
  }
  const out = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatOf(zone).formatToParts(ms))
    if (type in out) out[type as keyof typeof out] = Number(value);
  return out;
}

/**
 * The moment of a local time. Where a clock set back makes a local time come twice, the one in standard time counts; one that a clock
 * set forward leaves out is read in standard time too: as Graphite's timezone library does by default.
 */
export function fromLocal(p: LocalParts, zone: string): number {
  const local = asUtc(p);
  if (zone === 'UTC') return local;
  const offsets = [offsetAt(local - DAY, zone), offsetAt(local + DAY, zone)] as const;
  const fitting = offsets.filter((o) => offsetAt(local - o, zone) === o);
  return local - Math.min(...(fitting.length > 0 ? fitting : offsets));
}

/** Local time minus UTC at a moment, ms. */
const offsetAt = (ms: number, zone: string): number => asUtc(localParts(ms, zone)) - Math.floor(ms / SECOND) * SECOND;

/**
 * Local time minus UTC at a moment, ms: 3,600,000 for Berlin in winter.
 * @throws CarpyError CARPY_BAD_TIME for a timezone that is not known.
 */
export function timezoneOffsetMs(atMs: number, timezone: string): number {
  return offsetAt(atMs, zoneOf(timezone));
}
