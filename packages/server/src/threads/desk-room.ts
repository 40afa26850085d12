/** What main asks of the desks beside the records (groups of errors, source maps, privacy): calls over a port to their room. */
import type { MessagePort } from 'node:worker_threads';
import type { SourceMapEntry, StackFrame } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';
import type { ErrorGroupFound, ErrorListAnswer, ErrorsClient, RecordedFacts } from '../errors/errors-client.ts';
import type { PrivacyClient, PrivacyFacts } from '../privacy/privacy-facts.ts';
import type { MapKey } from '../source-maps/map-folder.ts';
import type { SourceMaps } from '../source-maps/source-maps.ts';
import type { SourceMapsClient } from '../source-maps/source-maps-client.ts';
import { type RpcClient, serveRpc } from './rpc.ts';

/** A type, not an interface: RpcMethods wants an index signature. */
export type DeskMethods = {
  recorded: { argument: Parameters<ErrorsClient['recorded']>[0]; answer: RecordedFacts };
  list: { argument: Parameters<ErrorsClient['list']>[0]; answer: ErrorListAnswer };
  group: { argument: Parameters<ErrorsClient['group']>[0]; answer: ErrorGroupFound | undefined };
  change: { argument: Parameters<ErrorsClient['change']>[0]; answer: boolean };
  removed: { argument: string; answer: undefined };
  privacy: { argument: undefined; answer: PrivacyFacts };
  putMap: { argument: { key: MapKey; bytes: Uint8Array }; answer: SourceMapEntry };
  listMaps: { argument: string; answer: readonly SourceMapEntry[] };
  removeMaps: { argument: { app: string; version: string; file: string | undefined }; answer: number };
  frames: { argument: StoredRecord; answer: readonly StackFrame[] };
};

export interface Desks {
  readonly errors: ErrorsClient;
  readonly maps: SourceMaps;
  readonly privacy: () => PrivacyFacts;
}

export function serveDesks(port: MessagePort, { errors, maps, privacy }: Desks): void {
  serveRpc<DeskMethods>(port, {
    recorded: (scope) => errors.recorded(scope),
    list: (request) => errors.list(request),
    group: (request) => errors.group(request),
    change: (request) => errors.change(request),
    removed: async (app) => {
      await errors.removed(app);
      return undefined;
    },
    privacy,
    putMap: ({ key, bytes }) => maps.put(key, bytes),
    listMaps: (app) => maps.list(app),
    removeMaps: ({ app, version, file }) => maps.remove(app, version, file),
    frames: (record) => maps.frames(record),
  });
}

export interface DeskClients {
  readonly errors: ErrorsClient;
  readonly sourceMaps: SourceMapsClient;
  readonly privacy: PrivacyClient;
}

/** `call` reaches the room, whichever stands open. */
export function deskClients(call: RpcClient<DeskMethods>['call']): DeskClients {
  return {
    errors: {
      recorded: (scope) => call('recorded', scope),
      list: (request) => call('list', request),
      group: (request) => call('group', request),
      change: (request) => call('change', request),
      removed: async (app) => {
        await call('removed', app);
      },
    },
    privacy: { privacy: () => call('privacy', undefined) },
    sourceMaps: {
      putMap: (key, bytes) => {
        // Of a buffer that others share only this part may move.
        const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
        return call('putMap', { key, bytes: own }, [own.buffer as ArrayBuffer]);
      },
      listMaps: (app) => call('listMaps', app),
      removeMaps: (app, version, file) => call('removeMaps', { app, version, file }),
      frames: (record) => call('frames', record),
    },
  };
}
