/** What a name under `carpy.` is stored as: the tree is in docs/metric-names.md. */
import { APDEX_COLUMNS, type CarpyPath, NAME_LIMITS, parseCarpyPath, type SeriesKind } from '@carpy/core';
import { COUNTER, GAUGE, type MetricType, TIMER } from '../protocol/metric-type.ts';

export interface CarpyTarget {
  readonly kind: Exclude<SeriesKind, 'plain'>;
  /** Path of the series or record. */
  readonly path: string;
  readonly parsed: CarpyPath;
  /** Column of an Apdex record; 0 for the rest. */
  readonly column: number;
}

/** Undefined for a name that the tree has no place for, in that type: only `custom` takes counters, gauges and sets of any name. */
export function carpyTarget(path: string, type: MetricType): CarpyTarget | undefined {
  const parsed = parseCarpyPath(path);
  if (type === TIMER)
    return parsed === undefined || parsed.kind === 'apdex' ? undefined : { kind: 'timer', path, parsed, column: 0 };
  if (parsed?.kind === 'custom') {
    return { kind: type === COUNTER ? 'counter' : type === GAUGE ? 'gauge' : 'set', path, parsed, column: 0 };
  }
  return type === COUNTER ? apdexTarget(path) : undefined;
}

function apdexTarget(path: string): CarpyTarget | undefined {
  const dot = path.lastIndexOf('.');
  const column = APDEX_COLUMNS.indexOf(path.slice(dot + 1) as (typeof APDEX_COLUMNS)[number]);
  const record = path.slice(0, dot);
  const parsed = column < 0 ? undefined : parseCarpyPath(record);
  return parsed?.kind === 'apdex' ? { kind: 'apdex', path: record, parsed, column } : undefined;
}

/** `other` and `unmatched` are where agents put what is over a bound, and `_own` is no function: they don't count. */
const UNCOUNTED: ReadonlySet<string> = new Set(['other', 'unmatched', '_own']);

/** What a name counts as, under each parent that bounds it. */
interface Counted {
  readonly parent: string;
  readonly name: string;
  readonly limit: number;
}

/** Keeps the bounds on transactions of a server and on functions of a transaction, where names arrive and where they are forgotten. */
export class CarpyLimits {
  /** Below each parent (transactions under `app.server`, functions under `app.server.transaction`) the names counted, with their records. */
  readonly #below = new Map<string, Map<string, number>>();

  /** True when the name of a new record is within bounds; it then counts until it is released. */
  admit(parsed: CarpyPath): boolean {
    // The agent times what is nested deeper as `other` under the last level allowed.
    if (parsed.kind === 'function') {
      const { functions } = parsed;
      if (functions.length > NAME_LIMITS.nesting + (functions.at(-1) === 'other' ? 1 : 0)) return false;
    }
    const counted = countedAs(parsed);
    // All are looked at before any is counted, so that a name refused leaves nothing behind.
    if (counted.some((one) => !this.#fits(one))) return false;
    for (const { parent, name } of counted) {
      const names = this.#below.get(parent) ?? new Map<string, number>();
      this.#below.set(parent, names);
      names.set(name, (names.get(name) ?? 0) + 1);
    }
    return true;
  }

  /** Takes back what `admit` counted for a record. */
  release(parsed: CarpyPath): void {
    for (const { parent, name } of countedAs(parsed)) {
      const names = this.#below.get(parent);
      const records = names?.get(name);
      if (names === undefined || records === undefined) continue;
      if (records > 1) names.set(name, records - 1);
      else names.delete(name);
      if (names.size === 0) this.#below.delete(parent);
    }
  }

  #fits({ parent, name, limit }: Counted): boolean {
    const names = this.#below.get(parent);
    return names === undefined || names.has(name) || names.size < limit;
  }
}

function countedAs(parsed: CarpyPath): Counted[] {
  if (parsed.kind === 'runtime' || parsed.kind === 'custom') return [];
  const { transaction } = parsed;
  const parent = `${parsed.app}.${parsed.server}`;
  const counted: Counted[] = [];
  if (!UNCOUNTED.has(transaction))
    counted.push({ parent, name: transaction, limit: NAME_LIMITS.transactionsPerServer });
  if (parsed.kind === 'function' && !UNCOUNTED.has(parsed.functions.at(-1) as string)) {
    const name = parsed.functions.join('.');
    counted.push({ parent: `${parent}.${transaction}`, name, limit: NAME_LIMITS.functionsPerTransaction });
  }
  return counted;
}
