import { readFile } from 'node:fs/promises';
import { isGone } from './empty-folder.ts';

/** Undefined when it went while the server went on. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch((e: unknown) => {
    if (!isGone(e)) throw e;
    return undefined;
  });
  // No Buffer, whose slices are no copies.
  return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
