/** Parameters of the request besides its targets: fewer points, gaps, ranges, time zones. */
import type { Case } from './case.ts';
import { HISTORY_S, NOW_S } from './points.ts';

const targets = [
  'c.dense.*.load',
  'c.gaps.*.load',
  'c.mixed.*.load',
  'c.single.*.load',
  'c.null.*.load',
  'c.nothing.at.all',
  'sumSeries(c.mixed.*.load)',
  'consolidateBy(c.gaps.*.load,"max")',
  'consolidateBy(c.mixed.*.load,"sum")',
  'movingAverage(c.gaps.*.load,5)',
  'summarize(c.dense.*.load,"90s","max")',
  'timeShift(c.gaps.*.load,"7min")',
  'constantLine(3)',
  'c.sums.web1.load',
  'c.named.web1.*',
  'tiers.sums.web1.load',
  'tiers.averages.*.load',
];

/** Ends of ranges on and off whole slots, short ones, long ones, and such as hold nothing. */
const ranges: readonly (readonly [fromS: number, untilS: number])[] = [
  [NOW_S - 3_600, NOW_S],
  [NOW_S - 3_605, NOW_S - 3],
  [NOW_S - 1_234, NOW_S - 1_200],
  [NOW_S - 11, NOW_S - 1],
  [NOW_S - 5, NOW_S],
  [NOW_S, NOW_S - 600],
  [NOW_S - HISTORY_S - 600, NOW_S - HISTORY_S + 600],
  [NOW_S - 600, NOW_S + 600],
  [NOW_S + 60, NOW_S + 600],
  // Before what is kept, and over its border.
  [NOW_S - 40 * 86_400, NOW_S - 35 * 86_400],
  [NOW_S - 3 * 86_400 - 600, NOW_S - 3 * 86_400 + 600],
];

export function requestCases(): Case[] {
  const make = (target: string, about: string, more: Partial<Case> = {}): Case => ({ target, about, ...more });
  return targets.flatMap((target) => [
    ...['1', '2', '3', '7', '10', '19', '20', '59', '60', '61', '1000'].map((points) =>
      make(target, 'maxDataPoints', { extra: { maxDataPoints: points } }),
    ),
    ...['0', '0.5', '1'].map((share) =>
      make(target, 'xFilesFactor', { extra: { xFilesFactor: share, maxDataPoints: '7' } }),
    ),
    make(target, 'noNullPoints', { extra: { noNullPoints: '1' } }),
    make(target, 'noNullPoints and fewer points', { extra: { noNullPoints: 'true', maxDataPoints: '9' } }),
    make(target, 'a time zone', { extra: { tz: 'Europe/Berlin' } }),
    make(target, 'an unknown time zone', { extra: { tz: 'Nowhere/Land' } }),
    ...ranges.flatMap(([fromS, untilS]) => [
      make(target, 'a range', { from: String(fromS), until: String(untilS) }),
      make(target, 'a range, fewer points', {
        from: String(fromS),
        until: String(untilS),
        extra: { maxDataPoints: '13' },
      }),
    ]),
  ]);
}

/** The time that `from` names, read off the start of a line; `now` is a moment that has nothing to do with the clock. */
// biome-ignore format: a line a thing, or many on a line
const TIMES = [
  '-1h', '-90min', '-5min', '-2d', '-30s', '-1d', '-1week', '-1mon', '-1y', '-1h30min', '1h', 'now-1h',
  'midnight', 'noon', 'teatime', 'today', 'yesterday', 'noon yesterday', 'midnight_yesterday', 'noonyesterday', '6pm yesterday', '6am',
  '6:30am', '16:45_yesterday', '17:00 20260110', '20260112', '01/12/26', '1/9/2026', 'january 8', 'jan 12', 'monday', 'sunday', 'thursday',
  'noon monday', 'yesterday-2h', 'midnight+3h', 'noon yesterday+30min', '6pm yesterday -2d', '04:00_20260113', '1768300000', '12:00am', '12:30pm yesterday', '00:00_20260112',
  '8:08am', '23:59_yesterday', 'tomorrow-2d', '-1 hours', '-2 Days', 'Noon_Yesterday', '2hours', '-0d', '', '99999999',
];

/** What is no time. */
const NO_TIMES = [
  'feb 30',
  'nosuchday',
  '25:00',
  '-1fortnight',
  '-',
  '13pm',
  'noon noon',
  '20261345x',
  '32:00_20260101',
  '1/32/26',
];

/** Wednesday 14 January 2026, 15:04:05 UTC. */
const THEN_S = 1_768_403_045;

export function timeCases(): Case[] {
  return ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'].flatMap((tz) => {
    const more = { until: String(THEN_S + 7), extra: { now: String(THEN_S), tz } };
    return [
      ...TIMES.map((from): Case => ({ target: 'constantLine(1)', about: 'a time', from, ...more })),
      ...NO_TIMES.map((from): Case => ({ target: 'constantLine(1)', about: 'no time', wrong: true, from, ...more })),
    ];
  });
}
