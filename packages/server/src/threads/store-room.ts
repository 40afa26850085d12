/** What the store thread answers to the other rooms: the methods, and the client that calls them. */
import type { FlushBatch, PointBatch, WriteResult } from '@carpy/core';
import { transferables } from '@carpy/core';
import type {
  FindOptions,
  PathsPage,
  PathsRequest,
  PlanPart,
  ReadAnswer,
  ReadPlan,
  ReadRequest,
  SealedReader,
  SeriesData,
  SeriesMatch,
  SeriesWriter,
  StateEntry,
  Store,
  StoreStatus,
  TagCompletion,
  TagValue,
  TagValuesRequest,
} from '@carpy/store';
import { checkStop, type StopFlag } from '../query/query-stop.ts';
import type { StoreClient, StoreReader } from './clients.ts';
import { type PackedNodes, packNodes, unpackNodes } from './packed-nodes.ts';
import { type OnStall, PatientWriter } from './patient-writer.ts';
import { type RpcClient, type RpcPort, rpcClient, serveRpc } from './rpc.ts';

/** The open interval of the last stop, and the id that the flush which takes it up names. */
export interface KeptInterval {
  readonly id: string;
  readonly bytes: Uint8Array;
}

interface ListArgument {
  readonly prefix: string;
  readonly options: { readonly after?: string; readonly limit?: number; readonly reverse?: boolean };
}

interface Stoppable {
  readonly stop: StopFlag | undefined;
}

/** A type, not an interface: RpcMethods wants an index signature. */
export type StoreMethods = {
  /** Answered once the store stands open, as all the others. */
  opened: { argument: undefined; answer: undefined };
  find: { argument: { pattern: string; options: FindOptions | undefined }; answer: PackedNodes };
  resolve: { argument: { pattern: string; limit: number }; answer: SeriesMatch[] };
  resolveRecords: { argument: { pattern: string; limit: number }; answer: SeriesMatch[] };
  findByTags: { argument: { expressions: readonly string[]; limit: number } & Stoppable; answer: SeriesMatch[] };
  completeTags: { argument: { request: TagCompletion } & Stoppable; answer: string[] };
  tagValues: { argument: { request: TagValuesRequest } & Stoppable; answer: readonly TagValue[] | undefined };
  paths: { argument: PathsRequest; answer: PathsPage };
  aggregationOf: { argument: string; answer: string | undefined };
  /** Undefined from a store whose names are elsewhere. */
  namesVersion: { argument: undefined; answer: Int32Array | undefined };
  count: { argument: string; answer: number };
  remove: { argument: string; answer: { readonly series: number } };
  rename: { argument: { from: string; to: string }; answer: { readonly series: number } };
  read: { argument: ReadRequest; answer: ReadAnswer };
  /** Undefined from a store that makes no plans. */
  plan: { argument: ReadRequest; answer: ReadPlan | undefined };
  status: { argument: undefined; answer: StoreStatus };
  flush: { argument: FlushBatch; answer: WriteResult };
  points: { argument: PointBatch; answer: WriteResult };
  importPoints: { argument: PointBatch; answer: WriteResult };
  giveUp: { argument: undefined; answer: undefined };
  windowRead: { argument: undefined; answer: KeptInterval | undefined };
  windowKeep: { argument: Uint8Array; answer: undefined };
  stateGet: { argument: string; answer: unknown };
  statePut: { argument: { key: string; value: unknown }; answer: undefined };
  stateRemove: { argument: string; answer: undefined };
  stateList: { argument: ListArgument; answer: StateEntry<unknown>[] };
};

/** Why nothing can be written at this moment, shared by all ports of one store. */
export class WriteHealth {
  /** Undefined while writing goes on. */
  stalled: string | undefined;
  readonly #onStall: OnStall;

  constructor(onStall: OnStall) {
    this.#onStall = onStall;
  }

  readonly note: OnStall = (why) => {
    this.stalled = why;
    this.#onStall(why);
  };
}

/** Serves the store on one port. Each port is one writer: series numbers are its own. */
export function serveStore(port: RpcPort, store: Store, health: WriteHealth): void {
  let writer: PatientWriter | undefined;
  /** Not patient: who imports hears that nothing can be written, and comes again. */
  let importer: SeriesWriter | undefined;
  const writing = (): PatientWriter => {
    writer ??= new PatientWriter(store.series.openWriter(), { onStall: health.note });
    return writer;
  };
  serveRpc<StoreMethods>(
    port,
    {
      opened: () => undefined,
      find: async ({ pattern, options }) => packNodes(await store.series.find(pattern, options)),
      resolve: ({ pattern, limit }) => store.series.resolve(pattern, limit),
      resolveRecords: ({ pattern, limit }) => store.series.resolveRecords(pattern, limit),
      findByTags: ({ expressions, limit, stop }) => store.series.findByTags(expressions, limit, checkOf(stop)),
      completeTags: ({ request, stop }) => store.series.completeTags(request, checkOf(stop)),
      tagValues: ({ request, stop }) => store.series.tagValues(request, checkOf(stop)),
      paths: (request) => store.series.paths(request),
      aggregationOf: (path) => store.series.aggregationOf(path),
      namesVersion: () => store.series.namesVersion,
      count: (prefix) => store.series.count(prefix),
      remove: (prefix) => store.series.remove(prefix),
      rename: ({ from, to }) => store.series.rename(from, to),
      read: (request) => store.series.read(request),
      plan: async (request) => store.series.plan?.(request),
      status: () => {
        const status = store.status();
        const { stalled } = health;
        if (stalled === undefined) return status;
        return { ...status, stalled, faults: [...status.faults, `writing stands still: ${stalled}`] };
      },
      flush: (batch) => writing().flush(batch),
      points: (batch) => writing().points(batch),
      importPoints: (batch) => {
        importer ??= store.series.openWriter();
        return importer.points(batch);
      },
      giveUp: () => {
        writer?.giveUp();
        return undefined;
      },
      windowRead: () => store.window.read(),
      windowKeep: async (bytes) => {
        await store.window.keep(bytes);
        return undefined;
      },
      stateGet: (key) => store.state.get(key),
      statePut: async ({ key, value }) => {
        await store.state.put(key, value);
        return undefined;
      },
      stateRemove: async (key) => {
        await store.state.remove(key);
        return undefined;
      },
      stateList: ({ prefix, options }) => store.state.list(prefix, options),
    },
    transferOf,
  );
}

