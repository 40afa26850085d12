/**
 * Points in time and durations as people write them: Graphite's `from` and `until` in every form that `at` takes, and carpy's own.
 *
 * Graphite's: `now`, `-1h`, `-2mon`, `noon yesterday`, `6pm+2h`, `today`, `HH:MM_YYYYMMDD`, `YYYYMMDD`, `MM/DD/YY`, `january 8`,
 * `monday`, epoch seconds. `_`, `,` and spaces are dropped and case does not matter; a month is 30 days, a year 365.
 * carpy's own: epoch ms (1e11 and up), ISO 8601, `now/d` (rounded down to the day), `now-1d/d`, and `m` for minutes.
 *
 * The clock and the timezone are passed in; zones come from Intl, so there is no dependency.
 */
import { CarpyError } from './errors.ts';
import { asUtc, fromLocal, isDate, type LocalParts, localParts, weekdayOf, zoneOf } from './time-zone.ts';

export interface TimeOptions {
  readonly nowMs: number;
  /** IANA name, `Europe/Berlin`; UTC when absent. See isTimezone. */
  readonly timezone?: string;
}

export interface TimeRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Longer texts are refused: no time needs more. */
const MAX_LENGTH = 128;
/** Integers from here on are epoch milliseconds; below, epoch seconds (1e11 s lies in the year 5138). */
const FIRST_EPOCH_MS = 1e11;
/** The furthest point a Date can hold. */
const MAX_MS = 8.64e15;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/**
 * The point in time that `text` names, epoch ms.
 * @throws CarpyError CARPY_BAD_TIME with the position of the fault in `text`.
 */
export function parseTime(text: string, options: TimeOptions): number {
  const zone = zoneOf(options.timezone ?? 'UTC');
  if (text.length > MAX_LENGTH) throw bad(`${text.length} characters, at most ${MAX_LENGTH} are taken`, MAX_LENGTH);
  const iso = parseIso(text.trim(), zone);
  if (iso !== undefined) return iso;
  const ms = new TimeText(text).parse(options.nowMs, zone);
  if (!Number.isFinite(ms) || Math.abs(ms) > MAX_MS) throw bad(`"${text}" is too far away`, 0);
  return ms;
}

/**
 * Both ends of a range; given in the wrong order they are swapped, as Graphite does.
 * @throws CarpyError CARPY_BAD_TIME for a time that can't be read, and when both ends are the same moment.
 */
export function parseRange(options: TimeOptions & { readonly from: string; readonly until: string }): TimeRange {
  const fromMs = parseTime(options.from, options);
  const untilMs = parseTime(options.until, options);
  if (fromMs === untilMs)
    throw bad(`from "${options.from}" and until "${options.until}" are the same moment: the range is empty`, 0);
  return fromMs < untilMs ? { fromMs, untilMs } : { fromMs: untilMs, untilMs: fromMs };
}

/**
 * A duration > 0 in ms: `10s`, `5min`, `1h30m`, `2 weeks`, `250ms`.
 * @throws CarpyError CARPY_BAD_TIME with the position of the fault.
 */
export function parseDuration(text: string): number {
  if (/^\s*[+-]/.test(text)) throw bad(`a duration such as 5min or 1h30m takes no sign, "${text}" was given`, 0);
  const ms = parseOffset(text);
  if (ms <= 0) throw bad(`a duration is more than 0, "${text}" was given`, 0);
  return ms;
}

/**
 * An offset in ms, with or without a sign: `-1h`, `+1h30min`, `5min` (the same as `+5min`).
 * @throws CarpyError CARPY_BAD_TIME with the position of the fault.
 */
export function parseOffset(text: string): number {
  if (text.length > MAX_LENGTH) throw bad(`${text.length} characters, at most ${MAX_LENGTH} are taken`, MAX_LENGTH);
  return new TimeText(text).parseOffset();
}

/** A time text without the characters that do not matter, which still knows where each character stood. */
class TimeText {
  readonly #original: string;
  /** Lower case, without `_`, `,` and white space. */
  readonly #text: string;
  readonly #positions: readonly number[];

  constructor(original: string) {
    let text = '';
    const positions: number[] = [];
    for (let i = 0; i < original.length; i++) {
      const c = original[i] as string;
      if (c === '_' || c === ',' || c.trim() === '') continue;
      // Only A-Z: the lower case of some letters is two characters, which would shift positions.
      text += c >= 'A' && c <= 'Z' ? c.toLowerCase() : c;
      positions.push(i);
    }
    this.#original = original;
    this.#text = text;
    this.#positions = positions;
  }

