/** The names of series outside `carpy.`, where StatsD's Graphite backend puts them by the settings, and the way back to a key. */
import { collapseDots } from '@carpy/core';
import { COUNTER, GAUGE, type MetricType, SET, TIMER } from '../protocol/metric-type.ts';
import type { StatsdSettings } from '../settings.ts';
import { type EntryForm, PLAIN_COUNTER, PLAIN_GAUGE, PLAIN_SET, PLAIN_TIMER } from './entries.ts';
import { planOfKey, type TimerPlan, timerPlans } from './timer-plan.ts';

const FORMS = { [COUNTER]: PLAIN_COUNTER, [TIMER]: PLAIN_TIMER, [GAUGE]: PLAIN_GAUGE, [SET]: PLAIN_SET } as const;

/** What stands before and after a key in the name of one series. */
interface Frame {
  readonly before: string;
  readonly after: string;
}

export class PlainNames {
  readonly plans: readonly TimerPlan[];
  /** By type; one a series. A timer's are by its plan. */
  readonly #frames: Readonly<Record<typeof COUNTER | typeof GAUGE | typeof SET, readonly Frame[]>>;
  readonly #timerFrames: readonly (readonly Frame[])[];
  readonly #settings: StatsdSettings;
  readonly #end: string;

  constructor(settings: StatsdSettings) {
    this.#settings = settings;
    this.plans = timerPlans(settings);
    const { legacyNamespace: legacy, flushCounts } = settings;
    this.#end = collapseDots(settings.globalSuffix) === '' ? '' : `.${collapseDots(settings.globalSuffix)}`;
    const space = (type: string, old: string): string => (legacy ? old : [settings.globalPrefix, type].join('.'));
    const frame = (before: string, after: string): Frame => {
      const prefix = collapseDots(before);
      return { before: prefix === '' ? '' : `${prefix}.`, after: (after === '' ? '' : `.${after}`) + this.#end };
    };
    const counters = space(settings.prefixCounter, 'stats');
    const rate = frame(counters, legacy ? '' : 'rate');
    this.#frames = {
      [COUNTER]: flushCounts ? [rate, legacy ? frame('stats_counts', '') : frame(counters, 'count')] : [rate],
      [GAUGE]: [frame(space(settings.prefixGauge, 'stats.gauges'), '')],
      [SET]: [frame(space(settings.prefixSet, 'stats.sets'), 'count')],
    };
    const timers = space(settings.prefixTimer, 'stats.timers');
    this.#timerFrames = this.plans.map((plan) => plan.suffixes.map((suffix) => frame(timers, suffix)));
  }

  /** The form of plain names of a type. */
  formOf(type: MetricType): EntryForm {
    return FORMS[type];
  }

  planOf(type: MetricType, path: string, suffix: string): number {
    return type === TIMER ? planOfKey(this.#settings.histogram, path + suffix) : 0;
  }

  /** The names of a key's series; `suffix` is its tags, `;a=1` or ''. */
  seriesOf(type: MetricType, plan: number, path: string, suffix: string): string[] {
    return this.#framesOf(type, plan).map(({ before, after }) => before + path + after + suffix);
  }

  /** Characters of the names of a key's series before the statistic and the tags. */
  lengthOf(type: MetricType, path: string): number {
    return (this.#framesOf(type, 0)[0] as Frame).before.length + path.length;
  }

  /** The key whose first series has this name: path and tags. */
  keyOf(type: MetricType, plan: number, first: string): string {
    const { before, after } = this.#framesOf(type, plan)[0] as Frame;
    const semicolon = first.indexOf(';');
    const end = semicolon < 0 ? first.length : semicolon;
    const path = first.slice(before.length, end - after.length);
    return semicolon < 0 ? path : path + first.slice(semicolon);
  }

  /** One of the server's own metrics that are no counter, such as `numStats`. */
  ownName(name: string): string {
    const { legacyNamespace, globalPrefix, prefixStats } = this.#settings;
    const space = legacyNamespace ? (name === 'numStats' ? '' : 'stats') : globalPrefix;
    return collapseDots([space, prefixStats, name].join('.')) + this.#end;
  }

  #framesOf(type: MetricType, plan: number): readonly Frame[] {
    return type === TIMER ? (this.#timerFrames[plan] as readonly Frame[]) : this.#frames[type];
  }
}
