import type { RecordFacetValue } from '@carpy/api';
import { expect, it } from 'vitest';
import { facetLabel, facetValues } from '../src/pages/requests/facet-fields.ts';

const values = (...names: string[]): RecordFacetValue[] =>
  names.map((value, i) => ({ value, count: 100 - i, estimated: 100 - i }));

it('durations stand from short to long, others as the server counts them', () => {
  const durations = facetValues('duration', values('10-100ms', '>=5s', '<10ms', '1-5s', '100-500ms'));
  expect(durations.map(({ value }) => facetLabel('duration', value).replaceAll('\u00a0', ' '))).toEqual([
    '< 10 ms',
    '10–100 ms',
    '100–500 ms',
    '1–5 s',
    '≥ 5 s',
  ]);
  expect(facetValues('status', values('2xx', '5xx', '4xx')).map(({ value }) => value)).toEqual(['2xx', '5xx', '4xx']);
});
