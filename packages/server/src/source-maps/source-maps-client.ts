/** Source maps as main sees them: they are in the room of the records. */
import type { SourceMapEntry, StackFrame } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';
import type { MapKey } from './map-folder.ts';

export interface SourceMapsClient {
  /** Throws CARPY_BAD_REQUEST. Durable when it resolves. The buffer of the bytes moves. */
  putMap(key: MapKey, bytes: Uint8Array): Promise<SourceMapEntry>;
  /** Of one app, its segment, or of all: empty. The newest first. */
  listMaps(app: string): Promise<readonly SourceMapEntry[]>;
  /** How many went. `file` undefined: all of the version. */
  removeMaps(app: string, version: string, file: string | undefined): Promise<number>;
  /** The stack of a record's error; empty where there is none. */
  frames(record: StoredRecord): Promise<readonly StackFrame[]>;
}
