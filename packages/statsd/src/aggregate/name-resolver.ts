/**
 * From a key to its entry: where the name's series are stored, whether it is within bounds, and their numbers. Runs once a new spelling of
 * a name. And back: the key of an entry, and a name forgotten.
 */
import { APDEX_COLUMNS, type CarpyPath, NAME_LIMITS, type NameTable, parseCarpyPath, TIMER_LEAVES } from '@carpy/core';
import { COUNTER, GAUGE, type MetricType, SET, TIMER } from '../protocol/metric-type.ts';
import type { BadCause } from '../protocol/sink.ts';
import { CarpyLimits, type CarpyTarget, carpyTarget } from './carpy-target.ts';
import {
  APDEX_RECORD,
  APDEX_REST,
  CARPY_COUNTER,
  CARPY_GAUGE,
  CARPY_SET,
  CARPY_TIMER,
  type Entries,
  PLAIN_COUNTER,
} from './entries.ts';
import type { Name } from './name.ts';
import type { PlainNames } from './plain-names.ts';

const CARPY_FORMS = { counter: CARPY_COUNTER, timer: CARPY_TIMER, gauge: CARPY_GAUGE, set: CARPY_SET } as const;
/** By EntryForm. */
const TYPES: readonly MetricType[] = [COUNTER, TIMER, GAUGE, SET, COUNTER, COUNTER, COUNTER, TIMER, GAUGE, SET];
/** StatsD never deletes counters whose keys contain one of these. */
const NEVER_DELETED = ['packets_received', 'metrics_received', 'bad_lines_seen'] as const;
const NONE = -1;
/** Characters that a name of the server's own takes at most, about. */
const OWN_NAME_CHARS = 128;

export class NameResolver {
  /** Plain counters that are written even when idle names are deleted. */
  readonly neverDeleted: Set<number> = new Set();
  /** Entries that are being forgotten: nothing leads to them but a name that comes again; undefined when there are none. */
  doomed: Uint8Array | undefined;
  readonly #names: NameTable;
  readonly #entries: Entries;
  readonly #plain: PlainNames;
  readonly #limits = new CarpyLimits();
  readonly #ownNames: number;
  /** Entry of a series id, where it is the entry's first: that is its identity. */
  #entryOf = new Int32Array(1_024).fill(NONE);

  /** `ownNames`: names of the bound that only the server's own counters may take. */
  constructor(names: NameTable, entries: Entries, plain: PlainNames, ownNames = 0) {
    this.#names = names;
    this.#entries = entries;
    this.#plain = plain;
    this.#ownNames = ownNames;
  }

  /** `flush` is the number of the flush to come. `own`: a name of the server's own counters. */
  resolve(name: Name, type: MetricType, flush: number, own = false): number | BadCause {
    return name.carpy ? this.#carpy(name.path, type, flush) : this.#plainEntry(name, type, flush, own);
  }

  /** The type of an entry that is not FREE. */
  typeOf(entry: number): MetricType {
    return TYPES[this.#entries.forms[entry] as number] as MetricType;
  }

  /** The key of an entry that is not FREE, with its tags; of a column of an Apdex record, the column's. */
  keyOf(entry: number): string {
    const form = this.#entries.forms[entry] as number;
    const column = this.#column(entry);
    const first = this.#names.nameOf(this.#firstId(entry - column)) as string;
    if (form >= PLAIN_COUNTER)
      return this.#plain.keyOf(this.typeOf(entry), this.#entries.plans[entry] as number, first);
    return form === APDEX_RECORD || form === APDEX_REST ? `${first}.${APDEX_COLUMNS[column]}` : first;
  }

  /** Gives an entry's names back; answers how many of them are free now. Nothing may lead to the entry but its name. */
  release(entry: number): number {
    const entries = this.#entries;
    const first = this.#firstId(entry);
    if ((entries.forms[entry] as number) < PLAIN_COUNTER)
      this.#limits.release(parseCarpyPath(this.#names.nameOf(first) as string) as CarpyPath);
    this.#entryOf[first] = NONE;
    this.neverDeleted.delete(entry);
    const start = entries.idStarts[entry] as number;
    let freed = 0;
    for (let i = start; i < start + (entries.idCounts[entry] as number); i++)
      if (this.#names.release(entries.ids[i] as number)) freed++;
    entries.release(entry);
    return freed;
  }

  #firstId(entry: number): number {
    return this.#entries.ids[this.#entries.idStarts[entry] as number] as number;
  }

  /** Which column of its Apdex record an entry is; 0 for the rest. */
  #column(entry: number): number {
    const { forms } = this.#entries;
    if (forms[entry] !== APDEX_REST) return 0;
    return forms[entry - 1] === APDEX_RECORD ? 1 : 2;
  }

