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

/** Keeps the bounds on transactions of a server and on functions of a transaction, where names arrive. */
export class CarpyLimits {
  /** Names counted below each parent: transactions under `app.server`, functions under `app.server.transaction`. */
  readonly #below = new Map<string, Set<string>>();

  /** True when the name is within bounds; it then counts. */
  admit(parsed: CarpyPath): boolean {
    if (parsed.kind === 'runtime' || parsed.kind === 'custom') return true;
    const server = `${parsed.app}.${parsed.server}`;
    const { transaction } = parsed;
    if (parsed.kind !== 'function')
      return this.#count(server, transaction, transaction, NAME_LIMITS.transactionsPerServer);
    const { functions } = parsed;
    const last = functions.at(-1) as string;
    // Looked at first, so that a name refused leaves nothing behind. The agent times what is nested deeper as `other` under the last level allowed.
    if (functions.length > NAME_LIMITS.nesting + (last === 'other' ? 1 : 0)) return false;
    return (
      this.#count(server, transaction, transaction, NAME_LIMITS.transactionsPerServer) &&
      this.#count(`${server}.${transaction}`, functions.join('.'), last, NAME_LIMITS.functionsPerTransaction)
    );
  }

  #count(parent: string, name: string, last: string, limit: number): boolean {
    if (UNCOUNTED.has(last)) return true;
    let names = this.#below.get(parent);
    if (names === undefined) {
      names = new Set();
      this.#below.set(parent, names);
    }
    if (names.has(name)) return true;
    if (names.size >= limit) return false;
    names.add(name);
    return true;
  }
}
