/** What the admin port shows of the open interval, and what it takes away. Slow and rare: it walks all names. */
import { COUNTER, GAUGE, type MetricType, TIMER } from '../protocol/metric-type.ts';
import { FREE, PLAIN_COUNTER, PLAIN_GAUGE, PLAIN_TIMER } from './entries.ts';
import { keyMatcher } from './key-pattern.ts';
import type { AggregateState } from './state.ts';

export type ViewedType = 'counters' | 'timers' | 'gauges';
const TYPES: Readonly<Record<ViewedType, MetricType>> = { counters: COUNTER, timers: TIMER, gauges: GAUGE };

/** Entries of a type that are there for StatsD, with their keys: path and tags. */
export function* keysOf(state: AggregateState, type: ViewedType): Generator<readonly [key: string, entry: number]> {
  const { entries, resolver } = state;
  for (let entry = 0; entry < entries.size; entry++) {
    if (entries.forms[entry] === FREE || resolver.typeOf(entry) !== TYPES[type] || !isThere(state, entry)) continue;
    yield [resolver.keyOf(entry), entry];
  }
}

/** Each timer's values in the open interval, in the order in which they came; those past the bounds are not there. */
export function* timersOf(state: AggregateState): Generator<readonly [key: string, valuesMs: Float64Array]> {
  const { timings, entries } = state;
  const starts = new Uint32Array(entries.size + 1);
  for (let entry = 0; entry < entries.size; entry++)
    starts[entry + 1] = (starts[entry] as number) + timings.countOf(entry);
  const next = starts.slice();
  const values = new Float64Array(timings.length);
  for (let i = 0; i < timings.length; i++) {
    const entry = timings.entries[i] as number;
    const at = next[entry] as number;
    values[at] = timings.values[i] as number;
    next[entry] = at + 1;
  }
  for (const [key, entry] of keysOf(state, 'timers')) {
    // A name that came while this was read has nothing here.
    if (entry + 1 < starts.length) yield [key, values.slice(starts[entry], starts[entry + 1])];
  }
}

/** Ends the names of a type that fit a pattern until they are sent again; answers their keys. No flush is under way. */
export function removeKeys(state: AggregateState, type: ViewedType, pattern: string): string[] {
  const fits = keyMatcher(pattern);
  const removed: string[] = [];
  const gone = new Set<number>();
  for (const [key, entry] of keysOf(state, type)) {
    if (!fits(key)) continue;
    removed.push(key);
    gone.add(entry);
    state.entries.reset(entry);
  }
  if (type === 'timers' && gone.size > 0) state.timings.drop((entry) => gone.has(entry));
  return removed;
}

/** False for a name to which nothing came, or that the settings delete when idle. */
function isThere(state: AggregateState, entry: number): boolean {
  const { entries, settings, resolver, closed } = state;
  const touched =
    entries.touched[entry] === 1 ||
    // What is being written counts as seen once it is written.
    (closed !== undefined && entry < closed.interval.size && closed.interval.touched[entry] === 1);
  if (touched) return true;
  if (entries.seen[entry] === 0) return false;
  switch (entries.forms[entry]) {
    case PLAIN_COUNTER:
      return !settings.deleteCounters || resolver.neverDeleted.has(entry);
    case PLAIN_TIMER:
      return !settings.deleteTimers;
    case PLAIN_GAUGE:
      return !settings.deleteGauges || state.flush - (entries.lastFlush[entry] as number) < settings.gaugesMaxTtl - 1;
    default:
      return true;
  }
}
