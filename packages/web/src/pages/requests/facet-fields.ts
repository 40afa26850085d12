/** What the facets are called, and how their values are shown. Pure. */
import type { RecordFacetValue } from '@carpy/api';
import { DURATION_STEPS, type FacetField } from '@carpy/core';
import { nbsp } from '../../format/index.ts';

export interface Facet {
  readonly field: FacetField;
  readonly title: string;
}

/** In the order of the page. */
export const facetFields: readonly Facet[] = [
  { field: 'outcome', title: 'Outcome' },
  { field: 'status', title: 'Status' },
  { field: 'method', title: 'Method' },
  { field: 'transaction', title: 'Transaction' },
  { field: 'duration', title: 'Duration' },
  { field: 'server', title: 'Server' },
  { field: 'version', title: 'Version' },
  { field: 'kind', title: 'Kind' },
];

/** `10-100ms` as `10–100 ms`, `>=5s` as `≥ 5 s`; others as they are. */
export function facetLabel(field: FacetField, value: string): string {
  if (field !== 'duration') return value;
  return value
    .replaceAll(/(\d)(ms|s)\b/g, `$1${nbsp}$2`)
    .replace('-', '–')
    .replace('>=', '≥')
    .replace(/^([<≥])/, `$1${nbsp}`);
}

const durationSteps = DURATION_STEPS.map(({ value }) => value);

/** Durations from short to long, as on a scale; others as they come, the most frequent first. */
export const facetValues = (field: FacetField, values: readonly RecordFacetValue[]): readonly RecordFacetValue[] =>
  field === 'duration'
    ? [...values].sort((a, b) => durationSteps.indexOf(a.value) - durationSteps.indexOf(b.value))
    : values;

/** Facets that have something to choose, or to take in again. */
export function usefulFacets(
  facets: Readonly<Record<string, readonly RecordFacetValue[]>>,
  isLeftOut: (field: FacetField) => boolean,
): readonly Facet[] {
  return facetFields.filter(({ field }) => (facets[field]?.length ?? 0) > 0 || isLeftOut(field));
}
