import { DEFAULT_STATSD_SETTINGS } from '@carpy/statsd';
import { expect, it } from 'vitest';
import type { StatsdConfigFile } from '../src/config/statsd-config/statsd-config.ts';
import { faultsOf, read } from './statsd-config-faults.ts';

it.each<[string, object, Partial<StatsdConfigFile['settings']>]>([
  ['nothing', {}, { legacyNamespace: true, percentThresholds: [90], flushCounts: true, deleteGauges: false }],
  ['null', { percentThreshold: null, graphite: null, histogram: null }, { percentThresholds: [90], histogram: [] }],
  ['one percentile', { percentThreshold: 99.9 }, { percentThresholds: [99.9] }],
  ['a percentile as text', { percentThreshold: '95' }, { percentThresholds: [95] }],
  ['percentiles', { percentThreshold: [50, -10, 100, '99.9', 0] }, { percentThresholds: [50, -10, 100, 99.9, 0] }],
  ['no percentile', { percentThreshold: [] }, { percentThresholds: [] }],
  ['0 for the default percentile, as there', { percentThreshold: 0 }, { percentThresholds: [90] }],
  [
    'histograms',
    {
      histogram: [
        { metric: 'foo', bins: [] },
        { metric: '', bins: [-1, 0.5, 100, 'inf'] },
      ],
    },
    {
      histogram: [
        { metric: 'foo', bins: [] },
        { metric: '', bins: [-1, 0.5, 100, 'inf'] },
      ],
    },
  ],
  [
    'timer metrics',
    {
      calculatedTimerMetrics: [
        'count',
        'median',
        'upper_percent',
        'lower_top99_percent',
        'upper_99_percent',
        'histogram',
      ],
    },
    {
      calculatedTimerMetrics: [
        'count',
        'median',
        'upper_percent',
        'lower_top99_percent',
        'upper_99_percent',
        'histogram',
      ],
    },
  ],
  [
    'all deletes at once',
    { deleteIdleStats: true },
    { deleteCounters: true, deleteTimers: true, deleteSets: true, deleteGauges: true, gaugesMaxTtl: 1 },
  ],
  [
    'all deletes but one',
    { deleteIdleStats: true, deleteGauges: false },
    { deleteCounters: true, deleteTimers: true, deleteSets: true, deleteGauges: false },
  ],
  [
    'single deletes',
    { deleteCounters: true, deleteTimers: false, deleteSets: true },
    { deleteCounters: true, deleteTimers: false, deleteSets: true, deleteGauges: false },
  ],
  ['how long gauges stay', { deleteGauges: true, gaugesMaxTTL: 6 }, { deleteGauges: true, gaugesMaxTtl: 6 }],
  ['own metrics', { prefixStats: 'statsd.web-1' }, { prefixStats: 'statsd.web-1' }],
  [
    'no counts, no cleaning',
    { flush_counts: false, keyNameSanitize: false },
    { flushCounts: false, keyNameSanitize: false },
  ],
  [
    'prefixes',
    {
      graphite: {
        legacyNamespace: false,
        globalPrefix: '',
        prefixCounter: 'c',
        prefixTimer: 't.x',
        prefixGauge: '',
        prefixSet: 's',
        globalSuffix: 'web-1',
      },
    },
    {
      legacyNamespace: false,
      globalPrefix: '',
      prefixCounter: 'c',
      prefixTimer: 't.x',
      prefixGauge: '',
      prefixSet: 's',
      globalSuffix: 'web-1',
    },
  ],
])('takes %s', async (_, given, want) => {
  const { settings, unknown, ignored } = await read(given);
  expect(settings).toMatchObject(want);
  expect(Object.keys(settings).sort()).toEqual(Object.keys(DEFAULT_STATSD_SETTINGS).sort());
  expect([unknown, ignored]).toEqual([[], []]);
});

const histogram = (bins: unknown): object => ({ histogram: [{ metric: '', bins }] });

