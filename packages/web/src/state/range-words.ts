import { formatMoment, formatRange } from '../format/index.ts';
import { endsNow, presets, type RangeText, resolveRange } from './range.ts';

/** A range in words: its preset's, `Last 90 min`, or its two ends. */
export function rangeWords(range: RangeText, atMs: number): string {
  const preset = presets.find((p) => p.from === range.from && p.to === range.to);
  if (preset !== undefined) return preset.label;
  const relative = /^-(\d+)([a-z]+)$/.exec(range.from);
  if (endsNow(range) && relative !== null) return `Last ${relative[1]} ${relative[2]}`;
  const resolved = resolveRange(range, atMs);
  if (endsNow(range) && resolved !== undefined && /^\d+$/.test(range.from))
    return `Since ${formatMoment(resolved.fromMs, atMs)}`;
  return resolved === undefined ? `${range.from} to ${range.to}` : formatRange(resolved.fromMs, resolved.toMs, atMs);
}
