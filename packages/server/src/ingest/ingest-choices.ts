/** What the ingest thread is started with, from the configuration. */
import type { Config } from '../config/load.ts';
import type { IngestThreadOptions, ListenChoice, StatsdChoice } from '../threads/ingest-room.ts';

const choice = (hosts: readonly string[], port: number | 'off', fallback: boolean): ListenChoice | undefined =>
  port === 'off' ? undefined : { hosts, port, fallback };

export function ingestChoices(
  config: Config,
): Pick<IngestThreadOptions, 'flushIntervalMs' | 'flushAlign' | 'statsd' | 'carbon' | 'carbonPickle'> {
  return {
    flushIntervalMs: config.flushIntervalMs,
    flushAlign: config.flushAlign,
    statsd: statsdChoice(config),
    carbon: choice(config.carbonHost, config.carbonPort, config.portFallback.carbon),
    carbonPickle: choice(config.carbonHost, config.carbonPicklePort, config.portFallback.carbonPickle),
  };
}

function statsdChoice(config: Config): StatsdChoice {
  const { statsd, portFallback } = config;
  const listen = choice(config.statsdHost, config.statsdPort, portFallback.statsd);
  const listens =
    listen !== undefined || config.statsdSocket !== undefined || config.statsdDatagramSocket !== undefined;
  return {
    listen: listen && { ...listen, udp: statsd.udp, tcp: statsd.tcp },
    streamSocket: config.statsdSocket,
    datagramSocket: config.statsdDatagramSocket,
    socketMode: statsd.socketMode,
    // Without StatsD there is nothing to administer.
    admin: listens ? choice(config.statsdAdminHost, config.statsdAdminPort, portFallback.statsdAdmin) : undefined,
    health: statsd.health,
    shown: shownConfig(config),
    settings: statsd.settings,
    maxNames: config.statsdMaxNames,
    exactTimings: config.statsdExactTimings,
    maxClients: config.statsdClients,
    idleMs: config.statsdIdleMs,
  };
}

/** The configuration in StatsD's own words. */
function shownConfig(config: Config): StatsdChoice['shown'] {
  const { settings } = config.statsd;
  const [graphite] = config.forwardGraphite;
  return {
    port: config.statsdPort,
    mgmt_port: config.statsdAdminPort,
    flushInterval: config.flushIntervalMs,
    percentThreshold: settings.percentThresholds,
    ...(graphite === undefined ? {} : { graphiteHost: graphite.host, graphitePort: graphite.port }),
    ...(config.forwardStatsd.length === 0
      ? {}
      : { repeater: config.forwardStatsd.map(({ host, port }) => ({ host, port })) }),
    deleteCounters: settings.deleteCounters,
    deleteTimers: settings.deleteTimers,
    deleteSets: settings.deleteSets,
    deleteGauges: settings.deleteGauges,
    gaugesMaxTTL: settings.gaugesMaxTtl,
    flush_counts: settings.flushCounts,
    keyNameSanitize: settings.keyNameSanitize,
    prefixStats: settings.prefixStats,
    graphite: {
      legacyNamespace: settings.legacyNamespace,
      globalPrefix: settings.globalPrefix,
      prefixCounter: settings.prefixCounter,
      prefixTimer: settings.prefixTimer,
      prefixGauge: settings.prefixGauge,
      prefixSet: settings.prefixSet,
      globalSuffix: settings.globalSuffix,
    },
  };
}
