/** Ranges of time as the URL writes them, and the steps a user takes between them. Pure; the clock is passed in. */
import { parseTime } from '@carpy/core';

export interface RangeText {
  readonly from: string;
  readonly to: string;
}

export interface ResolvedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Preset extends RangeText {
  readonly label: string;
}

export const presets: readonly Preset[] = [
  { label: 'Last 5 min', from: '-5min', to: 'now' },
  { label: 'Last 15 min', from: '-15min', to: 'now' },
  { label: 'Last 1 h', from: '-1h', to: 'now' },
  { label: 'Last 3 h', from: '-3h', to: 'now' },
  { label: 'Last 12 h', from: '-12h', to: 'now' },
  { label: 'Last 24 h', from: '-24h', to: 'now' },
  { label: 'Last 2 d', from: '-2d', to: 'now' },
  { label: 'Last 7 d', from: '-7d', to: 'now' },
  { label: 'Last 30 d', from: '-30d', to: 'now' },
  { label: 'Today', from: 'now/d', to: 'now' },
  { label: 'Yesterday', from: 'now-1d/d', to: 'now/d' },
];

/** A young app's range is never shorter than this: a minute after its first packet its data cover half of the chart. */
const SHORTEST_DEFAULT_MS = 2 * 60_000;

/** From this age on a young app's range begins with a whole minute. */
const WHOLE_MINUTES_AFTER_MS = 4 * 60_000;

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Epoch ms of both ends, or undefined where a text can't be read: the server then says what is wrong with it. */
export function resolveRange(range: RangeText, nowMs: number): ResolvedRange | undefined {
  try {
    const timezone = zone();
    const fromMs = parseTime(range.from, { nowMs, timezone });
    const toMs = parseTime(range.to, { nowMs, timezone });
    return fromMs < toMs ? { fromMs, toMs } : { fromMs: toMs, toMs: fromMs };
  } catch {
    return undefined;
  }
}

/** True for a range that ends now and slides with the clock. */
export const endsNow = (range: RangeText): boolean => range.to === 'now';

