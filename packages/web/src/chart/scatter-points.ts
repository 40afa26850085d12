/** Points of time and duration, and finding among them. Pure. */
import type { RecordPointsAnswer } from '@carpy/api';
import { formatInteger } from '../format/number.ts';

export interface ScatterPoint {
  readonly id: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly error: boolean;
  /** Requests that it stands for; 1 for one that was kept for itself. */
  readonly weight: number;
}

/** Of a sample: about so many more were like it. Weights are estimates, so one and a bit is one. */
export const isSampled = ({ weight }: Pick<ScatterPoint, 'weight'>): boolean => weight > SAMPLED_FROM;
const SAMPLED_FROM = 1.5;

/** `one of about 24`; empty for one that was kept for itself. */
export const sampleWords = (point: Pick<ScatterPoint, 'weight'>): string =>
  isSampled(point) ? `one of about ${formatInteger(Math.round(point.weight))}` : '';

/** Oldest first. */
export const pointsOf = ({ ids, startMs, durationMs, error, weight }: RecordPointsAnswer): ScatterPoint[] =>
  ids
    .map((id, at) => ({
      id,
      startMs: startMs[at] as number,
      durationMs: durationMs[at] as number,
      error: error[at] === 1,
      weight: weight[at] ?? 1,
    }))
    .sort((a, b) => a.startMs - b.startMs);

/** Where a point stands, pixels. */
export interface Placed {
  readonly x: number;
  readonly y: number;
}

/** Index of the nearest within a reach; -1 where none is near. */
export function nearest(placed: readonly Placed[], at: Placed, reachPx: number): number {
  let found = -1;
  let least = reachPx * reachPx;
  placed.forEach(({ x, y }, index) => {
    const distance = (x - at.x) ** 2 + (y - at.y) ** 2;
    if (distance > least) return;
    least = distance;
    found = index;
  });
  return found;
}

/**
 * The point that an arrow leads to: left and right by time, up and down to the next slower and faster one. The first press starts at
 * the newest. Null where the key means nothing.
 */
export function stepPoint(points: readonly ScatterPoint[], from: number | null, key: string): number | null {
  if (points.length === 0 || !/^Arrow(?:Left|Right|Up|Down)$/.test(key)) return null;
  if (from === null || from >= points.length) return points.length - 1;
  if (key === 'ArrowLeft') return Math.max(0, from - 1);
  if (key === 'ArrowRight') return Math.min(points.length - 1, from + 1);
  // Equals in order of time, so that each of them is reached.
  const duration = (index: number): number => (points[index] as ScatterPoint).durationMs;
  const order = points.map((_, index) => index).sort((a, b) => duration(a) - duration(b) || a - b);
  const at = order.indexOf(from) + (key === 'ArrowUp' ? 1 : -1);
  return order[Math.min(order.length - 1, Math.max(0, at))] as number;
}
