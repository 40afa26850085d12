/** Counts of one hour as columns: few kinds of numbers, many cells. What finds a cell again is made when something is added, and let go of after. */
import type { ErrorPlace, HourColumns } from './error-cells.ts';

/** Of errors whose group is not kept. */
const NO_FINGERPRINT: KnownFingerprint = { text: '', pass: 0, slot: 0 };

/** Past it new cells of the hour go by the hour, without a place: their number stays, where they were is not known. */
export const MAX_CELLS_AN_HOUR = 10_000;
const MINUTES = 64;
const MAX_PLACES = 2 ** 15;

/** One object for equal texts, nearly always. A pass over all cells leaves on it what it would else have to find by the text again and again. */
export interface KnownFingerprint {
  readonly text: string;
  /** The pass that left `slot`. */
  pass: number;
  slot: number;
}

/** What finds a value's place in a list. */
interface Finder {
  readonly fingerprints: Map<string, number>;
  readonly places: Map<ErrorPlace, number>;
  readonly cells: Map<number, number>;
}

export class ErrorHour {
  readonly hour: number;
  /** False once the minutes are gone. */
  fine = true;
  readonly #fingerprints: KnownFingerprint[] = [];
  readonly #places: ErrorPlace[] = [];
  /** By cell: 0 to 59, and indexes of the lists. */
  readonly #minutes: number[] = [];
  readonly #fingerprintOf: number[] = [];
  readonly #placeOf: number[] = [];
  readonly #counts: number[] = [];
  #finder: Finder | undefined;

  constructor(hour: number) {
    this.hour = hour;
  }

  get cells(): number {
    return this.#counts.length;
  }

  /** Equal places should be one object; `bareOf` answers the one of an app that tells nothing else. */
  add(
    minute: number,
    fingerprint: KnownFingerprint,
    place: ErrorPlace,
    bareOf: (app: string) => ErrorPlace,
    count: number,
  ): void {
    const finder = this.#finding();
    const slot = this.fine ? minute : 0;
    if (this.#raise(finder, slot, fingerprint, place, count)) return;
    if (this.cells < MAX_CELLS_AN_HOUR) {
      this.#push(finder, slot, fingerprint, place, count);
      return;
    }
    const bare = bareOf(place.app);
    if (this.#raise(finder, 0, fingerprint, bare, count)) return;
    else if (this.cells < 2 * MAX_CELLS_AN_HOUR) this.#push(finder, 0, fingerprint, bare, count);
    else if (!this.#raise(finder, 0, NO_FINGERPRINT, bare, count)) this.#push(finder, 0, NO_FINGERPRINT, bare, count);
  }

  /** Lets go of what finds cells again: the hour is not written to any more, for now. */
  rest(): void {
    this.#finder = undefined;
  }

  coarsen(bareOf: (app: string) => ErrorPlace): void {
    const cells = this.#counts.map((count, i) => [this.#fingerprintOf[i], this.#placeOf[i], count] as const);
    const names = [...this.#fingerprints];
    const where = [...this.#places];
    for (const list of [this.#fingerprints, this.#places]) list.length = 0;
    for (const column of [this.#minutes, this.#fingerprintOf, this.#placeOf, this.#counts]) column.length = 0;
    this.fine = false;
    this.#finder = undefined;
    for (const [fingerprint, at, count] of cells) {
      this.add(0, names[fingerprint as number] as KnownFingerprint, where[at as number] as ErrorPlace, bareOf, count);
    }
    this.rest();
  }

  /** Each cell of these minutes of the hour, both included; all of them where the minutes are gone. */
  each(
    first: number,
    last: number,
    visit: (fingerprint: KnownFingerprint, place: ErrorPlace, count: number, minute: number) => void,
  ): void {
    for (let i = 0; i < this.#counts.length; i++) {
      const minute = this.#minutes[i] as number;
      if (this.fine && (minute < first || minute > last)) continue;
      visit(
        this.#fingerprints[this.#fingerprintOf[i] as number] as KnownFingerprint,
        this.#places[this.#placeOf[i] as number] as ErrorPlace,
        this.#counts[i] as number,
        minute,
      );
    }
  }

  columns(): HourColumns {
    return {
      hour: this.hour,
      fingerprints: this.#fingerprints.map(({ text }) => text),
      places: this.#places,
      minutes: this.#minutes,
      fingerprintOf: this.#fingerprintOf,
      placeOf: this.#placeOf,
      counts: this.#counts,
    };
  }

  #finding(): Finder {
    this.#finder ??= {
      fingerprints: new Map(this.#fingerprints.map(({ text }, i) => [text, i])),
      places: new Map(this.#places.map((place, i) => [place, i])),
      cells: new Map(
        this.#counts.map((_, i) => [
          keyOf(this.#minutes[i] as number, this.#fingerprintOf[i] as number, this.#placeOf[i] as number),
          i,
        ]),
      ),
    };
    return this.#finder;
  }

  /** Adds to a cell; false where there is none. */
  #raise(finder: Finder, minute: number, fingerprint: KnownFingerprint, place: ErrorPlace, count: number): boolean {
    const f = finder.fingerprints.get(fingerprint.text);
    const p = finder.places.get(place);
    const at = f === undefined || p === undefined ? undefined : finder.cells.get(keyOf(minute, f, p));
    if (at === undefined) return false;
    this.#counts[at] = (this.#counts[at] as number) + count;
    return true;
  }

  #push(finder: Finder, minute: number, fingerprint: KnownFingerprint, place: ErrorPlace, count: number): void {
    const f = numberIn(finder.fingerprints, fingerprint.text, this.#fingerprints, fingerprint);
    const p = numberIn(finder.places, place, this.#places, place);
    finder.cells.set(keyOf(minute, f, p), this.#counts.length);
    this.#minutes.push(minute);
    this.#fingerprintOf.push(f);
    this.#placeOf.push(p);
    this.#counts.push(count);
  }
}

function numberIn<K, T>(numbers: Map<K, number>, key: K, list: T[], value: T): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, list.length);
  return list.push(value) - 1;
}

const keyOf = (minute: number, fingerprint: number, place: number): number =>
  (fingerprint * MAX_PLACES + place) * MINUTES + minute;
