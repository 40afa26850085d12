/** The configurations that are compared: StatsD's own words, and what they are in our settings. The most telling ones come first. */
import { DEFAULT_STATSD_SETTINGS, type StatsdSettings } from '@carpy/statsd';
import type { Flush } from './flush.ts';
import type { NpmConfig } from './npm-statsd.ts';

export interface Configuration {
  readonly name: string;
  readonly npm: NpmConfig;
}

const modern = { legacyNamespace: false } as const;

export const configurations: readonly Configuration[] = [
  { name: 'the defaults of StatsD', npm: {} },
  {
    name: 'bins, thresholds of all forms, no cleaning of tags',
    npm: {
      graphite: modern,
      percentThreshold: [50, 99.9, 5, -10, -80],
      keyNameSanitize: false,
      histogram: [
        { metric: '.b', bins: [] },
        { metric: '.n', bins: [0.5, 10, 100] },
        { metric: '', bins: [1, 10.5, 1_000, 'inf'] },
      ],
    },
  },
  {
    name: 'prefixes, a suffix, deleteIdleStats with gaugesMaxTTL 2',
    npm: {
      graphite: {
        legacyNamespace: false,
        globalPrefix: 'g.lobal',
        prefixCounter: 'cc',
        prefixTimer: 'tt',
        prefixGauge: 'gg',
        prefixSet: 'ss',
        globalSuffix: 'host1',
      },
      prefixStats: 'own.statsd',
      deleteIdleStats: true,
      gaugesMaxTTL: 2,
    },
  },
  {
    name: 'some timer metrics, no counts, deleteGauges',
    npm: {
      graphite: { globalSuffix: 'web-1', globalPrefix: 'unused' },
      prefixStats: 'me',
      flush_counts: false,
      deleteGauges: true,
      calculatedTimerMetrics: ['count', 'median', 'upper_percent', 'lower_percent', 'mean_percent', 'histogram'],
      percentThreshold: [90, 99.9, -5],
      histogram: [{ metric: '', bins: [10, 'inf'] }],
    },
  },
  { name: 'legacyNamespace: false', npm: { graphite: modern } },
  {
    name: 'empty prefixes but for the types',
    npm: {
      graphite: { legacyNamespace: false, globalPrefix: '', prefixCounter: 'c', prefixSet: 'x', prefixGauge: '' },
      percentThreshold: -25,
    },
  },
  { name: 'no counts, legacyNamespace: false', npm: { graphite: modern, flush_counts: false } },
  { name: 'no cleaning of tags, legacyNamespace: true', npm: { keyNameSanitize: false } },
  { name: 'deleteCounters alone', npm: { deleteCounters: true } },
  {
    name: 'deleteTimers and deleteSets, a gaugesMaxTTL that means nothing',
    npm: { graphite: modern, deleteTimers: true, deleteSets: true, gaugesMaxTTL: 3 },
  },
  {
    name: 'deleteIdleStats, counters and gauges kept, a threshold of 0',
    npm: { graphite: modern, deleteIdleStats: true, deleteCounters: false, deleteGauges: false, percentThreshold: 0 },
  },
  {
    name: 'deleteIdleStats alone, two thresholds, a suffix of two segments',
    npm: { graphite: { globalSuffix: 'web.one' }, deleteIdleStats: true, percentThreshold: [75, 0.5] },
  },
];

/** What a user's StatsD file means in our settings. */
export function settingsOf(npm: NpmConfig): StatsdSettings {
  const graphite = npm.graphite ?? {};
  const idle = npm.deleteIdleStats ?? false;
  const threshold = npm.percentThreshold || 90;
  const given = DEFAULT_STATSD_SETTINGS;
  return {
    ...given,
    percentThresholds: typeof threshold === 'number' ? [threshold] : threshold,
    histogram: npm.histogram ?? [],
    calculatedTimerMetrics: npm.calculatedTimerMetrics ?? [],
    legacyNamespace: graphite.legacyNamespace ?? true,
    globalPrefix: graphite.globalPrefix ?? given.globalPrefix,
    prefixCounter: graphite.prefixCounter ?? given.prefixCounter,
    prefixTimer: graphite.prefixTimer ?? given.prefixTimer,
    prefixGauge: graphite.prefixGauge ?? given.prefixGauge,
    prefixSet: graphite.prefixSet ?? given.prefixSet,
    prefixStats: npm.prefixStats ?? given.prefixStats,
    globalSuffix: graphite.globalSuffix ?? '',
    flushCounts: npm.flush_counts ?? true,
    deleteCounters: npm.deleteCounters ?? idle,
    deleteTimers: npm.deleteTimers ?? idle,
    deleteSets: npm.deleteSets ?? idle,
    deleteGauges: npm.deleteGauges ?? idle,
    gaugesMaxTtl: npm.gaugesMaxTTL ?? 1,
    keyNameSanitize: npm.keyNameSanitize ?? true,
  };
}

/** How many packets a flush of StatsD counted. */
export function packetsReceived(settings: StatsdSettings, stepS: number): (flush: Flush) => number {
  const key = `${settings.prefixStats}.packets_received`;
  const suffix = settings.globalSuffix === '' ? '' : `.${settings.globalSuffix}`;
  const prefix = [settings.globalPrefix, settings.prefixCounter].filter((part) => part !== '');
  const rate = settings.legacyNamespace ? `stats.${key}${suffix}` : `${[...prefix, key, 'rate'].join('.')}${suffix}`;
  return (flush) => Math.round((flush.get(rate) ?? Number.NaN) * stepS);
}
