/** A drag over a scatter: sideways it marks a time, up and down durations, slanting both. Pure. */
import { type DurationAxis, durationAt } from './duration-axis.ts';
import type { FieldRect } from './field-surface.tsx';
import type { SpanMs } from './grid.ts';
import type { Spot } from './pointer.ts';

export interface Brush {
  /** In shares of the plot. */
  readonly rect: FieldRect;
  readonly time: SpanMs | null;
  readonly durations: { readonly overMs: number; readonly untilMs: number } | null;
}

/** Less than this much of one way is no mark that way, CSS pixels. */
const leastPx = 12;

/** Null for a drag that is too short both ways. */
export function brushOf(
  from: Spot,
  to: Spot,
  size: { readonly width: number; readonly height: number },
  span: SpanMs,
  axis: DurationAxis,
): Brush | null {
  const wide = Math.abs(from.x - to.x) >= leastPx;
  const high = Math.abs(from.y - to.y) >= leastPx;
  if (!wide && !high) return null;
  const left = wide ? Math.min(from.x, to.x) / size.width : 0;
  const right = wide ? Math.max(from.x, to.x) / size.width : 1;
  const top = high ? Math.min(from.y, to.y) / size.height : 0;
  const bottom = high ? Math.max(from.y, to.y) / size.height : 1;
  const at = (share: number): number => span.fromMs + share * (span.toMs - span.fromMs);
  return {
    rect: { left, top, width: right - left, height: bottom - top },
    time: wide ? { fromMs: at(left), toMs: at(right) } : null,
    durations: high ? { overMs: durationAt(axis, 1 - bottom), untilMs: durationAt(axis, 1 - top) } : null,
  };
}

/** Fewer ms than this are no range to zoom to. */
export const shortestZoomMs = 1000;
