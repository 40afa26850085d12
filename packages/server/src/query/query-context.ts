/** What a query reads from: the store and the state, each on another thread. */
import type { StateClient, StoreReader } from '../threads/clients.ts';

export interface QueryContext {
  readonly reader: StoreReader;
  readonly state: StateClient;
  /** T that hello answers to agents without one of their own (--apdex-t), ms; 500 unless given. */
  readonly apdexTMs?: number;
}
