/** First points of apps, as far as answers have told: the default range of a young app begins there. */
import { createSignal } from 'solid-js';
import type { RangeText } from '../state/range.ts';
import { requestTime, youngFrom } from '../state/range.ts';
import { DEFAULT_VIEW } from '../state/view-query.ts';
import type { Fetched } from './fetch-json.ts';

const firstPoints = new Map<string, number>();
const [known, setKnown] = createSignal(0);

export function rememberFirstPoint(app: string, firstPointMs: number | null): void {
  if (firstPointMs === null || firstPoints.get(app) === firstPointMs) return;
  firstPoints.set(app, firstPointMs);
  setKnown((changes) => changes + 1);
}

/** Epoch ms of an app's first point, null while no answer has told it. Reactive. */
export function firstPointOf(app: string | undefined): number | null {
  known();
  return app === undefined ? null : (firstPoints.get(app) ?? null);
}

export const isDefaultRange = (range: RangeText): boolean =>
  range.from === DEFAULT_VIEW.from && range.to === DEFAULT_VIEW.to;

/** Both ends as the server gets them at this moment. */
export function requestRange(app: string | undefined, range: RangeText): RangeText {
  const nowMs = Date.now();
  const first = app === undefined ? undefined : firstPoints.get(app);
  const from = youngFrom(range, isDefaultRange(range), first ?? null, nowMs);
  return { from: requestTime(from, nowMs), to: requestTime(range.to, nowMs) };
}

/**
 * Loads, and loads again where the answer tells that the app is younger than the range that was asked for: the first
 * answer is never shown, so the chart doesn't jump.
 */
export async function loadYoung<T extends { readonly firstPointMs: number | null }>(
  app: string,
  range: RangeText,
  load: (range: RangeText) => Promise<Fetched<T>>,
): Promise<Fetched<T>> {
  const asked = requestRange(app, range);
  // Asked before the load: another answer may tell of the first point while this one is on its way.
  const wasKnown = firstPoints.has(app);
  const fetched = await load(asked);
  if (!fetched.ok || wasKnown) return fetched;
  rememberFirstPoint(app, fetched.answer.firstPointMs);
  const better = requestRange(app, range);
  return better.from === asked.from ? fetched : load(better);
}
