/** Apart from query-parts.ts, which reads queries: pages that only make one need not load that. */
import { escapePattern, printRecordFilter, type TermField } from '@carpy/core';

/** `field:value` as the grammar takes it, for this very value. */
export const termOf = (field: TermField, value: string): string =>
  printRecordFilter({ is: 'term', field, pattern: escapePattern(value) });
