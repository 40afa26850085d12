/**
 * The request log's part of a backup. Files come and go while it is written, but never in a way that loses what they hold: a log goes when its
 * segment is there, a segment when the one is there that takes its place. So logs are copied first, then segments until a list has none
 * that is not copied; what two of them hold counts once when the folder is opened.
 */
import { CarpyError } from '@carpy/core';
import { parseRecordsName } from '../records/segment-format.ts';
import type { BackupFile } from './backup-list.ts';
import type { Copied } from './copy-file.ts';
import { listFolder } from './list-folder.ts';

const MAX_TRIES = 20;

export interface RecordsCopying {
  /** The data folder. */
  readonly dir: string;
  /** Undefined when there is no such file. */
  copy(path: string, how: { readonly bytes?: number; readonly isFixed?: boolean }): Promise<Copied | undefined>;
  /** Takes a copy back. */
  drop(path: string): Promise<void>;
  /** Told how many bytes are to be copied now. */
  expect(bytes: number): void;
}

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly isSegment: boolean;
}

/** Throws CARPY_STORE_FAILED when files went away during each of the tries. */
export async function copyRecords(copying: RecordsCopying): Promise<readonly BackupFile[]> {
  const segments = new Map<string, BackupFile>();
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const logs = new Map<string, BackupFile>();
    const listed = await list(copying.dir);
    const isWhole =
      (await copyEach(
        copying,
        listed.filter(({ isSegment }) => !isSegment),
        logs,
      )) && (await copySegments(copying, segments));
    if (isWhole) return [...segments.values(), ...logs.values()];
    for (const path of logs.keys()) await copying.drop(path);
  }
  throw new CarpyError(
    'CARPY_STORE_FAILED',
    `request records changed during each of ${MAX_TRIES} copies; try again at a quieter time, or stop the server for it`,
  );
}

/** False when one went while it was looked at. */
async function copySegments(copying: RecordsCopying, segments: Map<string, BackupFile>): Promise<boolean> {
  for (;;) {
    const listed = (await list(copying.dir)).filter(({ isSegment }) => isSegment);
    const left = listed.filter(({ path }) => !segments.has(path));
    if (left.length > 0) {
      if (!(await copyEach(copying, left, segments))) return false;
      continue;
    }
    const there = new Set(listed.map(({ path }) => path));
    for (const path of segments.keys()) {
      if (there.has(path)) continue;
      segments.delete(path);
      await copying.drop(path);
    }
    return true;
  }
}

async function copyEach(
  copying: RecordsCopying,
  files: readonly Listed[],
  copies: Map<string, BackupFile>,
): Promise<boolean> {
  copying.expect(files.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const { path, bytes, isSegment } of files) {
    // A log grows: what was answered before is within the bytes that it had.
    const copied = await copying.copy(path, isSegment ? { isFixed: true } : { bytes });
    if (copied === undefined) return false;
    copies.set(path, { path, ...copied });
  }
  return true;
}

async function list(dir: string): Promise<Listed[]> {
  // A file that went since has its content in another, which the next list has.
  return (await listFolder(`${dir}/records`)).flatMap(({ name, bytes }) => {
    const is = parseRecordsName(name)?.is;
    if (is === undefined || is === 'temporary') return [];
    return [{ path: `records/${name}`, bytes, isSegment: is === 'segment' }];
  });
}