/** Whoever asked has been told why already: what is thrown here only ends the work. */
const checkOf = (stop: StopFlag | undefined): (() => void) => {
  return () => {
    if (stop !== undefined) checkStop(stop, 0);
  };
};

function transferOf(method: keyof StoreMethods, answer: unknown): readonly ArrayBuffer[] {
  if (method === 'find') return [(answer as PackedNodes).nodes.buffer];
  if (method === 'read') return buffersOf(answer as ReadAnswer);
  return method === 'plan' && answer !== undefined ? planBuffers(answer as ReadPlan) : [];
}

/** The buffers of a plan that were made for it alone. */
function planBuffers(plan: ReadPlan): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  const add = (part: PlanPart): void => {
    for (const { columns, sketches, sketchEnds } of part.memory)
      for (const { buffer } of [columns, sketches, sketchEnds]) buffers.push(buffer as ArrayBuffer);
    for (const finer of part.finer) add(finer.part);
    if (part.earlier !== undefined) add(part.earlier);
  };
  for (const part of plan.parts) add(part);
  return buffers;
}

/** The buffers of a read answer, each once: columns, sketches and coverage are made for the one reader, so they may move. */
function buffersOf(answer: ReadAnswer): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const first of answer.series) {
    for (let s: SeriesData | undefined = first; s !== undefined; s = s.earlier) {
      buffers.add(s.columns.buffer as ArrayBuffer);
      if (s.sketches === undefined) continue;
      buffers.add(s.sketches.bytes.buffer as ArrayBuffer);
      buffers.add(s.sketches.ends.buffer as ArrayBuffer);
    }
  }
  for (const c of answer.coverage) buffers.add(c.coveredMs.buffer as ArrayBuffer);
  return [...buffers];
}

export interface StoreRoomClient extends StoreClient {
  /** Resolves when the store stands open: from then on the data folder is this process's own. Rejects where that fails. */
  opened(): Promise<void>;
  flush(batch: FlushBatch): Promise<WriteResult>;
  points(batch: PointBatch): Promise<WriteResult>;
  giveUp(): Promise<void>;
  readWindow(): Promise<KeptInterval | undefined>;
  /** Durable when it resolves. */
  keepWindow(bytes: Uint8Array): Promise<void>;
  readonly rpc: RpcClient<StoreMethods>;
}

/** The store as seen through a port. */
export function storeClient(port: RpcPort): StoreRoomClient {
  const rpc = rpcClient<StoreMethods>(port);
  return {
    rpc,
    opened: () => rpc.call('opened', undefined),
    find: async (pattern, options) => unpackNodes(await rpc.call('find', { pattern, options })),
    resolve: (pattern, limit) => rpc.call('resolve', { pattern, limit }),
    resolveRecords: (pattern, limit) => rpc.call('resolveRecords', { pattern, limit }),
    findByTags: (expressions, limit, stop) => rpc.call('findByTags', { expressions, limit, stop }),
    completeTags: (request, stop) => rpc.call('completeTags', { request, stop }),
    tagValues: (request, stop) => rpc.call('tagValues', { request, stop }),
    paths: (request) => rpc.call('paths', request),
    aggregationOf: (path) => rpc.call('aggregationOf', path),
    count: (prefix) => rpc.call('count', prefix),
    remove: (prefix) => rpc.call('remove', prefix),
    rename: (from, to) => rpc.call('rename', { from, to }),
    read: (request) => rpc.call('read', request),
    status: () => rpc.call('status', undefined),
    flush: (batch) => rpc.call('flush', batch, transferables(batch)),
    points: (batch) => rpc.call('points', batch, transferables(batch)),
    importPoints: (batch) => rpc.call('importPoints', batch, transferables(batch)),
    giveUp: () => rpc.call('giveUp', undefined),
    readWindow: () => rpc.call('windowRead', undefined),
    keepWindow: (bytes) => rpc.call('windowKeep', bytes, [bytes.buffer as ArrayBuffer]),
    state: {
      get: async <T>(key: string) => (await rpc.call('stateGet', key)) as T | undefined,
      put: (key, value) => rpc.call('statePut', { key, value }),
      remove: (key) => rpc.call('stateRemove', key),
      list: async <T>(prefix: string, options: ListArgument['options'] = {}) =>
        (await rpc.call('stateList', { prefix, options })) as StateEntry<T>[],
    },
  };
}

/** The same store, with sealed data read here from its files: the store only says where it is. */
export function readingHere(client: StoreRoomClient, files: SealedReader): StoreReader {
  return {
    ...client,
    async read(request, check) {
      const answer = await files.read(() => client.rpc.call('plan', request), check);
      return answer ?? client.read(request);
    },
  };
}
