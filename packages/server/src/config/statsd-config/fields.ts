/** Reads one object of the configuration key by key, and tells afterwards which keys nobody asked for. */
import { didYouMean } from '@carpy/core';
import { type Findings, faultOf } from './findings.ts';
import type { Value } from './values.ts';

/** Unknown keys of one object that are told; more tell nothing new. */
const MOST_UNKNOWN = 20;

export class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();
  readonly #path: string;
  readonly findings: Findings;

  /** `path` is '' for the file's own object. */
  constructor(values: object, path: string, findings: Findings) {
    this.#values = new Map(Object.entries(values));
    this.#path = path;
    this.findings = findings;
  }

  pathOf(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  /** The value as written; undefined when it is absent or null. */
  raw(key: string): unknown {
    this.#asked.add(key);
    return this.#values.get(key) ?? undefined;
  }

  /** Undefined when it is absent or null, and when it is not allowed, which is a fault. */
  get<T>(key: string, value: Value<T>): T | undefined {
    return this.checked(this.raw(key), value, this.pathOf(key));
  }

  /** As `get`; '' counts as absent, as where StatsD writes `x || undefined`. */
  getFilled<T>(key: string, value: Value<T>): T | undefined {
    return this.raw(key) === '' ? undefined : this.get(key, value);
  }

  /** Undefined when it is absent or null, or is no object, which is a fault. */
  object(key: string): Fields | undefined {
    const given = this.raw(key);
    return given === undefined ? undefined : this.objectAt(given, this.pathOf(key));
  }

  /** What `each` makes of the items of a list; undefined when it is absent or null, or is no list of at most `most`, which is a fault. */
  list<T>(key: string, most: number, each: (item: unknown, path: string) => T | undefined): T[] | undefined {
    const given = this.raw(key);
    if (given === undefined) return undefined;
    const path = this.pathOf(key);
    if (!Array.isArray(given) || given.length > most) {
      this.findings.faults.push(faultOf(path, given, `a list of at most ${most}`));
      return undefined;
    }
    return given.flatMap((item, i) => each(item, `${path}[${i}]`) ?? []);
  }

  /** A value by itself, such as an item of a list. */
  checked<T>(given: unknown, value: Value<T>, path: string): T | undefined {
    if (given === undefined) return undefined;
    const parsed = value.parse(given);
    if (parsed === undefined) this.findings.faults.push(faultOf(path, given, value.allowed));
    return parsed;
  }

  objectAt(given: unknown, path: string): Fields | undefined {
    if (typeof given === 'object' && given !== null && !Array.isArray(given))
      return new Fields(given, path, this.findings);
    this.findings.faults.push(faultOf(path, given, 'an object of keys and values'));
    return undefined;
  }

  /** Tells of these keys, where they are given, that they have no effect. */
  ignore(keys: readonly string[], why: string): void {
    for (const key of keys) if (this.raw(key) !== undefined) this.findings.ignored.push(`${this.pathOf(key)}: ${why}`);
  }

  /** To be called last: keys that were not asked for are unknown. */
  end(): void {
    const strange = [...this.#values.keys()].filter((key) => !this.#asked.has(key));
    for (const key of strange.slice(0, MOST_UNKNOWN)) {
      const name = key.length > 100 ? `${key.slice(0, 100)}…` : key;
      this.findings.unknown.push(`${this.pathOf(name)}: unknown key${didYouMean(key, this.#asked)}`);
    }
    if (strange.length > MOST_UNKNOWN)
      this.findings.unknown.push(`${this.pathOf('…')}: ${strange.length - MOST_UNKNOWN} more unknown keys`);
  }
}
