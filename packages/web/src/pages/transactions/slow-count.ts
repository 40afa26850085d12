import type { Totals } from '@carpy/api';

/** Requests that ended well and took longer than T: exact, from the metrics. An error counts as frustrated, however quick it was. */
export const slowCountOf = ({ apdex, errorCount }: Pick<Totals, 'apdex' | 'errorCount'>): number =>
  Math.max(0, Math.round(apdex.tolerating + apdex.frustrated - errorCount));
