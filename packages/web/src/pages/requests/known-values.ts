/** Values that completion offers: those of the facets, with their counts, and what else was seen. */
import type { RecordsPage } from '@carpy/api';
import { knownApp } from '../../data/known-apps.ts';
import { formatCount } from '../../format/index.ts';
import { facetFields } from './facet-fields.ts';
import type { KnownValues } from './query-help.ts';

/** Facets whose values the query language has other words for. */
const ownForms: ReadonlySet<string> = new Set(['status', 'duration', 'outcome']);

export function knownValues(app: string, page: RecordsPage | undefined): KnownValues {
  const known: Record<string, { value: string; note: string }[]> = {};
  for (const { field } of facetFields) {
    if (!ownForms.has(field))
      known[field] = (page?.facets?.[field] ?? []).map(({ value, count }) => ({ value, note: formatCount(count) }));
  }
  const counted = new Set(known['server']?.map(({ value }) => value));
  for (const { display } of knownApp(app)?.servers ?? [])
    if (!counted.has(display)) known['server']?.push({ value: display, note: '' });
  const rows = page?.rows ?? [];
  const seen = (values: readonly (string | undefined)[]): { value: string; note: string }[] =>
    [...new Set(values)].flatMap((value) => (value === undefined ? [] : [{ value, note: '' }]));
  known['type'] = seen(rows.map(({ errorType }) => errorType));
  known['route'] = seen(rows.map(({ route }) => route));
  return known;
}
