/** StatsD: the protocol, the aggregator, the listeners, the admin port, forwarding and the relay. Sockets live in listen, admin, forward and relay; the rest has no I/O. */
export type {
  AdminConfigValue,
  AdminHealth,
  AdminType,
  AdminView,
} from './admin/admin-view.ts';
export {
  listenStatsdAdmin,
  type StatsdAdminCounts,
  type StatsdAdminListener,
  type StatsdAdminOptions,
} from './admin/listen-admin.ts';
export { Aggregator } from './aggregate/aggregator.ts';
export type { FlushJob } from './aggregate/flush-job.ts';
export type { AggregatorOptions } from './aggregate/options.ts';
export type { StatsdCounts } from './aggregate/statsd-counts.ts';
export {
  type CarbonCounts,
  CarbonForwarder,
  type CarbonForwarderOptions,
  type GraphiteStats,
} from './forward/carbon-forwarder.ts';
export { ConsoleForwarder, type ConsoleForwarderOptions } from './forward/console-forwarder.ts';
export type { ForwardCounts, Forwarder } from './forward/forwarder.ts';
export { type RepeaterCounts, RepeaterForwarder, type RepeaterOptions } from './forward/repeater-forwarder.ts';
export { listenStatsd } from './listen/listen-statsd.ts';
export type {
  PacketTaker,
  ReadMode,
  StatsdListener,
  StatsdListenerCounts,
  StatsdListenOptions,
  StreamLimits,
} from './listen/options.ts';
export type { DogStatsdEvent } from './protocol/dogstatsd-event.ts';
export type { BadCause } from './protocol/sink.ts';
export { Relay, type RelayCounts, type RelayNode, type RelayNodeCounts, type RelayOptions } from './relay/relay.ts';
export { DEFAULT_STATSD_SETTINGS, type HistogramSetting, type StatsdSettings } from './settings.ts';