/** The longest relative texts that mean a whole number of their unit, the largest unit first. */
const units: readonly (readonly [suffix: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

function relative(lengthMs: number): string {
  for (const [suffix, ms] of units) if (lengthMs % ms === 0) return `-${lengthMs / ms}${suffix}`;
  return `-${Math.max(1, Math.round(lengthMs / 1000))}s`;
}

/** An absolute range in whole ms. */
export const absoluteRange = (fromMs: number, toMs: number): RangeText => ({
  from: String(Math.round(fromMs)),
  to: String(Math.round(toMs)),
});

/** A zoom by drag. One that ends in the last bucket stays live: it turns relative and keeps sliding. */
export function zoomTo(fromMs: number, toMs: number, nowMs: number, stepMs: number): RangeText {
  if (toMs < nowMs - stepMs * 1.5) return absoluteRange(fromMs, toMs);
  return { from: relative(Math.max(1000, Math.round((nowMs - fromMs) / 1000) * 1000)), to: 'now' };
}

/** Twice as long around the same middle; a live range grows backwards only. */
export function zoomOut(range: RangeText, nowMs: number): RangeText | undefined {
  const resolved = resolveRange(range, nowMs);
  if (resolved === undefined) return undefined;
  const lengthMs = resolved.toMs - resolved.fromMs;
  if (endsNow(range)) return { from: relative(Math.round(lengthMs / 500) * 1000), to: 'now' };
  const toMs = Math.min(resolved.toMs + lengthMs / 2, nowMs);
  return absoluteRange(toMs - lengthMs * 2, toMs);
}

/** Half a range earlier (-1) or later (1). Moving later than now ends in the live range of the same length. */
export function shiftHalf(range: RangeText, direction: -1 | 1, nowMs: number): RangeText | undefined {
  const resolved = resolveRange(range, nowMs);
  if (resolved === undefined) return undefined;
  const lengthMs = resolved.toMs - resolved.fromMs;
  const toMs = resolved.toMs + (direction * lengthMs) / 2;
  // Back and forth again takes a moment, and must not end in a range that stands still just before now.
  if (toMs >= nowMs - lengthMs / 20)
    return { from: relative(Math.max(1000, Math.round(lengthMs / 1000) * 1000)), to: 'now' };
  return absoluteRange(toMs - lengthMs, toMs);
}

/**
 * The `from` to ask for. While an app's first point is younger than the default range, the range begins there (at least
 * 2 min), so that first data fills the chart instead of being a sliver at its right edge.
 */
export function youngFrom(range: RangeText, isDefault: boolean, firstPointMs: number | null, nowMs: number): string {
  if (!isDefault || firstPointMs === null) return range.from;
  const resolved = resolveRange(range, nowMs);
  if (resolved === undefined || firstPointMs <= resolved.fromMs) return range.from;
  if (nowMs - firstPointMs < SHORTEST_DEFAULT_MS) return relative(SHORTEST_DEFAULT_MS);
  // Once points come a minute each, a first minute of which little was recorded would be one more hatch.
  const wholeMs = nowMs - firstPointMs < WHOLE_MINUTES_AFTER_MS ? 10_000 : 60_000;
  return String((wholeMs === 60_000 ? Math.ceil : Math.floor)(firstPointMs / wholeMs) * wholeMs);
}

/** Splits what a user typed into a range: `90m`, `yesterday`, `14:00-15:30`, `2026-01-03`, `-3h to -1h`. Undefined where unreadable. */
export function readRangeText(typed: string, nowMs: number): RangeText | undefined {
  const text = typed.trim();
  if (text === '' || text.length > 100) return undefined;
  const pair =
    /^(.+?)\s+(?:to|until|–|—)\s+(.+)$/i.exec(text) ?? /^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/.exec(text);
  if (pair?.[1] !== undefined && pair[2] !== undefined) {
    const range = { from: pair[1].trim(), to: pair[2].trim() };
    return resolveRange(range, nowMs) === undefined ? undefined : pin(range, nowMs);
  }
  const bare = /^\d+\s*(?:s|min|m|h|d|w|mon|y|hours?|days?|minutes?|weeks?)$/i.test(text)
    ? `-${text.replace(/\s+/g, '').replace(/^(\d+)m$/i, '$1min')}`
    : text;
  if (/^yesterday$/i.test(bare)) return { from: 'now-1d/d', to: 'now/d' };
  if (/^today$/i.test(bare)) return { from: 'now/d', to: 'now' };
  if (/^\d{4}-\d{2}-\d{2}$/.test(bare)) return wholeDay(bare);
  const range = { from: bare, to: 'now' };
  return resolveRange(range, nowMs) === undefined ? undefined : range;
}

/** A calendar day of the reader's own zone, as absolute ends. */
function wholeDay(isoDay: string): RangeText | undefined {
  const [year, month, day] = isoDay.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const from = new Date(year, month - 1, day);
  if (from.getMonth() !== month - 1) return undefined;
  return absoluteRange(from.getTime(), new Date(year, month - 1, day + 1).getTime());
}

/** Clock times mean today's; as absolute ends they still mean it tomorrow. */
function pin(range: RangeText, nowMs: number): RangeText {
  if (!/:/.test(range.from)) return range;
  const resolved = resolveRange(range, nowMs);
  return resolved === undefined ? range : absoluteRange(resolved.fromMs, resolved.toMs);
}

/** Ends that mean the same to a server in any time zone. */
const zoneless = /^(?:now|-\d+[a-z]+|\d{9,})$/;

/** An end as the server gets it: days and clock times are the reader's, so they go out as epoch ms. Unreadable ones go as they are. */
export function requestTime(text: string, nowMs: number): string {
  if (zoneless.test(text)) return text;
  try {
    return String(parseTime(text, { nowMs, timezone: zone() }));
  } catch {
    return text;
  }
}
