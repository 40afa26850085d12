/** What the records room answers to main: the methods, and the client that calls them. */
import type { RecordRow, StatusRecords } from '@carpy/api';
import { CarpyError, type RecordsAnswer, type StoredRecord } from '@carpy/core';
import type {
  RecordPoints,
  RecordScope,
  RecordSearch,
  RecordSearchAnswer,
  RecordsGroup,
  RecordsStatus,
} from '@carpy/store';
import { isStopped, type StopFlag, stopFlag } from '../query/query-stop.ts';
import { within } from '../query/within.ts';
import { type ExportFormat, exportLines } from '../records/export-lines.ts';
import type { Receiver, RecordsBody } from '../records/receiver.ts';
import { ReceiverCounter } from '../records/receiver-counts.ts';
import { recordRow } from '../records/record-row.ts';
import type { Tail, TailEvent, TailQuery } from '../records/tail.ts';
import type { Outage, RoomConnection } from './kept-room.ts';
import { type RpcPort, serveRpc } from './rpc.ts';

/** Searches that wait or run at once; each takes slices of the one room. */
const MAX_SEARCHES = 32;
/** What `status` waits for a room that is stuck, ms. */
const STATUS_MS = 1_000;
/** Taking records out rewrites what holds them; ms. */
const REMOVE_MS = 600_000;

/** A page whose records may come as rows instead. */
export type PageAnswer = RecordSearchAnswer & { readonly rows: readonly RecordRow[] | undefined };

/** A page of an export, ready to send. */
export interface ExportPage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly cursor: string | undefined;
}

/** A type, not an interface: RpcMethods wants an index signature. */
export type RecordsMethods = {
  take: { argument: RecordsBody; answer: RecordsAnswer };
  search: { argument: { search: RecordSearch; asRows: boolean; stop: StopFlag }; answer: PageAnswer };
  exportPage: { argument: { search: RecordSearch; format: ExportFormat; stop: StopFlag }; answer: ExportPage };
  get: { argument: string; answer: StoredRecord | undefined };
  points: { argument: { scope: RecordScope; limit: number }; answer: RecordPoints };
  remove: { argument: RecordScope; answer: { readonly removed: number } };
  status: { argument: undefined; answer: RecordsStatus };
  tailOpen: { argument: TailQuery; answer: number };
  tailClose: { argument: number; answer: undefined };
};

/** Room to main, beside answers. */
export interface TailMessage {
  readonly tail: number;
  readonly event: TailEvent;
}

export function serveRecords(port: RpcPort, group: RecordsGroup, receiver: Receiver, tail: Tail): void {
  const encoder = new TextEncoder();
  serveRpc<RecordsMethods>(
    port,
    {
      take: (body) => receiver.take(body),
      search: async ({ search, asRows, stop }) => {
        const answer = await group.search(search, () => isStopped(stop));
        return asRows
          ? { ...answer, records: [], rows: answer.records.map(recordRow) }
          : { ...answer, rows: undefined };
      },
      exportPage: async ({ search, format, stop }) => {
        const { records, cursor } = await group.search(search, () => isStopped(stop));
        return { bytes: encoder.encode(exportLines(records, format)), cursor };
      },
      get: (id) => group.get(id),
      points: ({ scope, limit }) => group.points(scope, limit),
      remove: (scope) => group.remove(scope),
      status: () => group.status(),
      tailOpen: (query) => {
        const id = tail.open(query, (event) => port.postMessage({ tail: id, event } satisfies TailMessage));
        return id;
      },
      tailClose: (id) => {
        tail.close(id);
        return undefined;
      },
    },
    (method, answer) => (method === 'exportPage' ? [(answer as ExportPage).bytes.buffer] : []),
  );
}

/** Who looks at a live tail. */
export interface TailViewer {
  /** False closes the tail: the viewer does not keep up. */
  readonly show: (event: TailEvent) => boolean;
  /** The tail ended by itself: its room is gone, or it did not keep up. */
  readonly ended: () => void;
}

