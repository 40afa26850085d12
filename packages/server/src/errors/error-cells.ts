/**
 * How many errors there were of each group, by minute and place, so that a list over any range is one pass over numbers and needs no record.
 * Of days before yesterday only the hour is kept. A cell is about 40 bytes.
 */
import { ErrorHour, type KnownFingerprint } from './error-hour.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** Hours that keep their minutes. */
const FINE_HOURS = 26;
const MAX_PLACES = 20_000;
/** Of those that share one object; past it equal ones may have several. */
const MAX_FINGERPRINTS = 100_000;
/** Hours that were written to last keep what finds their cells: late records are of the last day. */
const OPEN_HOURS = 30;

/** Where an error was. Segment of the app; the others as displayed, empty where not told. */
export interface ErrorPlace {
  readonly app: string;
  readonly transaction: string;
  readonly server: string;
  readonly version: string;
}

/** One hour as the state keeps it: lists, and columns of one length. */
export interface HourColumns {
  readonly hour: number;
  /** Empty: errors of which only the outcome was told. */
  readonly fingerprints: readonly string[];
  readonly places: readonly ErrorPlace[];
  /** 0 to 59. */
  readonly minutes: readonly number[];
  /** Indexes. */
  readonly fingerprintOf: readonly number[];
  readonly placeOf: readonly number[];
  readonly counts: readonly number[];
}

function isHourColumns(given: unknown): given is HourColumns {
  const { hour, fingerprints, places, counts, ...columns } = (given ?? {}) as Partial<HourColumns>;
  return (
    Number.isInteger(hour) &&
    [fingerprints, places, counts].every(Array.isArray) &&
    [columns.minutes, columns.fingerprintOf, columns.placeOf].every(
      (column) => Array.isArray(column) && column.length === counts?.length,
    )
  );
}

export class ErrorCells {
  readonly #hours = new Map<number, ErrorHour>();
  /** The one that was written to last at the end. */
  #open: ErrorHour[] = [];
  #places = new Map<string, ErrorPlace>();
  #fingerprints = new Map<string, KnownFingerprint>();
  readonly #bare = (app: string): ErrorPlace => this.#known({ app, transaction: '', server: '', version: '' });

  add(startMs: number, fingerprint: string, place: ErrorPlace, count: number): void {
    const minute = minuteOf(startMs);
    const hour = Math.floor(minute / 60);
    const cells = this.#hours.get(hour) ?? new ErrorHour(hour);
    this.#hours.set(hour, cells);
    this.#opened(cells);
    cells.add(minute % 60, this.#fingerprint(fingerprint), this.#known(place), this.#bare, count);
  }

  /** Each cell of the minutes that the range touches; whole hours where the minutes are gone. Epoch ms, (fromMs, toMs]. */
  each(
    fromMs: number,
    toMs: number,
    visit: (fingerprint: KnownFingerprint, place: ErrorPlace, count: number, atMs: number) => void,
  ): void {
    const first = Math.floor(fromMs / MINUTE_MS);
    const last = minuteOf(toMs);
    for (const cells of this.#hours.values()) {
      const start = cells.hour * 60;
      if (start + 59 < first || start > last) continue;
      cells.each(first - start, last - start, (fingerprint, place, count, minute) =>
        visit(fingerprint, place, count, (start + minute) * MINUTE_MS),
      );
    }
  }

  /** Empty where the hour has nothing. */
  columns(hour: number): HourColumns {
    return (this.#hours.get(hour) ?? new ErrorHour(hour)).columns();
  }

  /** False for what is no hour of this form, as a former version wrote it: it is to be counted again. */
  load(columns: unknown): boolean {
    if (!isHourColumns(columns)) return false;
    const { hour, minutes, fingerprints, fingerprintOf, placeOf, places, counts } = columns;
    const known = places.map((place) => this.#known(place));
    const knownFingerprints = fingerprints.map((text) => this.#fingerprint(text));
    const none = this.#fingerprint('');
    const cells = new ErrorHour(hour);
    this.#hours.set(hour, cells);
    for (const [i, count] of counts.entries()) {
      const place = known[placeOf[i] ?? 0] as ErrorPlace;
      cells.add(minutes[i] ?? 0, knownFingerprints[fingerprintOf[i] ?? 0] ?? none, place, this.#bare, count);
    }
    cells.rest();
    return true;
  }

  clear(hour: number): void {
    this.#hours.delete(hour);
  }

  /** Lets minutes go that are old, and hours before `keptFromMs`; answers those hours. */
  age(nowMs: number, keptFromMs: number): readonly number[] {
    const gone: number[] = [];
    for (const cells of this.#hours.values()) {
      if ((cells.hour + 1) * HOUR_MS <= keptFromMs) gone.push(cells.hour);
      else if (cells.fine && nowMs - cells.hour * HOUR_MS > FINE_HOURS * HOUR_MS) cells.coarsen(this.#bare);
    }
    for (const hour of gone) this.#hours.delete(hour);
    return gone;
  }

  /** Moments before it are known by the hour only. */
  static fineFromMs(nowMs: number): number {
    return nowMs - (FINE_HOURS - 1) * HOUR_MS;
  }

  #opened(cells: ErrorHour): void {
    if (this.#open.at(-1) === cells) return;
    this.#open = [...this.#open.filter((other) => other !== cells), cells];
    if (this.#open.length > OPEN_HOURS) this.#open.shift()?.rest();
  }

  #fingerprint(text: string): KnownFingerprint {
    let known = this.#fingerprints.get(text);
    if (known === undefined) {
      if (this.#fingerprints.size >= MAX_FINGERPRINTS) this.#fingerprints = new Map();
      known = { text, pass: 0, slot: 0 };
      this.#fingerprints.set(text, known);
    }
    return known;
  }

  /** One object for equal places: few places have many cells. */
  #known(place: ErrorPlace): ErrorPlace {
    const key = `${place.app}\t${place.server}\t${place.version}\t${place.transaction}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#places.size >= MAX_PLACES) this.#places = new Map();
    this.#places.set(key, place);
    return place;
  }
}

/** A minute holds (start, start + 1 min], as slots of metrics do. */
const minuteOf = (atMs: number): number => Math.ceil(atMs / MINUTE_MS) - 1;
export const hourOf = (startMs: number): number => Math.floor(minuteOf(startMs) / 60);
