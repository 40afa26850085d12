/**
 * Counts of a segment's rows and sums of their weights: what facets and histogram of a whole segment are made of without a look at its rows,
 * as long as they are asked for by app and by what came of requests only.
 *
 * In a segment: u32 × 6 lengths of what follows, then the arrays as they are, f64 before u32.
 */
import { DURATION_STEPS } from '@carpy/core';
import { type CodeArray, type CodeColumn, type CodeFields, durationCode } from './row-codes.ts';
import type { Starts } from './starts.ts';
import { ZONE_ROWS } from './zones.ts';

/** What occurs of all combinations of codes: columns of one length. */
export interface Tally {
  readonly keys: Uint32Array;
  readonly counts: Uint32Array;
  readonly sums: Float64Array;
}

export interface Tallies {
  /** Key: code of `what` × results + code of `result`. */
  readonly byKey: Tally;
  /** Code of `origin` × results + code of `result`. */
  readonly byOrigin: Tally;
  /** (app × results + code of `result`) × (steps + 1) + step of the duration; without a duration it is behind the last step. */
  readonly byStep: Tally;
  /** (zone × apps + app) × results + code of `result`. */
  readonly byZone: Tally;
  /** First start of each zone, and the last one of all. */
  readonly zoneMs: Float64Array;
}

export interface TallyColumns {
  readonly fields: Readonly<Record<CodeColumn, readonly CodeFields[]>>;
  readonly codes: Readonly<Record<CodeColumn, CodeArray | undefined>>;
  readonly durations: Uint32Array;
  readonly starts: Starts;
}

const STEPS = DURATION_STEPS.length + 1;
/** Codes of the ends of all steps but the last. */
const STEP_ENDS = DURATION_STEPS.slice(0, -1).map((step) => durationCode(step.untilMs));
/** Of combinations that there may be, whether they occur or not. */
const MAX_KINDS = 2 ** 20;

/** That of a record without a duration is behind the last one. */
export function stepOf(duration: number): number {
  if (duration === 0) return DURATION_STEPS.length;
  let step = 0;
  while (step < STEP_ENDS.length && duration >= (STEP_ENDS[step] as number)) step++;
  return step;
}

/** Apps, numbered as they come among the fields of `what`. */
export class Apps {
  readonly names: string[] = [];
  /** By code. */
  readonly of: Uint32Array;

  constructor(what: readonly CodeFields[]) {
    const numbers = new Map<string, number>();
    this.of = Uint32Array.from(what, ({ app = '' }) => {
      const number = numbers.get(app) ?? this.names.push(app) - 1;
      numbers.set(app, number);
      return number;
    });
  }
}

const known = new WeakMap<readonly CodeFields[], Apps>();

/** Those of a list that does not change any more. */
export function appsOf(what: readonly CodeFields[]): Apps {
  const apps = known.get(what) ?? new Apps(what);
  known.set(what, apps);
  return apps;
}

/** Undefined where there are too many kinds of rows for tables of them. */
export function talliesOf({ fields, codes, durations, starts }: TallyColumns): Tallies | undefined {
  const apps = new Apps(fields.what);
  const results = Math.max(1, fields.result.length);
  const zones = Math.ceil(durations.length / ZONE_ROWS);
  const kinds = [
    fields.what.length * results,
    fields.origin.length * results,
    apps.names.length * results * STEPS,
    zones * apps.names.length * results,
  ];
  if (Math.max(...kinds) > MAX_KINDS) return undefined;
  const [byKey, byOrigin, byStep, byZone] = kinds.map((count) => new Counts(count)) as [Counts, Counts, Counts, Counts];
  const weights = Float64Array.from(fields.weight, ({ weight = 1 }) => weight);
  const codeAt = (column: CodeArray | undefined, row: number): number =>
    column === undefined ? 0 : (column[row] as number);
  for (let row = 0; row < durations.length; row++) {
    const what = codeAt(codes.what, row);
    const result = codeAt(codes.result, row);
    const weight = weights[codeAt(codes.weight, row)] as number;
    const app = apps.of[what] as number;
    byKey.add(what * results + result, weight);
    byOrigin.add(codeAt(codes.origin, row) * results + result, weight);
    byStep.add((app * results + result) * STEPS + stepOf(durations[row] as number), weight);
    byZone.add((Math.floor(row / ZONE_ROWS) * apps.names.length + app) * results + result, weight);
  }
  const zoneMs = new Float64Array(zones + 1);
  for (let zone = 0; zone < zones; zone++) zoneMs[zone] = starts.at(zone * ZONE_ROWS);
  if (durations.length > 0) zoneMs[zones] = starts.at(durations.length - 1);
  return { byKey: byKey.tally(), byOrigin: byOrigin.tally(), byStep: byStep.tally(), byZone: byZone.tally(), zoneMs };
}

class Counts {
  readonly #counts: Uint32Array;
  readonly #sums: Float64Array;

  constructor(kinds: number) {
    this.#counts = new Uint32Array(kinds);
    this.#sums = new Float64Array(kinds);
  }

  add(key: number, weight: number): void {
    this.#counts[key] = (this.#counts[key] as number) + 1;
    this.#sums[key] = (this.#sums[key] as number) + weight;
  }

  /** Those that occur. */
  tally(): Tally {
    let length = 0;
    for (let key = 0; key < this.#counts.length; key++) if (this.#counts[key] !== 0) length++;
    const tally = { keys: new Uint32Array(length), counts: new Uint32Array(length), sums: new Float64Array(length) };
    for (let key = 0, at = 0; at < length; key++) {
      if (this.#counts[key] === 0) continue;
      tally.keys[at] = key;
      tally.counts[at] = this.#counts[key] as number;
      tally.sums[at++] = this.#sums[key] as number;
    }
    return tally;
  }
}

const LENGTHS = 6;

export function packTallies({ byKey, byOrigin, byStep, byZone, zoneMs }: Tallies): Uint8Array {
  const tallies = [byKey, byOrigin, byStep, byZone];
  const lengths = new Uint32Array(LENGTHS);
  lengths.set([...tallies.map(({ keys }) => keys.length), zoneMs.length]);
  const parts = [
    lengths,
    zoneMs,
    ...tallies.map(({ sums }) => sums),
    ...tallies.flatMap(({ keys, counts }) => [keys, counts]),
  ];
  return Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));
}

/** Throws RangeError where the bytes are too few. */
export function unpackTallies(bytes: Uint8Array<ArrayBuffer>): Tallies {
  const lengths = new Uint32Array(bytes.buffer, bytes.byteOffset, LENGTHS);
  let at = bytes.byteOffset + lengths.byteLength;
  const f64 = (length: number): Float64Array => {
    at += length * 8;
    return new Float64Array(bytes.buffer, at - length * 8, length);
  };
  const u32 = (length: number): Uint32Array => {
    at += length * 4;
    return new Uint32Array(bytes.buffer, at - length * 4, length);
  };
  const zoneMs = f64(lengths[4] as number);
  const sums = [...lengths.subarray(0, 4)].map(f64);
  const [byKey, byOrigin, byStep, byZone] = sums.map((of) => ({
    sums: of,
    keys: u32(of.length),
    counts: u32(of.length),
  }));
  return { byKey, byOrigin, byStep, byZone, zoneMs } as Tallies;
}
