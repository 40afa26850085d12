/**
 * What records have in common, as numbers: a row has four codes, and each stands for several fields that go together. Filters ask once a
 * code, not once a row, and facets count codes.
 *
 * Hot: four look-ups a record taken (bench/records).
 */
import type { StoredRecord } from '@carpy/core';

/** `what`: app, transaction, kind, method, route. `origin`: app, server, version. `result`: outcome, status. `weight`: that alone. */
export const CODE_COLUMNS = ['what', 'origin', 'result', 'weight'] as const;
export type CodeColumn = (typeof CODE_COLUMNS)[number];

/** The fields that a code of a column stands for; those that a record does not have are absent. */
export interface CodeFields {
  readonly app?: string;
  readonly transaction?: string;
  readonly kind?: string;
  readonly method?: string;
  readonly route?: string;
  readonly server?: string;
  readonly version?: string;
  readonly status?: number;
  readonly outcome?: string;
  readonly weight?: number;
}

/** What is known of codes beforehand. */
export interface CodeTable extends CodeCounts {
  /** Numbers of `fields`: the same in all sources where the fields are. */
  readonly ids: Uint32Array;
}

/** By code. */
export interface CodeCounts {
  readonly fields: readonly CodeFields[];
  readonly counts: Uint32Array;
  /** The longest duration of its rows, as columns have it; 0 where none has one. */
  readonly longest: Uint32Array;
}

type Value = string | number | undefined;

/** Gives each combination of values a number, in the order in which they come. */
class Codes {
  readonly fields: CodeFields[] = [];
  readonly #values: Value[][] = [];
  readonly #byKey = new Map<string, number>();
  /** The last code with a value of `b`, or `a` where there is none: mostly found without making a key. */
  readonly #newest = new Map<Value, number>();
  readonly #names: readonly (keyof CodeFields)[];

  constructor(names: readonly (keyof CodeFields)[]) {
    this.#names = names;
  }

  codeOf(a: Value, b: Value, c?: Value, d?: Value, e?: Value): number {
    // Records of one body mostly have all but one in common.
    const newest = this.#newest.get(b ?? a);
    if (newest !== undefined && this.#is(newest, a, b, c, d, e)) return newest;
    let key = `${a}\0${b}\0${c}\0${d}\0${e}`;
    for (;;) {
      const found = this.#byKey.get(key);
      if (found === undefined) break;
      if (this.#is(found, a, b, c, d, e)) {
        this.#newest.set(b ?? a, found);
        return found;
      }
      // Values that hold the separator, or read like an absent one.
      key += '\0';
    }
    const code = this.fields.length;
    const values = [a, b, c, d, e];
    this.#values.push(values);
    const fields: Record<string, Value> = {};
    this.#names.forEach((name, i) => {
      if (values[i] !== undefined) fields[name] = values[i];
    });
    this.fields.push(fields as CodeFields);
    this.#byKey.set(key, code);
    this.#newest.set(b ?? a, code);
    return code;
  }

  #is(code: number, a: Value, b: Value, c: Value, d: Value, e: Value): boolean {
    const v = this.#values[code] as Value[];
    return v[0] === a && v[1] === b && v[2] === c && v[3] === d && v[4] === e;
  }
}

export class RowCodes {
  readonly what: Codes = new Codes(['app', 'transaction', 'kind', 'method', 'route']);
  readonly origin: Codes = new Codes(['app', 'server', 'version']);
  readonly result: Codes = new Codes(['outcome', 'status']);
  readonly weight: Codes = new Codes(['weight']);

  whatOf(r: StoredRecord): number {
    return this.what.codeOf(r.app, r.transaction, r.kind, r.method, r.route);
  }

  originOf(r: StoredRecord): number {
    return this.origin.codeOf(r.app, r.server, r.version);
  }

  resultOf(r: StoredRecord): number {
    return this.result.codeOf(r.outcome, r.status);
  }

  weightOf(r: StoredRecord): number {
    return this.weight.codeOf(r.weight ?? 1, undefined);
  }
}

/** A duration as columns have it: whole microseconds + 1; 0 where there is none. Past 71 minutes it is the greatest number there is. */
export function durationCode(durationMs: number | undefined): number {
  if (durationMs === undefined) return 0;
  return Math.min(Math.max(Math.round(durationMs * 1000), 0) + 1, 0xffffffff);
}

export const durationOfCode = (code: number): number => (code - 1) / 1000;

export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

/** Counts and longest durations by code. */
export function codeTable(
  fields: readonly CodeFields[],
  codes: CodeArray | undefined,
  durations: Uint32Array,
): CodeCounts {
  const counts = new Uint32Array(fields.length);
  const longest = new Uint32Array(fields.length);
  for (let row = 0; row < durations.length; row++) {
    const code = codes === undefined ? 0 : (codes[row] as number);
    counts[code] = (counts[code] as number) + 1;
    const duration = durations[row] as number;
    if (duration > (longest[code] as number)) longest[code] = duration;
  }
  return { fields, counts, longest };
}