  parse(nowMs: number, zone: string): number {
    const text = this.#text;
    if (text === '') throw bad('it is empty; give a time such as -1h, now or 20260131', 0);
    if (/^\d+$/.test(text)) {
      const day =
        text.length === 8 &&
        Number(text.slice(0, 4)) > 1900 &&
        Number(text.slice(4, 6)) < 13 &&
        Number(text.slice(6)) < 32;
      if (!day) return Number(text) >= FIRST_EPOCH_MS ? Number(text) : Number(text) * SECOND;
    }
    const sign = text.search(/[+-]/);
    const slash = text.startsWith('now/') ? 3 : -1;
    const end = slash > 0 ? slash : sign >= 0 ? sign : text.length;
    let ms = this.#reference(text.slice(0, end), nowMs, zone);
    for (let at = end; at < text.length; ) {
      if (text[at] === '/' && text.startsWith('now')) {
        const unit = /^[a-z]*/.exec(text.slice(at + 1))?.[0] ?? '';
        ms = this.#roundDown(ms, unit, at + 1, zone);
        at += 1 + unit.length;
      } else {
        const stop = text.slice(at + 1).search(/[+\-/]/);
        const next = stop < 0 ? text.length : at + 1 + stop;
        ms += this.#offset(at, next);
        at = next;
      }
    }
    return ms;
  }

  parseOffset(): number {
    if (this.#text === '') throw bad('it is empty; give a duration such as 5min or 1h30m', 0);
    return this.#offset(0, this.#text.length);
  }

  /** `[+-]` and one or more of number and unit, from `at` up to `end`; ms. */
  #offset(at: number, end: number): number {
    const text = this.#text;
    let i = at;
    const sign = text[i] === '-' ? -1 : 1;
    if (text[i] === '-' || text[i] === '+') i++;
    if (i === end) throw this.#bad('a number and a unit such as 1h is missing', i);
    let ms = 0;
    while (i < end) {
      const part = /^(\d+(?:\.\d+)?)([a-z]*)/.exec(text.slice(i, end));
      if (part === null) throw this.#bad('expected a number', i);
      const [whole, number, unit] = part as unknown as [string, string, string];
      ms += Number(number) * this.#unitMs(unit, i + number.length);
      i += whole.length;
    }
    return sign * ms;
  }

