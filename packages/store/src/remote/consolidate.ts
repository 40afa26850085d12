/**
 * Fine slots into coarser ones, by kind. Percentiles of timers weigh by count: Graphite keeps no sketches. Plain series go by the end of
 * their name, as carbon rolls them up.
 */

import type { SeriesKind } from '@carpy/core';
import { APDEX_COLUMNS, alignDown, COUNT, LOWER, SUM, TIMER_COLUMN_COUNT, UPPER } from '@carpy/core';
import type { TierChoice } from '../store.ts';

/** Seconds; the steps that charts are drawn at. */
const STEPS_S = [1, 2, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 21_600, 86_400];

/** The step that is wanted at least; 1 leaves it to Graphite. */
export function leastStepS(tier: TierChoice, lengthS: number): number {
  if (tier.by === 'age') return 1;
  return Math.max(1, tier.by === 'step' ? tier.stepS : Math.ceil(lengthS / tier.maxPoints));
}

/** A whole multiple of Graphite's step. */
export function chooseStepS(graphiteStepS: number, leastS: number): number {
  if (graphiteStepS >= leastS) return graphiteStepS;
  const nice = STEPS_S.find((stepS) => stepS >= leastS && stepS % graphiteStepS === 0);
  return nice ?? graphiteStepS * Math.ceil(leastS / graphiteStepS);
}

export interface SlotRange {
  readonly startS: number;
  readonly stepS: number;
  readonly slots: number;
}

/** The slots whose stamps lie in (fromS, untilS]. */
export function slotsOf(fromS: number, untilS: number, stepS: number): SlotRange {
  const startS = alignDown(Math.floor(fromS), stepS) + stepS;
  const slots = Math.max(0, (alignDown(Math.floor(untilS), stepS) - startS) / stepS + 1);
  return { startS, stepS, slots };
}

export const widthOf = (kind: SeriesKind): number =>
  kind === 'timer' ? TIMER_COLUMN_COUNT : kind === 'apdex' ? APDEX_COLUMNS.length : 1;

type Method = 'sum' | 'min' | 'max' | 'last' | 'average';

/** `fine` has `factor` slots for each slot of the answer, column after column. */
export function consolidate(fine: Float64Array, factor: number, kind: SeriesKind, path: string): Float64Array {
  if (factor === 1) return fine;
  const width = widthOf(kind);
  const slots = fine.length / width / factor;
  const out = new Float64Array(width * slots);
  for (let column = 0; column < width; column++) {
    const method = methodOf(kind, path, column);
    for (let slot = 0; slot < slots; slot++) {
      const from = (column * slots + slot) * factor;
      const weights = kind === 'timer' && method === 'average' ? slot * factor : -1;
      out[column * slots + slot] = merge(fine, from, factor, method, weights);
    }
  }
  return out;
}

/** `weights`: where in `values` the weights of an average begin; −1 for none. */
function merge(values: Float64Array, from: number, n: number, method: Method, weights: number): number {
  let merged = Number.NaN;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const value = values[from + i] as number;
    if (Number.isNaN(value)) continue;
    const weight = weights < 0 ? 1 : (values[weights + i] as number);
    if (method === 'average') {
      if (!(weight > 0)) continue;
      merged = (Number.isNaN(merged) ? 0 : merged) + value * weight;
      total += weight;
    } else if (Number.isNaN(merged) || method === 'last') merged = value;
    else if (method === 'sum') merged += value;
    else merged = method === 'min' ? Math.min(merged, value) : Math.max(merged, value);
  }
  return method === 'average' ? merged / total : merged;
}

function methodOf(kind: SeriesKind, path: string, column: number): Method {
  if (kind === 'apdex' || kind === 'counter') return 'sum';
  if (kind === 'gauge') return 'last';
  if (kind === 'set') return 'max';
  if (kind === 'timer') {
    if (column === COUNT || column === SUM) return 'sum';
    return column === LOWER ? 'min' : column === UPPER ? 'max' : 'average';
  }
  const name = path.split(';', 1)[0] as string;
  if (/[._](count|sum)$/.test(name)) return 'sum';
  if (/\.lower$|[._]min$/.test(name)) return 'min';
  return /\.upper(_\d+)?$|[._]max$/.test(name) ? 'max' : 'average';
}
