/** What a query reads from: the store and the state, each on another thread. */
import type { QueryLimits } from '@carpy/graphite';
import type { StateClient, StoreReader } from '../threads/clients.ts';

/** What one query may read, as the configuration has it. */
export type ReadLimits = Pick<QueryLimits, 'series' | 'points' | 'memoryBytes'>;

export interface QueryContext {
  readonly reader: StoreReader;
  readonly state: StateClient;
  /** T that hello answers to agents without one of their own (--apdex-t), ms; 500 unless given. */
  readonly apdexTMs?: number;
  /** Graphite's own defaults unless given. */
  readonly limits?: ReadLimits;
  /** Asked often; throws what the query is to end with: it was cancelled, or its time is over. */
  readonly check?: () => void;
}
