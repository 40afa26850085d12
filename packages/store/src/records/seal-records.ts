/**
 * Sealing as a job: plain data in, a new segment's file out. Anyone may do it, in a thread of its own or in slices: it reads logs, which do
 * not change any more, and touches nothing but the file it makes.
 */
import type { FileSystem } from '../files/file-system.ts';
import { LogPieces } from './log-pieces.ts';
import type { EntryView } from './record-entry.ts';
import { writeSegment } from './segment-writer.ts';
import type { TableContent } from './table-content.ts';

export interface RecordsSealJob {
  readonly dir: string;
  readonly writer: string;
  /** Of the segment's file. */
  readonly name: string;
  readonly firstLog: number;
  readonly lastLog: number;
  /** By `base`: where its first byte is among those of all. */
  readonly logs: readonly { readonly path: string; readonly base: number }[];
  readonly table: TableContent;
}

/** Resolves when the segment is there for good. Rejects with what the file system throws; nothing is left behind then but a `.tmp`. */
export type SealRecords = (job: RecordsSealJob) => Promise<void>;

/** Does it here, in slices. */
export async function sealRecords(job: RecordsSealJob, files: FileSystem): Promise<void> {
  const { dir, writer, name, firstLog, lastLog, table } = job;
  const logs = job.logs.map(({ path, base }) => ({ base, file: files.openRead(path) }));
  const parts = logs.map(({ base, file }) => ({ base, pieces: new LogPieces(file.read) }));
  const entryAt = (at: number): EntryView => {
    const { base, pieces } = partAt(parts, at);
    return pieces.entryAt(at - base);
  };
  try {
    await writeSegment({ files, dir, writer }, name, { table, entryAt, firstLog, lastLog });
  } finally {
    for (const { file } of logs) file.close();
    for (const { pieces } of parts) pieces.close();
  }
}

/** That which has a place among all of them. */
export function partAt<P extends { readonly base: number }>(parts: readonly P[], at: number): P {
  let part = parts.length - 1;
  while (part > 0 && (parts[part] as P).base > at) part--;
  return parts[part] as P;
}
