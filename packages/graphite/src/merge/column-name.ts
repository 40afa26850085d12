/** The columns that mergeTimers and the server's pages can ask of a record, by name. */
import { CarpyError } from '@carpy/core';

/** A column taken apart. Percentages are in (0, 100]. */
export type Column =
  | { readonly kind: 'count' | 'sum' | 'mean' | 'lower' | 'upper' | 'median' }
  | { readonly kind: 'satisfied' | 'tolerating' | 'frustrated' | 'score' }
  /** `upper_<p>`: the greatest of the lowest p %. `mean_<p>`: their mean. */
  | { readonly kind: 'upper_p' | 'mean_p'; readonly p: number }
  /** `lower_top<p>`: the least of the highest p %. `mean_top<p>`: their mean. */
  | { readonly kind: 'lower_top' | 'mean_top'; readonly p: number };

const TIMER_PLAIN = ['count', 'sum', 'mean', 'lower', 'upper', 'median'] as const;
const APDEX_PLAIN = ['satisfied', 'tolerating', 'frustrated', 'score'] as const;
// StatsD writes the point of a percentage as an underscore: upper_99_9.
const PERCENT = /^(upper_|mean_|lower_top|mean_top)(\d{1,3}(?:[._]\d{1,6})?)$/;

/** @throws CarpyError CARPY_BAD_TARGET when no record of this kind has such a column. */
export function parseColumn(name: string, kind: 'timer' | 'apdex'): Column {
  if (kind === 'apdex') {
    const plain = APDEX_PLAIN.find((c) => c === name);
    if (plain !== undefined) return { kind: plain };
    throw new CarpyError(
      'CARPY_BAD_TARGET',
      `an Apdex record has no column "${name}"; it has ${APDEX_PLAIN.join(', ')}`,
    );
  }
  const plain = TIMER_PLAIN.find((c) => c === name);
  if (plain !== undefined) return { kind: plain };
  const match = PERCENT.exec(name);
  const p = Number(match?.[2]?.replace('_', '.'));
  if (match !== null && p > 0 && p <= 100) {
    const form = match[1] as 'upper_' | 'mean_' | 'lower_top' | 'mean_top';
    return { kind: form === 'upper_' ? 'upper_p' : form === 'mean_' ? 'mean_p' : form, p };
  }
  throw new CarpyError(
    'CARPY_BAD_TARGET',
    `a timer's record has no column "${name}"; it has ${TIMER_PLAIN.join(', ')}, upper_<p>, mean_<p>, lower_top<p> and mean_top<p> with p in (0, 100]`,
  );
}

/** Whether sketches are needed: always, only where more than one slot of records merges (the column is stored), or never. */
export function sketchNeed(column: Column): 'always' | 'when-merged' | 'never' {
  if (column.kind === 'median') return 'when-merged';
  if (column.kind === 'upper_p') return column.p === 95 ? 'when-merged' : column.p === 100 ? 'never' : 'always';
  if (column.kind === 'mean_p' || column.kind === 'mean_top') return column.p === 100 ? 'never' : 'always';
  return column.kind === 'lower_top' ? (column.p === 100 ? 'never' : 'always') : 'never';
}
