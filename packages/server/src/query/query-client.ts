/** What main asks the query room for. The room is started at first use and replaced when a query overruns its time. */
import type {
  AppsAnswer,
  HeatmapAnswer,
  OverviewAnswer,
  QueryCounts,
  TransactionAnswer,
  TransactionsAnswer,
} from '@carpy/api';
import type { FindAnswerOptions, FunctionListOptions } from '@carpy/graphite';
import type { PathsRequest } from '@carpy/store';
import type { RenderRequest } from './render-formats.ts';

/** Which nodes a look for names takes in. */
interface FindScope {
  /** Servers that were silent for long too. */
  readonly showSilent: boolean;
}

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

/** JSON, or bytes of another format. */
export type FindAnswer = string | Uint8Array;

export interface QueryRequests {
  render: {
    readonly request: RenderRequest;
    /** In the format asked for, ready to send; the buffer of bytes moves between threads. */
    readonly answer: string | Uint8Array<ArrayBuffer>;
  };
  find: {
    readonly request: FindAnswerOptions &
      FindScope & {
        /** The completer's `a,b` is one of both: graphite-web's automatic_variants. */
        readonly variants: boolean;
      };
    readonly answer: FindAnswer;
  };
  expand: {
    readonly request: FindScope & {
      readonly queries: readonly string[];
      readonly groupByExpr: boolean;
      readonly leavesOnly: boolean;
      readonly indent: number;
    };
    readonly answer: string;
  };
  /** A page of all paths, as members of a JSON list: `"a.b","a.c"`. */
  paths: {
    readonly request: PathsRequest;
    readonly answer: { readonly json: string; readonly next: number | undefined };
  };
  functions: { readonly request: FunctionListOptions; readonly answer: string | undefined };
  apps: { readonly request: ViewBase; readonly answer: AppsAnswer };
  overview: { readonly request: ViewBase & { readonly app: string }; readonly answer: OverviewAnswer };
  transactions: { readonly request: ViewBase & { readonly app: string }; readonly answer: TransactionsAnswer };
  transaction: {
    readonly request: ViewBase & { readonly app: string; readonly transaction: string };
    readonly answer: TransactionAnswer;
  };
  heatmap: {
    /** All transactions where none is named. */
    readonly request: ViewBase & { readonly app: string; readonly transaction?: string };
    readonly answer: HeatmapAnswer;
  };
}

export type QueryKind = keyof QueryRequests;

export interface QueryClient {
  /**
   * Rejects with a CarpyError: CARPY_BAD_TARGET, CARPY_TOO_MUCH, CARPY_NOT_FOUND, CARPY_TIMEOUT …; with CARPY_CANCELLED once `signal` is
   * aborted, which also stops the work.
   */
  run<K extends QueryKind>(
    kind: K,
    request: QueryRequests[K]['request'],
    signal?: AbortSignal,
  ): Promise<QueryRequests[K]['answer']>;
  /** Since the start. */
  counts(): QueryCounts;
}
