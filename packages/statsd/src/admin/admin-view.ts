/** What the admin port sees of the server, and the little that it may change. Plain data in, plain data out; no sockets here. */

/** What an operator says of this server, for load balancers and the StatsD proxy to read. */
export type AdminHealth = 'up' | 'down';

/** The types whose names can be listed and removed; StatsD's own port leaves sets out. */
export type AdminType = 'counters' | 'gauges' | 'timers';

export type AdminConfigValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly AdminConfigValue[]
  | { readonly [key: string]: AdminConfigValue };

/**
 * Implemented over the aggregator. Everything is called on the thread that ingests, one call at a time.
 *
 * The lists are read over several turns of the event loop, as fast as the client takes them, so values arrive and windows close
 * meanwhile: a list must stand that, may show each key before or after such a change, and must show no key twice. It is ended early
 * (its iterator's `return`) when the client goes.
 */
export interface AdminView {
  /**
   * Name and value in the order to write. StatsD's are `uptime` (s), `messages.last_msg_seen` (age, s), `messages.bad_lines_seen`,
   * `graphite.last_flush` (age, s), `graphite.last_exception` (age, s), `graphite.flush_time` (ms), `graphite.flush_length` (bytes);
   * then ours: `carpy.dropped.<cause>`.
   */
  stats(): readonly (readonly [name: string, value: number])[];
  /** Sums of the open window. */
  counters(): Iterable<readonly [key: string, value: number]>;
  gauges(): Iterable<readonly [key: string, value: number]>;
  /** Timings of the open window in ms, in the order in which they came. The values must not change after they were handed out. */
  timers(): Iterable<readonly [key: string, values: Float64Array]>;
  /** Removes the keys for which `isRemovedBy(key, pattern)`; answers those that were there. */
  remove(type: AdminType, pattern: string): readonly string[];
  health(): AdminHealth;
  setHealth(health: AdminHealth): void;
  /** The configuration as StatsD would name it: values, and objects or lists of values. */
  config(): { readonly [key: string]: AdminConfigValue };
}

/** True when the pattern is the key, or is `folder.*` and the key lies in that folder, however deep. */
export function isRemovedBy(key: string, pattern: string): boolean {
  return key === pattern || (pattern.endsWith('.*') && key.startsWith(pattern.slice(0, -1)));
}