  #carpy(path: string, type: MetricType, flush: number): number | BadCause {
    if (path.length > NAME_LIMITS.pathBytes) return 'name_too_long';
    const target = carpyTarget(path, type);
    if (target === undefined) return 'bad_name';
    const kind = this.#names.kindOf(target.path);
    if (kind !== undefined && kind !== target.kind) return 'kind_conflict';
    const known = this.#known(target.path, flush);
    if (known !== NONE) return known + target.column;
    if (!this.#fits(1, target.path.length, false)) return 'too_many_names';
    if (target.parsed.kind === 'custom' && this.#meetsRecord(target)) return 'kind_conflict';
    if (!this.#limits.admit(target.parsed)) return 'too_many_names';
    const form = target.kind === 'apdex' ? APDEX_RECORD : CARPY_FORMS[target.kind];
    const id = this.#names.acquire(target.kind, target.path);
    return this.#know(id, this.#entries.add(form, [id], flush)) + target.column;
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

  #plainEntry(name: Name, type: MetricType, flush: number, own: boolean): number | BadCause {
    const plain = this.#plain;
    const plan = plain.planOf(type, name.path, name.suffix);
    const paths = plain.seriesOf(type, plan, name.path, name.suffix);
    const first = paths[0] as string;
    const form = plain.formOf(type);
    const known = this.#known(first, flush);
    // With prefixes of the user's own two types may share a name; the first type that came keeps it.
    if (known !== NONE) return this.#entries.forms[known] === form ? known : 'kind_conflict';
    if (plain.lengthOf(type, name.path) > NAME_LIMITS.pathBytes) return 'name_too_long';
    const chars = paths.reduce((sum, path) => sum + path.length, 0);
    if (!this.#fits(paths.length, chars, own)) return 'too_many_names';
    if (paths.some((path) => (this.#names.kindOf(path) ?? 'plain') !== 'plain')) return 'kind_conflict';
    const ids = paths.map((path) => this.#names.acquire('plain', path));
    const entry = this.#know(ids[0] as number, this.#entries.add(form, ids, flush, plan));
    if (type === COUNTER && NEVER_DELETED.some((part) => (name.path + name.suffix).includes(part)))
      this.neverDeleted.add(entry);
    return entry;
  }

  #fits(names: number, chars: number, own: boolean): boolean {
    const kept = own ? 0 : this.#ownNames;
    return this.#names.room - kept >= names && this.#names.roomBytes - kept * OWN_NAME_CHARS >= chars;
  }

  #know(id: number, entry: number): number {
    if (id >= this.#entryOf.length) {
      const wider = new Int32Array(Math.max(id + 1, this.#entryOf.length * 2)).fill(NONE);
      wider.set(this.#entryOf);
      this.#entryOf = wider;
    }
    this.#entryOf[id] = entry;
    return entry;
  }

  /** The entry whose first series has this name, or NONE. One that was about to be forgotten stays, as if its name were new. */
  #known(first: string, flush: number): number {
    const id = this.#names.find(first);
    const entry = id === undefined ? NONE : (this.#entryOf[id] ?? NONE);
    if (this.doomed?.[entry] === 1) {
      this.doomed[entry] = 0;
      const columns = this.#entries.forms[entry] === APDEX_RECORD ? APDEX_COLUMNS.length : 1;
      for (let i = entry; i < entry + columns; i++) {
        this.#entries.reset(i);
        this.#entries.lastFlush[i] = flush;
      }
    }
    return entry;
  }
}
