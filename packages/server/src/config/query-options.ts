/** The options of queries: what one may take before it is refused or ended. Part of options.ts. */
import { durationMs, integer, type Option } from './option.ts';

export interface QuerySettings {
  readonly queryTimeoutMs: number;
  readonly queryMaxSeries: number;
  readonly queryMaxPoints: number;
  /** MB. */
  readonly queryMaxMemory: number;
}

export const queryOptions: { readonly [K in keyof QuerySettings]: Option<QuerySettings[K]> } = {
  queryTimeoutMs: {
    flag: 'query-timeout',
    kind: durationMs(100, 600_000, 'from 100 ms to 10 minutes, such as 30s'),
    fallback: 30_000,
    help: 'What one query of the render API or of a page may take before it is ended.',
  },
  queryMaxSeries: {
    flag: 'query-max-series',
    kind: integer(1, 1_000_000),
    fallback: 10_000,
    help: 'Series that the targets of one query may match. More is refused before anything is read.',
  },
  queryMaxPoints: {
    flag: 'query-max-points',
    kind: integer(1_000, 20_000_000),
    fallback: 10_000_000,
    help: 'Points that one query may read: series times slots of the steps that its range is read in. More is refused before anything is read.',
  },
  queryMaxMemory: {
    flag: 'query-max-memory',
    kind: integer(1, 16_000),
    fallback: 1_000,
    help: 'MB of values that one query may read and make, all functions together.',
  },
};
