/** The y axis: it starts at 0, one unit, few ticks, the greatest value just under the top. */
import { type AxisUnit, axisUnit, formatTick } from '../format/axis.ts';
import { type FormatLocale, readerLocale } from '../format/locale.ts';
import { formatCount } from '../format/number.ts';
import { type RateUnit, rateFactor } from '../format/rate.ts';
import type { UnitKind } from './types.ts';

export interface YScale {
  /** In units of the data. */
  readonly top: number;
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
}

/** Noise must not look like a mountain: the top is at least this, in units of the data (rates: of the axis). */
const softTop: Record<UnitKind, number> = { duration: 0.1, count: 4, rate: 4, percent: 0.01, apdex: 1, bytes: 1024 };

/** Steps that people can add up; `whole` ones alone where parts make no sense. With `rest` the top need not be a tick. */
function niceStep(top: number, intervals: number, whole: boolean, rest = false): number {
  const magnitude = 10 ** Math.floor(Math.log10(top / (rest ? intervals + 1 : intervals)));
  for (const factor of [1, 2, 2.5, 5, 10, 20]) {
    const step = factor * magnitude;
    if (whole && !Number.isInteger(step)) continue;
    if ((rest ? Math.floor(top / step + 1e-9) : Math.ceil(top / step - 1e-9)) <= intervals) return step;
  }
  return 50 * magnitude;
}

/** Without any value there is no noise to fear, and an axis of microseconds would be a riddle. */
const emptyTopMs = 100;

/** `max` is the greatest value drawn, 0 without any; `heightPx` the plot's. */
export function yScale(
  kind: UnitKind,
  max: number,
  heightPx: number,
  rate: RateUnit = 'req/min',
  locale: FormatLocale = readerLocale(),
): YScale {
  const intervals = Math.min(5, Math.max(2, Math.floor(heightPx / 36)));
  if (kind === 'apdex')
    return build(1, intervals < 4 ? 0.5 : 0.25, 1, (value, step) => formatTick(value, step, '', locale));
  if (kind === 'percent') {
    const top = Math.min(100, Math.max(1, max * 110));
    // The top follows the rule and need not be a tick, so the step may leave a rest above the last one.
    return build(top, niceStep(top, Math.min(5, intervals + 1), false, true), 100, (value, step) =>
      formatTick(value, step, '%', locale),
    );
  }
  const soft = kind === 'duration' && max === 0 ? emptyTopMs : softTop[kind];
  if (kind === 'duration') {
    const inUnit = ({ unit, unitMs }: AxisUnit): YScale =>
      aligned(Math.max(max * 1.04, soft) / unitMs, intervals, 1 / unitMs, false, (value, step) =>
        formatTick(value, step, unit, locale),
      );
    const suggested = axisUnit(Math.max(max, soft));
    const scale = inUnit(suggested);
    // The top rounds up, and may leave the unit: "1,000 ms" is 1 s then, on every tick.
    return suggested.unitMs < 1000 && scale.top >= suggested.unitMs * 1000 * (1 - 1e-9)
      ? inUnit(axisUnit(suggested.unitMs * 1000))
      : scale;
  }
  if (kind === 'bytes') {
    const power = Math.min(5, Math.max(0, Math.floor(Math.log2(Math.max(max, soft)) / 10)));
    const unit = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'][power] as string;
    return aligned(
      Math.max(max * 1.04, soft) / 1024 ** power,
      intervals,
      1 / 1024 ** power,
      power === 0,
      (value, step) => formatTick(value, step, unit, locale),
    );
  }
  const factor = kind === 'rate' ? rateFactor(rate) : 1;
  // A rate in req/s below the soft top of 4 is real traffic; only req/min counts few events.
  const least = kind === 'rate' && rate === 'req/s' ? 1 : soft;
  const target = Math.max(max * factor * 1.04, least);
  return aligned(target, intervals, factor, kind === 'count', (value, step) =>
    value >= 10_000 ? formatCount(value, locale) : formatTick(value, step, '', locale),
  );
}

type Label = (value: number, step: number) => string;

/** A top that is a tick. `factor` turns data into the axis's unit. */
function aligned(target: number, intervals: number, factor: number, whole: boolean, label: Label): YScale {
  const step = niceStep(target, intervals, whole);
  return build(Math.ceil(target / step - 1e-9) * step, step, factor, label);
}

/** `top` and `step` in the axis's unit. */
function build(top: number, step: number, factor: number, label: Label): YScale {
  const ticks: number[] = [];
  const labels: string[] = [];
  for (let index = 0; index * step <= top * (1 + 1e-9); index++) {
    ticks.push((index * step) / factor);
    labels.push(label(index * step, step));
  }
  return { top: top / factor, ticks, labels };
}
