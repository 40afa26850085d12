/** What a query asked for, without whom: for lists of what was done, which outlive the records. */
import { printRecordFilter, type RecordFilter, type TermField } from '@carpy/core';

/** Stands for any value. */
const LEFT_OUT = '…';
/** Their values are of a request, and may be of a person; those of other fields are an app's own names. */
const OF_REQUESTS: ReadonlySet<TermField> = new Set<TermField>(['trace', 'request', 'id']);

/** Words, values of the context and ids become `…`; the rest of the query stays. */
export const queryWithoutValues = (filter: RecordFilter): string => printRecordFilter(withoutValues(filter));

function withoutValues(filter: RecordFilter): RecordFilter {
  switch (filter.is) {
    case 'and':
    case 'or':
      return { ...filter, parts: filter.parts.map(withoutValues) };
    case 'not':
      return { ...filter, part: withoutValues(filter.part) };
    case 'context':
      return { ...filter, pattern: LEFT_OUT };
    case 'term':
      return OF_REQUESTS.has(filter.field) ? { ...filter, pattern: LEFT_OUT } : filter;
    case 'text':
      return { ...filter, words: [LEFT_OUT] };
    default:
      return filter;
  }
}
