/**
 * How many errors there were of each group, by minute and place, so that a list over any range is one pass over numbers and needs no record.
 * Of days before yesterday only the hour is kept. A cell is about 40 bytes; see MAX_CELLS_AN_HOUR.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** Past it new cells of the hour go by the hour, without a place: their number stays, where they were is not known. */
export const MAX_CELLS_AN_HOUR = 10_000;
/** Hours that keep their minutes. */
const FINE_HOURS = 26;
const MAX_PLACES = 20_000;

/** Where an error was. Segment of the app; the others as displayed, empty where not told. */
export interface ErrorPlace {
  readonly app: string;
  readonly transaction: string;
  readonly server: string;
  readonly version: string;
}

/** One hour as columns: plain data that the state keeps. */
export interface HourColumns {
  readonly hour: number;
  /** 0 to 59. */
  readonly minutes: readonly number[];
  /** Empty: an error of which only the outcome was told. */
  readonly fingerprints: readonly string[];
  readonly placeOf: readonly number[];
  readonly places: readonly ErrorPlace[];
  readonly counts: readonly number[];
}

class Hour {
  readonly hour: number;
  fine = true;
  readonly minutes: number[] = [];
  readonly fingerprints: string[] = [];
  readonly places: ErrorPlace[] = [];
  readonly counts: number[] = [];
  /** Made when something is added. */
  #index: Map<string, number> | undefined;

  constructor(hour: number) {
    this.hour = hour;
  }

  add(minute: number, fingerprint: string, place: ErrorPlace, count: number): void {
    this.#index ??= new Map(this.counts.map((_, i) => [this.#keyAt(i), i]));
    const key = keyOf(this.fine ? minute : 0, fingerprint, place);
    const at = this.#index.get(key);
    if (at !== undefined) {
      this.counts[at] = (this.counts[at] as number) + count;
      return;
    }
    const bare = { app: place.app, transaction: '', server: '', version: '' };
    const isBare = minute === 0 && place.transaction === '' && place.server === '' && place.version === '';
    if (this.counts.length >= MAX_CELLS_AN_HOUR && !isBare) {
      this.add(0, fingerprint, bare, count);
      return;
    }
    if (this.counts.length >= 2 * MAX_CELLS_AN_HOUR && fingerprint !== '') {
      this.add(0, '', bare, count);
      return;
    }
    this.#index.set(key, this.counts.length);
    this.minutes.push(this.fine ? minute : 0);
    this.fingerprints.push(fingerprint);
    this.places.push(place);
    this.counts.push(count);
  }

  /** Lets go of the minutes; what was made to add is let go of as well. */
  coarsen(): void {
    const cells = this.counts.map((count, i) => [this.fingerprints[i], this.places[i], count] as const);
    for (const column of [this.minutes, this.fingerprints, this.places, this.counts]) column.length = 0;
    this.fine = false;
    this.#index = new Map();
    for (const [fingerprint, place, count] of cells) this.add(0, fingerprint as string, place as ErrorPlace, count);
    this.#index = undefined;
  }

  #keyAt(i: number): string {
    return keyOf(this.minutes[i] as number, this.fingerprints[i] as string, this.places[i] as ErrorPlace);
  }
}

const keyOf = (minute: number, fingerprint: string, { app, transaction, server, version }: ErrorPlace): string =>
  `${minute}\t${fingerprint}\t${app}\t${server}\t${version}\t${transaction}`;

export class ErrorCells {
  readonly #hours = new Map<number, Hour>();
  #places = new Map<string, ErrorPlace>();

  add(startMs: number, fingerprint: string, place: ErrorPlace, count: number): void {
    const minute = minuteOf(startMs);
    const hour = Math.floor(minute / 60);
    const cells = this.#hours.get(hour) ?? new Hour(hour);
    this.#hours.set(hour, cells);
    cells.add(minute % 60, fingerprint, this.#known(place), count);
  }

  /** Each cell of the minutes that the range touches; whole hours where the minutes are gone. Epoch ms, (fromMs, toMs]. */
  each(
    fromMs: number,
    toMs: number,
    visit: (fingerprint: string, place: ErrorPlace, count: number, atMs: number) => void,
  ): void {
    const first = Math.floor(fromMs / MINUTE_MS);
    const last = minuteOf(toMs);
    for (const { hour, fine, minutes, fingerprints, places, counts } of this.#hours.values()) {
      if (hour < Math.floor(first / 60) || hour > Math.floor(last / 60)) continue;
      for (let i = 0; i < counts.length; i++) {
        const minute = hour * 60 + (minutes[i] as number);
        if (fine && (minute < first || minute > last)) continue;
        visit(fingerprints[i] as string, places[i] as ErrorPlace, counts[i] as number, minute * MINUTE_MS);
      }
    }
  }

  /** Empty where the hour has nothing. */
  columns(hour: number): HourColumns {
    const cells = this.#hours.get(hour) ?? new Hour(hour);
    const places = [...new Set(cells.places)];
    const numbers = new Map(places.map((place, i) => [place, i]));
    return {
      hour,
      minutes: cells.minutes,
      fingerprints: cells.fingerprints,
      placeOf: cells.places.map((place) => numbers.get(place) as number),
      places,
      counts: cells.counts,
    };
  }

  load({ hour, minutes, fingerprints, placeOf, places, counts }: HourColumns): void {
    const known = places.map((place) => this.#known(place));
    const cells = new Hour(hour);
    this.#hours.set(hour, cells);
    for (const [i, count] of counts.entries())
      cells.add(minutes[i] ?? 0, fingerprints[i] ?? '', known[placeOf[i] ?? 0] as ErrorPlace, count);
  }

  clear(hour: number): void {
    this.#hours.delete(hour);
  }

  /** Lets minutes go that are old, and hours before `keptFromMs`; answers those hours. */
  age(nowMs: number, keptFromMs: number): readonly number[] {
    const gone: number[] = [];
    for (const cells of this.#hours.values()) {
      if ((cells.hour + 1) * HOUR_MS <= keptFromMs) gone.push(cells.hour);
      else if (cells.fine && nowMs - cells.hour * HOUR_MS > FINE_HOURS * HOUR_MS) cells.coarsen();
    }
    for (const hour of gone) this.#hours.delete(hour);
    return gone;
  }

  /** Moments before it are known by the hour only. */
  static fineFromMs(nowMs: number): number {
    return nowMs - (FINE_HOURS - 1) * HOUR_MS;
  }

  /** One object for equal places: few places have many cells. */
  #known(place: ErrorPlace): ErrorPlace {
    const key = keyOf(0, '', place);
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
