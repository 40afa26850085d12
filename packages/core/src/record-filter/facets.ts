/** Fields that are counted by value beside the table of requests. Stores, predicate and pages name the values alike. */
import type { StoredRecord } from '../records.ts';
import { allOf } from './combine.ts';
import { escapePattern } from './pattern.ts';
import { parseRange } from './ranges.ts';
import type { RecordFilter } from './record-filter.ts';

/** `status` in classes (`5xx`), `duration` in the steps of `DURATION_STEPS`. */
export const FACET_FIELDS = [
  'outcome',
  'status',
  'method',
  'transaction',
  'server',
  'version',
  'kind',
  'duration',
] as const;
export type FacetField = (typeof FACET_FIELDS)[number];

/** A duration is of the first step whose end it is below. The last has none. */
export const DURATION_STEPS: readonly { readonly value: string; readonly untilMs: number }[] = [
  { value: '<10ms', untilMs: 10 },
  { value: '10-100ms', untilMs: 100 },
  { value: '100-500ms', untilMs: 500 },
  { value: '500ms-1s', untilMs: 1_000 },
  { value: '1-5s', untilMs: 5_000 },
  { value: '>=5s', untilMs: Number.POSITIVE_INFINITY },
];

/** Undefined where the record has none. */
export function facetValueOf(field: FacetField, record: StoredRecord): string | undefined {
  if (field === 'duration') return record.durationMs === undefined ? undefined : durationStepOf(record.durationMs);
  if (field === 'status') return record.status === undefined ? undefined : statusClassOf(record.status);
  return record[field];
}

export function durationStepOf(durationMs: number): string {
  return DURATION_STEPS.find((step) => durationMs < step.untilMs)?.value ?? '>=5s';
}

export function statusClassOf(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}

/** What matches the records that are counted under `value`; undefined for a value that no record is counted under. */
export function facetFilter(field: FacetField, value: string): RecordFilter | undefined {
  if (field === 'status') return parseRange('status', value === '0xx' ? '..99' : value);
  if (field !== 'duration') return { is: 'term', field, pattern: escapePattern(value) };
  const i = DURATION_STEPS.findIndex((step) => step.value === value);
  if (i < 0) return undefined;
  const from = DURATION_STEPS[i - 1]?.untilMs;
  const until = DURATION_STEPS[i]?.untilMs;
  const low = from === undefined ? undefined : parseRange('duration', `>=${from}ms`);
  const high = until === Number.POSITIVE_INFINITY ? undefined : parseRange('duration', `<${until}ms`);
  return allOf([low, high].filter((part) => part !== undefined));
}