it.each<[object, string]>([
  [{ percentThreshold: 101 }, 'percentThreshold: 101 was given, allowed is a number above -100 and up to 100'],
  [{ percentThreshold: [90, -100] }, 'percentThreshold[1]: -100 was given, allowed is a number above -100'],
  [{ percentThreshold: [90, null] }, 'percentThreshold[1]: null was given'],
  [{ percentThreshold: 'high' }, 'percentThreshold: "high" was given'],
  [
    { percentThreshold: Array(101).fill(1) },
    'percentThreshold: a list of 101 was given, allowed is a list of at most 100',
  ],
  [{ histogram: {} }, 'histogram: an object was given, allowed is a list of at most 100'],
  [{ histogram: Array(101).fill({ metric: '', bins: [] }) }, 'histogram: a list of 101 was given'],
  [{ histogram: ['a'] }, 'histogram[0]: "a" was given, allowed is an object'],
  [{ histogram: [{}] }, "histogram[0].metric: nothing was given, needed is text; '' fits every timer"],
  [{ histogram: [{}] }, 'histogram[0].bins: nothing was given'],
  [histogram([1, 'more']), 'histogram[0].bins[1]: "more" was given, allowed is a number, or \'inf\' as the last'],
  [histogram([10, 1]), 'histogram[0].bins[1]: 1 was given, allowed is more than the bound before it'],
  [histogram(['inf', 5]), 'histogram[0].bins[1]: 5 was given'],
  [histogram(Array.from({ length: 101 }, (_, i) => i)), 'histogram[0].bins: a list of 101 was given'],
  [{ calculatedTimerMetrics: ['meen'] }, '(did you mean mean?)'],
  [{ calculatedTimerMetrics: ['upper_90'] }, 'calculatedTimerMetrics[0]: "upper_90" was given'],
  [{ calculatedTimerMetrics: 'mean' }, 'calculatedTimerMetrics: "mean" was given, allowed is a list'],
  [{ deleteIdleStats: 'yes' }, 'deleteIdleStats: "yes" was given, allowed is true or false'],
  [{ flush_counts: 1 }, 'flush_counts: 1 was given, allowed is true or false'],
  [{ gaugesMaxTTL: 0 }, 'gaugesMaxTTL: 0 was given, allowed is a whole number from 1'],
  [{ prefixStats: '' }, 'prefixStats: "" was given, allowed is segments'],
  [{ prefixStats: 'a..b' }, 'prefixStats: "a..b" was given'],
  [{ prefixStats: 'carpy' }, 'the first not carpy'],
  [{ graphite: { globalPrefix: 'carpy.x' } }, 'graphite.globalPrefix: "carpy.x" was given'],
  [{ graphite: { globalPrefix: '', prefixGauge: 'carpy' } }, 'graphite.prefixGauge: "carpy" was given'],
  [{ graphite: { globalSuffix: 'web 1' } }, 'graphite.globalSuffix: "web 1" was given'],
  [{ graphite: { legacyNamespace: 'false' } }, 'graphite.legacyNamespace: "false" was given'],
  [{ graphite: 'on' }, 'graphite: "on" was given, allowed is an object of keys and values'],
  [{ flushInterval: 7_777 }, 'flushInterval: 7777 was given, allowed is a number of ms'],
  [{ healthStatus: 'fine' }, 'healthStatus: "fine" was given, allowed is up, down'],
  [{ mgmt_port: 70_000 }, 'mgmt_port: 70000 was given, allowed is a port from 1 to 65535'],
  [{ mgmt_address: 'no host' }, 'mgmt_address: "no host" was given, allowed is a host\'s name or IP address'],
])('refuses %j', async (given, why) => {
  expect(await faultsOf(read(given))).toContain(why);
});

it('tells what has no effect', async () => {
  const { ignored } = await read({
    debug: true,
    title: 'x',
    keyFlush: { interval: 1_000 },
    gaugesMaxTTL: 5,
    graphite: { prefixTimer: 't' },
  });
  expect(ignored.map((line) => line.split(':')[0])).toEqual([
    'gaugesMaxTTL',
    'graphite.prefixTimer',
    'debug',
    'title',
    'keyFlush',
  ]);
});