/** The request log as main sees it. Searches reject with CARPY_TIMEOUT past their time, with CARPY_CANCELLED once `signal` is aborted. */
export interface RecordsClient {
  /** As Receiver's. The buffer of the bytes moves. */
  take(body: RecordsBody): Promise<RecordsAnswer>;
  search(search: RecordSearch, asRows: boolean, signal?: AbortSignal): Promise<PageAnswer>;
  exportPage(search: RecordSearch, format: ExportFormat, signal?: AbortSignal): Promise<ExportPage>;
  get(id: string, signal?: AbortSignal): Promise<StoredRecord | undefined>;
  points(scope: RecordScope, limit: number, signal?: AbortSignal): Promise<RecordPoints>;
  remove(scope: RecordScope): Promise<{ readonly removed: number }>;
  /** Answers what closes it. Throws CARPY_TOO_BUSY. */
  tail(query: TailQuery, viewer: TailViewer): Promise<() => void>;
  readonly intake: ReceiverCounter;
  /** Undefined while the room stands open. */
  outage(): Outage | undefined;
  status(): Promise<StatusRecords>;
}

/** `limits`: of the receiver and of what is kept, to be told. */
export function recordsClient(
  room: RoomConnection<RecordsMethods>,
  timeoutMs: number,
  limits: StatusRecords['limits'],
): RecordsClient {
  const intake = new ReceiverCounter();
  const viewers = new Map<number, TailViewer>();
  let searches = 0;
  let tailsDropped = 0;

  const closeTail = (id: number): void => {
    viewers.delete(id);
    // Where the room is gone, so is the tail.
    room.call('tailClose', id).catch(() => {});
  };
  room.onMessage((message) => {
    if (typeof message !== 'object' || message === null || !('tail' in message)) return;
    const { tail, event } = message as TailMessage;
    const viewer = viewers.get(tail);
    if (viewer === undefined || viewer.show(event)) return;
    tailsDropped++;
    closeTail(tail);
    viewer.ended();
  });
  room.onLost(() => {
    for (const viewer of viewers.values()) viewer.ended();
    viewers.clear();
  });

  async function asked<T>(
    ask: (stop: StopFlag) => Promise<T>,
    signal: AbortSignal | undefined,
    ms = timeoutMs,
  ): Promise<T> {
    if (searches >= MAX_SEARCHES)
      throw new CarpyError('CARPY_TOO_BUSY', `${MAX_SEARCHES} questions to the request log are under way already`);
    const stop = stopFlag();
    searches++;
    const answer = ask(stop).finally(() => {
      searches--;
    });
    return within(answer, { timeoutMs: ms, signal }, (tell) => tell(stop));
  }

  return {
    intake,
    take: (body) => {
      // Of a buffer that others share only this part may move.
      const { byteLength, buffer } = body.bytes;
      const bytes = byteLength === buffer.byteLength ? body.bytes : new Uint8Array(body.bytes);
      return room.call('take', { ...body, bytes }, [bytes.buffer as ArrayBuffer]);
    },
    search: (search, asRows, signal) => asked((stop) => room.call('search', { search, asRows, stop }), signal),
    exportPage: (search, format, signal) => asked((stop) => room.call('exportPage', { search, format, stop }), signal),
    get: (id, signal) => asked(() => room.call('get', id), signal),
    points: (scope, limit, signal) => asked(() => room.call('points', { scope, limit }), signal),
    remove: (scope) => asked(() => room.call('remove', scope), undefined, REMOVE_MS),
    async tail(query, viewer) {
      const id = await room.call('tailOpen', query);
      viewers.set(id, viewer);
      return () => {
        if (viewers.has(id)) closeTail(id);
      };
    },
    outage: () => room.outage(),
    async status() {
      const kept = await within(room.call('status', undefined), { timeoutMs: STATUS_MS, signal: undefined }).catch(
        // What else there is to tell is worth telling: somebody looks because of that.
        () => null,
      );
      return {
        intake: intake.counts(),
        tails: viewers.size,
        tailsDropped,
        outage: room.outage() ?? null,
        limits,
        kept: kept && { ...kept, oldestMs: kept.oldestMs ?? null },
      };
    },
  };
}
