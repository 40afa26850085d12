/**
 * What the other rooms look like from one room: asynchronous, plain data only, since every call crosses a thread.
 * Implementations are in this folder; tests may give their own.
 */
import type { FoundNode, ReadAnswer, ReadRequest, SeriesMatch, StateEntry, StoreStatus } from '@carpy/store';

/** The store's readable half, as the query room sees it. */
export interface StoreReader {
  find(pattern: string): Promise<FoundNode[]>;
  resolve(pattern: string, limit: number): Promise<SeriesMatch[]>;
  resolveRecords(pattern: string, limit: number): Promise<SeriesMatch[]>;
  read(request: ReadRequest): Promise<ReadAnswer>;
  status(): Promise<StoreStatus>;
}

/** Small mutable values; see StateGroup of the store. */
export interface StateClient {
  get<T>(key: string): Promise<T | undefined>;
  put(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  list<T>(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number; readonly reverse?: boolean },
  ): Promise<StateEntry<T>[]>;
}

export interface StoreClient extends StoreReader {
  readonly state: StateClient;
}
