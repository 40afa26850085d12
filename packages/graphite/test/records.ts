/** Records for tests, made from raw timings, with the exact answers beside them. */
import { APDEX_COLUMNS, Sketch, summarise, TIMER_COLUMN_COUNT } from '@carpy/core';
import type { FetchedRecord } from '@carpy/graphite';

export interface TimerOptions {
  readonly path?: string;
  readonly startS?: number;
  readonly stepS?: number;
  /** False for none, or the slots that keep one. */
  readonly sketches?: boolean | ((slot: number) => boolean);
}

/** One slot for each list of timings; an empty list is a slot in which nothing was recorded. */
export function timerRecord(timings: readonly (readonly number[])[], options: TimerOptions = {}): FetchedRecord {
  const slots = timings.length;
  const columns = new Float64Array(slots * TIMER_COLUMN_COUNT).fill(Number.NaN);
  const row = new Float64Array(TIMER_COLUMN_COUNT);
  const sketches = timings.map((values, slot) => {
    if (values.length === 0) return undefined;
    summarise(Float64Array.from(values).sort(), row, 0);
    row.forEach((value, c) => {
      columns[c * slots + slot] = value;
    });
    const kept = options.sketches ?? true;
    if (kept === false || (typeof kept === 'function' && !kept(slot))) return undefined;
    const sketch = new Sketch();
    for (const value of values) sketch.add(value);
    return sketch;
  });
  return {
    path: options.path ?? 'carpy.shop.web-1.checkout.ok',
    kind: 'timer',
    startS: options.startS ?? 600,
    stepS: options.stepS ?? 60,
    slots,
    columns,
    sketchAt: (slot) => sketches[slot],
  };
}

/** One slot for each [satisfied, tolerating, frustrated]; undefined is a slot in which nothing was recorded. */
export function apdexRecord(
  counts: readonly (readonly [number, number, number] | undefined)[],
  options: TimerOptions = {},
): FetchedRecord {
  const slots = counts.length;
  const columns = new Float64Array(slots * APDEX_COLUMNS.length).fill(Number.NaN);
  counts.forEach((row, slot) => {
    row?.forEach((value, c) => {
      columns[c * slots + slot] = value;
    });
  });
  return {
    path: options.path ?? 'carpy.shop.web-1.checkout.apdex',
    kind: 'apdex',
    startS: options.startS ?? 600,
    stepS: options.stepS ?? 60,
    slots,
    columns,
    sketchAt: () => undefined,
  };
}
