/** StatsD: the protocol, the aggregator, the listeners. Sockets live in listen-*.ts; the rest has no I/O. */
export { Aggregator, type StatsdCounts } from './aggregator.ts';
export { listenStatsdUdp, type StatsdUdpListener, type StatsdUdpOptions } from './listen-udp.ts';
export type { AggregatorOptions, StatsdPrefixes } from './options.ts';
export type { BadCause } from './sink.ts';
