/** StatsD: the protocol, the aggregator, the listeners. Sockets live in listen-*.ts; the rest has no I/O. */
export { Aggregator, type StatsdCounts } from './aggregate/aggregator.ts';
export type { AggregatorOptions } from './aggregate/options.ts';
export { listenStatsdUdp, type StatsdUdpListener, type StatsdUdpOptions } from './listen/listen-udp.ts';
export type { DogStatsdEvent } from './protocol/dogstatsd-event.ts';
export type { BadCause } from './protocol/sink.ts';
export { DEFAULT_STATSD_SETTINGS, type HistogramSetting, type StatsdSettings } from './settings.ts';
