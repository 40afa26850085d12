/** StatsD's options of names and numbers, with its own defaults. */

import { didYouMean } from '@carpy/core';
import { DEFAULT_STATSD_SETTINGS, type HistogramSetting, type StatsdSettings } from '@carpy/statsd';
import type { Fields } from './fields.ts';
import { faultOf } from './findings.ts';
import { flag, nameFirst, nameLast, numberIn, textUpTo, type Value, wholeIn } from './values.ts';

const MOST_PERCENTILES = 100;
const MOST_HISTOGRAMS = 100;
const MOST_BINS = 100;
const MOST_METRICS = 100;

export function readStatsdSettings(fields: Fields): StatsdSettings {
  const fallback = DEFAULT_STATSD_SETTINGS;
  const deletes = fields.get('deleteIdleStats', flag) ?? false;
  const gaugesMaxTtl = fields.get('gaugesMaxTTL', wholeIn(1, 1_000_000));
  const settings = {
    percentThresholds: percentThresholds(fields) ?? fallback.percentThresholds,
    histogram: histograms(fields) ?? fallback.histogram,
    calculatedTimerMetrics: timerMetrics(fields) ?? fallback.calculatedTimerMetrics,
    prefixStats: fields.get('prefixStats', nameFirst(false)) ?? fallback.prefixStats,
    flushCounts: fields.get('flush_counts', flag) ?? fallback.flushCounts,
    deleteCounters: fields.get('deleteCounters', flag) ?? deletes,
    deleteTimers: fields.get('deleteTimers', flag) ?? deletes,
    deleteSets: fields.get('deleteSets', flag) ?? deletes,
    deleteGauges: fields.get('deleteGauges', flag) ?? deletes,
    gaugesMaxTtl: gaugesMaxTtl ?? fallback.gaugesMaxTtl,
    keyNameSanitize: fields.get('keyNameSanitize', flag) ?? fallback.keyNameSanitize,
  };
  if (!settings.deleteGauges) fields.ignore(['gaugesMaxTTL'], 'gauges are not deleted: deleteGauges is off');
  return { ...settings, ...graphiteNames(fields) };
}

type GraphiteNames = Pick<
  StatsdSettings,
  'legacyNamespace' | 'globalPrefix' | 'prefixCounter' | 'prefixTimer' | 'prefixGauge' | 'prefixSet' | 'globalSuffix'
>;

function graphiteNames(fields: Fields): GraphiteNames {
  const own = fields.object('graphite');
  const fallback = DEFAULT_STATSD_SETTINGS;
  // Only here does StatsD's default differ from ours.
  const legacyNamespace = own?.get('legacyNamespace', flag) ?? true;
  const globalPrefix = own?.get('globalPrefix', nameFirst(true)) ?? fallback.globalPrefix;
  // After a global prefix a name is never first.
  const later = globalPrefix === '' ? nameFirst(true) : nameLast;
  const names = {
    legacyNamespace,
    globalPrefix,
    prefixCounter: own?.get('prefixCounter', later) ?? fallback.prefixCounter,
    prefixTimer: own?.get('prefixTimer', later) ?? fallback.prefixTimer,
    prefixGauge: own?.get('prefixGauge', later) ?? fallback.prefixGauge,
    prefixSet: own?.get('prefixSet', later) ?? fallback.prefixSet,
    globalSuffix: own?.get('globalSuffix', nameLast) ?? fallback.globalSuffix,
  };
  if (legacyNamespace)
    own?.ignore(
      ['globalPrefix', 'prefixCounter', 'prefixTimer', 'prefixGauge', 'prefixSet'],
      'StatsD uses it only with graphite.legacyNamespace: false',
    );
  own?.end();
  return names;
}

const percent: Value<number> = numberIn(
  'a number above -100 and up to 100, a negative one for the top',
  (value) => value > -100 && value <= 100,
);

function percentThresholds(fields: Fields): number[] | undefined {
  const given = fields.raw('percentThreshold');
  if (Array.isArray(given))
    return fields.list('percentThreshold', MOST_PERCENTILES, (item, path) => fields.checked(item, percent, path));
  // `x || 90` there.
  if (given === 0 || given === '') return undefined;
  const one = fields.get('percentThreshold', {
    ...percent,
    allowed: `${percent.allowed}, or a list of at most ${MOST_PERCENTILES} such numbers`,
  });
  return one === undefined ? undefined : [one];
}

const bound: Value<number | 'inf'> = {
  allowed: "a number, or 'inf' as the last",
  parse: (given) => (given === 'inf' || (typeof given === 'number' && Number.isFinite(given)) ? given : undefined),
};

function histograms(fields: Fields): HistogramSetting[] | undefined {
  return fields.list('histogram', MOST_HISTOGRAMS, (item, path) => {
    const own = fields.objectAt(item, path);
    if (own === undefined) return undefined;
    const metric = own.get('metric', textUpTo(1_024));
    if (own.raw('metric') === undefined)
      fields.findings.faults.push(`${own.pathOf('metric')}: nothing was given, needed is text; '' fits every timer`);
    const bins = own.list('bins', MOST_BINS, (bin, at) => own.checked(bin, bound, at));
    if (own.raw('bins') === undefined)
      fields.findings.faults.push(
        `${own.pathOf('bins')}: nothing was given, needed is a list; an empty one makes no bins`,
      );
    if (bins !== undefined) checkOrder(own, bins);
    own.end();
    return metric === undefined || bins === undefined ? undefined : { metric, bins };
  });
}

function checkOrder(fields: Fields, bins: readonly (number | 'inf')[]): void {
  const value = (bin: number | 'inf'): number => (bin === 'inf' ? Number.POSITIVE_INFINITY : bin);
  const at = bins.findIndex((bin, i) => i > 0 && value(bin) <= value(bins[i - 1] as number | 'inf'));
  if (at > 0)
    fields.findings.faults.push(faultOf(`${fields.pathOf('bins')}[${at}]`, bins[at], 'more than the bound before it'));
}

/** What StatsD makes of a timer. Its filter takes the digits at the end of a name for the percentile: 99.9 is `upper_99_percent`. */
const OF_ALL = ['count', 'count_ps', 'histogram', 'lower', 'mean', 'median', 'std', 'sum', 'sum_squares', 'upper'];
const OF_PERCENT = ['count', 'lower', 'mean', 'sum', 'sum_squares', 'upper'];
const PERCENT = /^([a-z_]+?)_(?:(?:top)?\d{1,3}_)?percent$/;

function timerMetrics(fields: Fields): string[] | undefined {
  return fields.list('calculatedTimerMetrics', MOST_METRICS, (item, path) => {
    const [, ofPercent = ''] = typeof item === 'string' ? (PERCENT.exec(item) ?? []) : [];
    if (typeof item === 'string' && (OF_ALL.includes(item) || OF_PERCENT.includes(ofPercent))) return item;
    const words = [...OF_ALL, ...OF_PERCENT.map((name) => `${name}_percent`)];
    const hint = typeof item === 'string' ? didYouMean(item, words) : '';
    fields.findings.faults.push(`${faultOf(path, item, words.join(', '))}${hint}`);
    return undefined;
  });
}
