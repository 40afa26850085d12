/** Queries of the request log, as links on other pages ask them. Pure. */
import { printRecordFilter } from '@carpy/core';
import { termOf } from '../state/query-term.ts';

/** Longer than, and at most, ms; null and absent are no bound. */
export interface DurationBounds {
  readonly overMs?: number | null;
  readonly untilMs?: number | null;
}

export interface WantedRequests extends DurationBounds {
  /** As displayed; all where absent. */
  readonly transaction?: string | undefined;
  readonly outcome?: 'ok' | 'error';
}

const bound = (min: number, max: number): string =>
  printRecordFilter({ is: 'range', field: 'duration', min, max, minOpen: Number.isFinite(min), maxOpen: false });

/** `transaction:"POST /cart" duration:>120ms duration:<=180ms outcome:error`; an empty text asks for all. */
export function requestQuery({ transaction, overMs, untilMs, outcome }: WantedRequests): string {
  const parts: string[] = [];
  if (transaction !== undefined) parts.push(termOf('transaction', transaction));
  if (typeof overMs === 'number') parts.push(bound(overMs, Number.POSITIVE_INFINITY));
  if (typeof untilMs === 'number') parts.push(bound(Number.NEGATIVE_INFINITY, untilMs));
  if (outcome !== undefined) parts.push(termOf('outcome', outcome));
  return parts.join(' ');
}
