/** Queries of the request log, as links on other pages ask them. Pure. */
import { allOf, anyOf, escapePattern, printRecordFilter, type RecordFilter } from '@carpy/core';

export interface WantedRequests {
  /** As displayed; all where absent. */
  readonly transaction?: string | undefined;
  /** Longer than, and at most, ms; null and absent are no bound. */
  readonly overMs?: number | null;
  readonly untilMs?: number | null;
  readonly outcome?: 'ok' | 'error';
  readonly fingerprint?: string;
  /** As displayed; all where there are none. */
  readonly servers?: readonly string[];
}

const term = (field: 'transaction' | 'outcome' | 'error' | 'server', value: string): RecordFilter => ({
  is: 'term',
  field,
  pattern: escapePattern(value),
});

const bound = (min: number, max: number): RecordFilter => ({
  is: 'range',
  field: 'duration',
  min,
  max,
  minOpen: Number.isFinite(min),
  maxOpen: false,
});

/** `transaction:"POST /cart" duration:>120ms duration:<=180ms outcome:error`; an empty text asks for all. */
export function requestQuery({
  transaction,
  overMs,
  untilMs,
  outcome,
  fingerprint,
  servers = [],
}: WantedRequests): string {
  const parts: RecordFilter[] = [];
  if (transaction !== undefined) parts.push(term('transaction', transaction));
  if (fingerprint !== undefined) parts.push(term('error', fingerprint));
  if (typeof overMs === 'number') parts.push(bound(overMs, Number.POSITIVE_INFINITY));
  if (typeof untilMs === 'number') parts.push(bound(Number.NEGATIVE_INFINITY, untilMs));
  if (outcome !== undefined) parts.push(term('outcome', outcome));
  if (servers.length > 0) parts.push(anyOf(servers.map((server) => term('server', server))));
  return printRecordFilter(allOf(parts));
}
