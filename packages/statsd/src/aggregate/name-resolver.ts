/** From a key to its entry: where the name's series are stored, whether it is within bounds, and their numbers. Runs once a new spelling of a name. */
import { APDEX_COLUMNS, NAME_CONFLICT, NAME_LIMITS, type NameTable, TIMER_LEAVES } from '@carpy/core';
import type { MetricType } from '../protocol/metric-type.ts';
import type { BadCause } from '../protocol/sink.ts';
import type { StatsdSettings } from '../settings.ts';
import { CarpyLimits, type CarpyTarget, carpyTarget } from './carpy-target.ts';
import {
  APDEX_RECORD,
  APDEX_REST,
  CARPY_COUNTER,
  CARPY_GAUGE,
  CARPY_SET,
  CARPY_TIMER,
  type Entries,
  type EntryForm,
  PLAIN_COUNTER,
  PLAIN_GAUGE,
  PLAIN_SET,
  PLAIN_TIMER,
} from './entries.ts';
import type { Name } from './name.ts';
import { plainTimerSuffixes } from './plain-timer.ts';

const CARPY_FORMS = { counter: CARPY_COUNTER, timer: CARPY_TIMER, gauge: CARPY_GAUGE, set: CARPY_SET } as const;

interface PlainShape {
  readonly form: EntryForm;
  readonly prefix: string;
  /** What follows the name, one a series; '' for the name itself. */
  readonly suffixes: readonly string[];
}

export class NameResolver {
  readonly #names: NameTable;
  readonly #entries: Entries;
  readonly #shapes: Readonly<Record<MetricType, PlainShape>>;
  readonly #limits = new CarpyLimits();
  /** Entry of a series id: the first id of an entry is its identity. */
  readonly #entryOfId = new Map<number, number>();

  constructor(names: NameTable, entries: Entries, settings: StatsdSettings) {
    this.#names = names;
    this.#entries = entries;
    const prefix = (type: string): string => [settings.globalPrefix, type].filter((part) => part !== '').join('.');
    this.#shapes = [
      { form: PLAIN_COUNTER, prefix: prefix(settings.prefixCounter), suffixes: ['rate', 'count'] },
      {
        form: PLAIN_TIMER,
        prefix: prefix(settings.prefixTimer),
        suffixes: plainTimerSuffixes(settings.percentThresholds),
      },
      { form: PLAIN_GAUGE, prefix: prefix(settings.prefixGauge), suffixes: [''] },
      { form: PLAIN_SET, prefix: prefix(settings.prefixSet), suffixes: ['count'] },
    ];
  }

  resolve(name: Name, type: MetricType): number | BadCause {
    return name.carpy ? this.#carpy(name.path, type) : this.#plain(name, type);
  }

  #carpy(path: string, type: MetricType): number | BadCause {
    if (path.length > NAME_LIMITS.pathBytes) return 'name_too_long';
    const target = carpyTarget(path, type);
    if (target === undefined) return 'bad_name';
    const kind = this.#names.kindOf(target.path);
    if (kind !== undefined && kind !== target.kind) return 'kind_conflict';
    if (kind === undefined) {
      if (this.#names.room < 1) return 'too_many_names';
      if (target.parsed.kind === 'custom' && this.#meetsRecord(target)) return 'kind_conflict';
      if (!this.#limits.admit(target.parsed)) return 'too_many_names';
    }
    const id = this.#names.idOf(target.kind, target.path);
    const known = this.#entryOfId.get(id);
    if (known !== undefined) return known + target.column;
    return this.#add(id, target) + target.column;
  }

  #add(id: number, target: CarpyTarget): number {
    const form = target.kind === 'apdex' ? APDEX_RECORD : CARPY_FORMS[target.kind];
    const entry = this.#entries.add(form, [id]);
    if (form === APDEX_RECORD) for (let i = 1; i < APDEX_COLUMNS.length; i++) this.#entries.add(APDEX_REST, []);
    this.#entryOfId.set(id, entry);
    return entry;
  }

  /** Custom names are free, so they alone can lie under a record, or name a timer above a series that has the path of its leaf. */
  #meetsRecord(target: CarpyTarget): boolean {
    const parts = target.path.split('.');
    for (let length = parts.length - 1; length >= 5; length--) {
      if (this.#names.kindOf(parts.slice(0, length).join('.')) === 'timer') return true;
    }
    return (
      target.kind === 'timer' && TIMER_LEAVES.some((leaf) => this.#names.kindOf(`${target.path}.${leaf}`) !== undefined)
    );
  }

  #plain(name: Name, type: MetricType): number | BadCause {
    const shape = this.#shapes[type];
    const base = shape.prefix === '' ? name.path : `${shape.prefix}.${name.path}`;
    const paths = shape.suffixes.map((suffix) => (suffix === '' ? base : `${base}.${suffix}`) + name.suffix);
    if (base.length > NAME_LIMITS.pathBytes) return 'name_too_long';
    const first = paths[0] as string;
    const kind = this.#names.kindOf(first);
    if (kind === undefined && this.#names.room < paths.length) return 'too_many_names';
    const ids = paths.map((path) => this.#names.idOf('plain', path));
    if (ids.includes(NAME_CONFLICT)) return 'kind_conflict';
    if (ids.some((id) => id < 0)) return 'too_many_names';
    const known = this.#entryOfId.get(ids[0] as number);
    // With prefixes of the user's own two types may share a name; the first type that came keeps it.
    if (known !== undefined) return this.#entries.forms[known] === shape.form ? known : 'kind_conflict';
    const entry = this.#entries.add(shape.form, ids);
    this.#entryOfId.set(ids[0] as number, entry);
    return entry;
  }
}
