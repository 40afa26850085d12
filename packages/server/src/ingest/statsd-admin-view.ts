/** What StatsD's admin port sees of this server. */
import type { AdminConfigValue, AdminHealth, AdminView, Aggregator } from '@carpy/statsd';
import type { Storing } from './batch-outbox.ts';

export interface AdminViewParts {
  readonly aggregator: Aggregator;
  /** Epoch ms. */
  readonly startedAtMs: number;
  readonly clock: () => number;
  readonly health: () => AdminHealth;
  readonly setHealth: (health: AdminHealth) => void;
  readonly shown: { readonly [key: string]: AdminConfigValue };
  /** How the store takes flushes: what StatsD tells of its Graphite backend. */
  readonly storing: () => Storing;
  /** What was lost outside the parser, by cause. */
  readonly losses: () => Readonly<Record<string, number>>;
}

export function statsdAdminView(parts: AdminViewParts): AdminView {
  const { aggregator, startedAtMs, clock, shown } = parts;
  return {
    stats: () => {
      const nowMs = clock();
      const counts = aggregator.counts();
      const storing = parts.storing();
      const ageS = (atMs: number): number => Math.max(0, Math.round(nowMs / 1000) - Math.round(atMs / 1000));
      const dropped = { ...parts.losses(), ...counts.bad };
      return [
        ['uptime', ageS(startedAtMs)],
        ['messages.last_msg_seen', ageS(counts.lastPacketAtMs ?? startedAtMs)],
        ['messages.bad_lines_seen', counts.badLines],
        ['graphite.last_flush', ageS(storing.lastFlushAtMs)],
        ['graphite.last_exception', ageS(storing.lastErrorAtMs)],
        ['graphite.flush_time', storing.flushMs],
        ['graphite.flush_length', storing.flushBytes],
        ...Object.entries(dropped)
          .filter(([, n]) => n > 0)
          .map(([cause, n]) => [`carpy.dropped.${cause}`, n] as const),
      ];
    },
    counters: () => aggregator.counters(),
    gauges: () => aggregator.gauges(),
    timers: () => aggregator.timers(),
    remove: (type, pattern) => aggregator.remove(type, pattern),
    health: parts.health,
    setHealth: parts.setHealth,
    config: () => shown,
  };
}