  #unitMs(unit: string, at: number): number {
    if (unit === 'ms') return 1;
    if (unit === 'm' || unit.startsWith('min')) return MINUTE;
    if (unit.startsWith('mon')) return 30 * DAY;
    if (unit.startsWith('s')) return SECOND;
    if (unit.startsWith('h')) return HOUR;
    if (unit.startsWith('d')) return DAY;
    if (unit.startsWith('w')) return 7 * DAY;
    if (unit.startsWith('y')) return 365 * DAY;
    throw this.#bad(`"${unit}" is no unit; known are s, min, h, d, w, mon and y`, at);
  }

  #roundDown(ms: number, unit: string, at: number, zone: string): number {
    const unitMs = this.#unitMs(unit, at);
    const p = localParts(ms, zone);
    if (unitMs === SECOND) return Math.floor(ms / SECOND) * SECOND;
    if (unitMs === MINUTE) return Math.floor(ms / MINUTE) * MINUTE;
    // Back by minutes and seconds rather than through local time: in the hour that a clock set back repeats, both hours stay apart.
    if (unitMs === HOUR) return Math.floor(ms / SECOND) * SECOND - p.minute * MINUTE - p.second * SECOND;
    if (unitMs === DAY) return fromLocal({ ...p, hour: 0, minute: 0, second: 0 }, zone);
    const midnight = { ...p, hour: 0, minute: 0, second: 0 };
    // Weeks begin on Monday (ISO 8601).
    if (unitMs === 7 * DAY) return fromLocal({ ...midnight, day: p.day - ((weekdayOf(p) + 6) % 7) }, zone);
    if (unitMs === 30 * DAY) return fromLocal({ ...midnight, day: 1 }, zone);
    if (unitMs === 365 * DAY) return fromLocal({ ...midnight, month: 1, day: 1 }, zone);
    throw this.#bad('rounding takes s, min, h, d, w, mon and y', at);
  }

  /** The part before any offset: a time of day, a day, both, or nothing. */
  #reference(whole: string, nowMs: number, zone: string): number {
    if (whole === '' || whole === 'now') return nowMs;
    const clock = /^(?:(\d{1,2}):(\d{2})(am|pm)?|(\d{1,2})(am|pm)|(noon|midnight|teatime))/.exec(whole);
    let hour = 0;
    let minute = 0;
    if (clock !== null) {
      hour = Number(
        clock[1] ?? clock[4] ?? { noon: 12, midnight: 0, teatime: 16 }[clock[6] as 'noon' | 'midnight' | 'teatime'],
      );
      minute = Number(clock[2] ?? 0);
      const half = clock[3] ?? clock[5];
      if (half !== undefined) {
        if (hour < 1 || hour > 12) throw this.#bad(`${hour}${half} is no time of day`, 0);
        hour = (hour % 12) + (half === 'pm' ? 12 : 0);
      }
      if (hour > 23 || minute > 59) throw this.#bad(`${clock[0]} is no time of day`, 0);
    }
    const at = clock === null ? 0 : clock[0].length;
    const today = { ...localParts(nowMs, zone), hour, minute, second: 0 };
    return fromLocal(this.#day(whole.slice(at), at, today), zone);
  }

  #day(day: string, at: number, today: LocalParts): LocalParts {
    if (day === '' || day === 'today') return today;
    if (day === 'yesterday') return { ...today, day: today.day - 1 };
    if (day === 'tomorrow') return { ...today, day: today.day + 1 };
    const american = /^(\d{1,2})\/(\d{1,2})\/(\d{1,4})$/.exec(day);
    if (american !== null) {
      const written = Number(american[3]);
      const year = written < 70 ? written + 2000 : written < 1900 ? written + 1900 : written;
      return this.#date(today, year, Number(american[1]), Number(american[2]), at);
    }
    if (/^\d{8}$/.test(day)) {
      return this.#date(today, Number(day.slice(0, 4)), Number(day.slice(4, 6)), Number(day.slice(6)), at);
    }
    const named = /^([a-z]{3,})(\d{0,2})$/.exec(day);
    if (named !== null) {
      const name = named[1] as string;
      const month = MONTHS.findIndex((m) => m.startsWith(name));
      if (month >= 0) {
        if (named[2] === '') throw this.#bad(`a day of the month must follow "${name}"`, at + name.length);
        return this.#date(today, today.year, month + 1, Number(named[2]), at);
      }
      const weekday = WEEKDAYS.findIndex((w) => w.startsWith(name));
      if (weekday >= 0 && named[2] === '') return { ...today, day: today.day - ((weekdayOf(today) - weekday + 7) % 7) };
    }
    throw this.#bad(`"${day}" is no day; known are today, yesterday, monday, january 8, 20260131, 01/31/26`, at);
  }

  #date(today: LocalParts, year: number, month: number, day: number, at: number): LocalParts {
    if (!isDate(year, month, day)) throw this.#bad(`${year}-${month}-${day} is no date`, at);
    return { ...today, year, month, day };
  }

  #bad(detail: string, at: number): CarpyError {
    return bad(`${detail} (in "${this.#original}")`, this.#positions[at] ?? this.#original.length);
  }
}

function bad(detail: string, position: number): CarpyError {
  return new CarpyError('CARPY_BAD_TIME', detail, { position });
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

function parseIso(text: string, zone: string): number | undefined {
  const m = ISO.exec(text);
  if (m === null) return undefined;
  const n = (i: number): number => Number(m[i] ?? 0);
  if (!isDate(n(1), n(2), n(3))) throw bad(`"${text}" is no date`, 0);
  if (n(4) > 23 || n(5) > 59 || n(6) > 59) throw bad(`"${text}" has no such time of day`, 11);
  const parts = { year: n(1), month: n(2), day: n(3), hour: n(4), minute: n(5), second: n(6) };
  const fraction = m[7] === undefined ? 0 : Math.floor(Number(`0.${m[7]}`) * 1000 + 1e-6);
  const offset = m[8];
  if (offset === undefined) return fromLocal(parts, zone) + fraction;
  if (offset === 'Z' || offset === 'z') return asUtc(parts) + fraction;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || 0);
  return asUtc(parts) - (offset[0] === '-' ? -minutes : minutes) * MINUTE + fraction;
}
