/** A naive store for comparison: every point that came, by series and slot of 10 s, rolled up from scratch whenever it is asked. */
import type { SeriesKind } from '@carpy/core';

/** The value of a slot: one number; of a timer count, sum, lower, upper; of Apdex its three counts. */
export type ModelValue = readonly number[];

export interface ModelSeries {
  readonly kind: SeriesKind;
  /** By stamp of the slot, seconds since the epoch. */
  readonly slots: Map<number, ModelValue>;
}

export const FINE_S = 10;

/** Two values of one slot, the second one later. */
function merged(kind: SeriesKind, a: ModelValue, b: ModelValue): ModelValue {
  const at = (values: ModelValue, i: number): number => values[i] as number;
  switch (kind) {
    case 'timer':
      return [at(a, 0) + at(b, 0), at(a, 1) + at(b, 1), Math.min(at(a, 2), at(b, 2)), Math.max(at(a, 3), at(b, 3))];
    case 'apdex':
      return a.map((n, i) => n + at(b, i));
    case 'counter':
      return [at(a, 0) + at(b, 0)];
    case 'set':
      return [Math.max(at(a, 0), at(b, 0))];
    default:
      return b;
  }
}

export class Model {
  readonly series: Map<string, ModelSeries> = new Map();

  write(name: string, kind: SeriesKind, slotS: number, value: ModelValue): void {
    let series = this.series.get(name);
    if (series === undefined) {
      series = { kind, slots: new Map() };
      this.series.set(name, series);
    }
    const had = series.slots.get(slotS);
    series.slots.set(slotS, had === undefined ? value : merged(kind, had, value));
  }

  /** The slots of a tier; `steps` are those of all tiers, finest first, since plain values go from one to the next. */
  tier(name: string, stepS: number, steps: readonly number[]): Map<number, ModelValue> {
    const { kind, slots } = this.series.get(name) as ModelSeries;
    let fine: Map<number, ModelValue> = slots;
    let fineS = FINE_S;
    for (const step of steps) {
      if (step > stepS || step === fineS) continue;
      fine = rolledUp(kind, fine, fineS, step);
      fineS = step;
    }
    return fine;
  }
}

function rolledUp(
  kind: SeriesKind,
  fine: ReadonlyMap<number, ModelValue>,
  fineS: number,
  coarseS: number,
): Map<number, ModelValue> {
  const parts = new Map<number, ModelValue[]>();
  for (const atS of [...fine.keys()].sort((a, b) => a - b)) {
    const slotS = atS - (atS % coarseS);
    const part = parts.get(slotS) ?? [];
    part.push(fine.get(atS) as ModelValue);
    parts.set(slotS, part);
  }
  const coarse = new Map<number, ModelValue>();
  for (const [slotS, part] of parts) {
    if (kind !== 'plain')
      coarse.set(
        slotS,
        part.reduce((a, b) => merged(kind, a, b)),
      );
    else if (part.length * fineS >= coarseS / 2)
      coarse.set(slotS, [part.reduce((sum, [value]) => sum + (value as number), 0) / part.length]);
  }
  return coarse;
}
