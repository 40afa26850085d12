import type { ColorToken } from '../theme/theme.ts';

export interface TooltipSeries {
  readonly key: string;
  readonly label: string;
  readonly color: ColorToken;
  readonly dash: boolean;
  readonly values: readonly (number | null)[];
}

export interface TooltipRow {
  readonly key: string;
  readonly label: string;
  readonly color: ColorToken;
  readonly dash: boolean;
  readonly value: number;
}

export const maxTooltipRows = 12;

/** Values of a slot, greatest first, at most 12; `more` counts those left out, `total` sums all. */
export function tooltipRows(
  series: readonly TooltipSeries[],
  slot: number,
): { readonly rows: readonly TooltipRow[]; readonly more: number; readonly total: number } {
  const rows: TooltipRow[] = [];
  let total = 0;
  for (const { key, label, color, dash, values } of series) {
    const value = values[slot] ?? null;
    if (value === null) continue;
    rows.push({ key, label, color, dash, value });
    total += value;
  }
  rows.sort((a, b) => b.value - a.value);
  return { rows: rows.slice(0, maxTooltipRows), more: Math.max(0, rows.length - maxTooltipRows), total };
}
