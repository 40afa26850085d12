/** What main asks the query room for. The room is started at first use and replaced when a query overruns its time. */
import type { AppsAnswer, OverviewAnswer, TransactionAnswer, TransactionsAnswer } from '@carpy/api';
import type { RenderRequest } from './render-formats.ts';

/** A range as the user gave it, already resolved: epoch ms. `live`: it ends now and slides. */
export interface RangeJson {
  readonly fromMs: number;
  readonly toMs: number;
  readonly live: boolean;
}

/** Which servers; empty means all. Segments, no globs. */
export type ServerChoice = readonly string[];

interface ViewBase {
  readonly range: RangeJson;
  readonly servers: ServerChoice;
  /** Slots wanted at most, 10 to 1,000. */
  readonly maxPoints: number;
  readonly nowMs: number;
}

export interface QueryRequests {
  render: {
    readonly request: RenderRequest;
    /** In the format asked for, ready to send. */
    readonly answer: string | Uint8Array<ArrayBuffer>;
  };
  find: {
    readonly request: {
      readonly query: string;
      readonly format: 'treejson' | 'completer';
      readonly wildcards: boolean;
    };
    readonly answer: string;
  };
  apps: { readonly request: ViewBase; readonly answer: AppsAnswer };
  overview: { readonly request: ViewBase & { readonly app: string }; readonly answer: OverviewAnswer };
  transactions: { readonly request: ViewBase & { readonly app: string }; readonly answer: TransactionsAnswer };
  transaction: {
    readonly request: ViewBase & { readonly app: string; readonly transaction: string };
    readonly answer: TransactionAnswer;
  };
}

export type QueryKind = keyof QueryRequests;

export interface QueryClient {
  /** Rejects with a CarpyError: CARPY_BAD_TARGET, CARPY_TOO_MUCH, CARPY_NOT_FOUND, CARPY_TIMEOUT … */
  run<K extends QueryKind>(kind: K, request: QueryRequests[K]['request']): Promise<QueryRequests[K]['answer']>;
}
