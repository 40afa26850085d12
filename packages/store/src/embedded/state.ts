/**
 * The state group over the database. Writes of one turn of the event loop share one transaction: a sync of the disk each would make
 * a hundred agents' hellos cost a hundred times as much. A value is visible to `get` when its promise resolves.
 */
import { deserialize, serialize } from 'node:v8';
import { CarpyError, isCarpyError } from '@carpy/core';
import type { StateEntry, StateGroup } from '../store.ts';
import type { Database } from './database.ts';

/** LMDB's own bound on keys is a little higher. */
const MAX_KEY_BYTES = 1_024;

export interface EmbeddedState extends StateGroup {
  /** Resolves when all writes begun are durable. */
  settle(): Promise<void>;
}

/** `checkOpen` throws when no call is taken, `checkFolder` when nothing written would last. */
export function stateOf(database: Database, checkOpen: () => void, checkFolder: () => void): EmbeddedState {
  let pending = new Map<string, Uint8Array | undefined>();
  let turn: Promise<void> | undefined;

  const write = (key: string, bytes: Uint8Array | undefined): Promise<void> => {
    pending.set(key, bytes);
    turn ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const putState = pending;
        pending = new Map();
        turn = undefined;
        try {
          checkFolder();
          database.commit({ putState });
          resolve();
        } catch (e) {
          reject(
            isCarpyError(e)
              ? e
              : new CarpyError('CARPY_STORE_FAILED', `state was not written: ${e instanceof Error ? e.message : e}`, {
                  cause: e,
                }),
          );
        }
      });
    });
    return turn;
  };

  return {
    get<T>(key: string): T | undefined {
      checkOpen();
      const bytes = database.stateGet(key);
      return bytes === undefined ? undefined : (deserialize(bytes) as T);
    },
    async put(key, value) {
      checkOpen();
      checkKey(key);
      let bytes: Uint8Array;
      try {
        bytes = serialize(value);
      } catch (e) {
        throw new CarpyError('CARPY_BAD_REQUEST', `the value of '${key}' is no plain data`, { cause: e });
      }
      await write(key, bytes);
    },
    async remove(key) {
      checkOpen();
      checkKey(key);
      await write(key, undefined);
    },
    list<T>(
      prefix: string,
      options: { readonly after?: string; readonly limit?: number; readonly reverse?: boolean } = {},
    ): StateEntry<T>[] {
      checkOpen();
      const { after, limit = Number.POSITIVE_INFINITY, reverse = false } = options;
      return database
        .stateRange({ prefix, after, limit, reverse })
        .map(({ key, bytes }) => ({ key, value: deserialize(bytes) as T }));
    },
    async settle() {
      await turn?.catch(() => undefined);
    },
  };
}

function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > MAX_KEY_BYTES)
    throw new CarpyError('CARPY_BAD_REQUEST', `a key has 1 to ${MAX_KEY_BYTES} bytes, this one has ${bytes}`);
}
