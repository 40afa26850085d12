/** The files of the request log: what is there at a start, and logs of earlier runs into memory again. */
import { isCarpyError } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import { findFrames, readFrame } from './log-frames.ts';
import type { NewestIds } from './newest-ids.ts';
import type { OpenRows } from './open-rows.ts';
import { salvage } from './rebuild.ts';
import { ID_WORDS, wordsOfId } from './record-ids.ts';
import { Segment, type SegmentRoom } from './segment.ts';
import { LOG_MAGIC, logName, parseRecordsName, readHead, SegmentDamage, segmentName } from './segment-format.ts';
import { writeSegment } from './segment-writer.ts';
import { contentOf } from './table-content.ts';

export interface FolderContent {
  /** By number. */
  readonly segments: Segment[];
  /** Logs that no segment has, by number. */
  readonly logs: readonly number[];
  /** Names of files of the first form, oldest first. */
  readonly lines: readonly string[];
  /** Names of segments of which nothing can be read. */
  readonly unreadable: readonly string[];
  /** The greatest number in use, 0 for none. */
  readonly lastSequence: number;
}

export interface FolderOptions {
  readonly files: FileSystem;
  readonly dir: string;
  readonly writer: string;
}

/** Removes what a crash left behind. Throws CARPY_STORE_FORMAT for a file of a newer version. */
export async function readFolder(options: FolderOptions, room: SegmentRoom): Promise<FolderContent> {
  const { files, dir } = options;
  const newest = new Map<number, number>();
  const logs: number[] = [];
  const lines: string[] = [];
  /** With the number of the segment that has their records. */
  const gone: [number, string][] = [];
  for (const name of await files.list(dir)) {
    const parsed = parseRecordsName(name);
    if (parsed?.is === 'temporary') gone.push([0, name]);
    else if (parsed?.is === 'lines') lines.push(name);
    else if (parsed?.is === 'log') logs.push(parsed.sequence);
    else if (parsed?.is === 'segment') {
      const { sequence, generation } = parsed;
      const other = newest.get(sequence);
      if (other !== undefined) gone.push([sequence, segmentName(sequence, Math.min(other, generation))]);
      newest.set(sequence, Math.max(generation, other ?? 0));
    }
  }
  const segments: Segment[] = [];
  const unreadable: string[] = [];
  for (const [sequence, generation] of [...newest].sort(([a], [b]) => a - b)) {
    const segment = await openSegment(options, room, sequence, generation);
    if (segment !== undefined) segments.push(segment);
    else unreadable.push(segmentName(sequence, generation));
  }
  const segmentOf = (log: number): Segment | undefined =>
    segments.find(({ directory }) => log >= directory.firstLog && log <= directory.lastLog);
  const unsealed: number[] = [];
  for (const log of logs) {
    const segment = segmentOf(log);
    if (segment === undefined) unsealed.push(log);
    else gone.push([segment.directory.lastLog, logName(log)]);
  }
  for (const [number, name] of gone) await room.old.remove(number, [name]);
  return {
    segments,
    logs: unsealed.sort((a, b) => a - b),
    lines: lines.sort(),
    unreadable,
    lastSequence: Math.max(0, ...newest.keys(), ...logs),
  };
}

/** A damaged one is written anew with what can be read of it; undefined where that is nothing. */
export async function openSegment(
  options: FolderOptions,
  room: SegmentRoom,
  sequence: number,
  generation: number,
): Promise<Segment | undefined> {
  const { dir } = options;
  const name = segmentName(sequence, generation);
  try {
    return new Segment(dir, name, room);
  } catch (e) {
    if (isCarpyError(e)) throw e;
    if (!(e instanceof SegmentDamage)) throw e;
    try {
      const path = `${dir}/${name}`;
      const rows = await salvage(room.open.read(path, 0, room.open.size(path)), path);
      rows.table.lastAtMs = rows.table.start.reduce((last, ms) => Math.max(last, ms), 0);
      const anew = segmentName(sequence, generation + 1);
      await writeSegment(options, anew, {
        table: contentOf(rows.table),
        entryAt: rows.entries(),
        firstLog: sequence,
        lastLog: sequence,
      });
      const segment = new Segment(dir, anew, room);
      room.onDamage(name, `${e.message}; it was written anew with the ${segment.rows} records that could be read`);
      await room.old.remove(sequence, [name]);
      return segment;
    } catch (again) {
      if (isCarpyError(again) || !(again instanceof SegmentDamage)) throw again;
      room.onDamage(name, `${again.message}: none of its records can be read`);
      return undefined;
    }
  }
}

/** Reads a log of an earlier run. Records whose ids are known are left out. */
export function recoverLog(
  { dir }: FolderOptions,
  room: SegmentRoom,
  sequence: number,
  rows: OpenRows,
  known: NewestIds,
): void {
  const name = logName(sequence);
  const path = `${dir}/${name}`;
  const bytes = room.open.read(path, 0, room.open.size(path));
  const base = rows.addLog(sequence, path);
  rows.grewTo(bytes.length);
  let head: number;
  try {
    head = readHead(bytes, LOG_MAGIC, path).end;
  } catch (e) {
    if (!(e instanceof SegmentDamage)) throw e;
    // A crash before the first frame leaves a torn head; with frames behind it, it is damage.
    head = 0;
  }
  const { frames, damaged } = findFrames(bytes, head);
  if (damaged > 0)
    room.onDamage(name, `${damaged} damaged part${damaged === 1 ? '' : 's'} of it: the records there are lost`);
  const words = new Uint32Array(ID_WORDS);
  for (const { at } of frames) {
    const { head: batch, entries, record: recordOf } = readFrame(bytes, at);
    rows.table.addBatch(batch);
    for (const entry of entries) {
      const record = recordOf(entry);
      wordsOfId(record.id, words, 0);
      if (known.add(words, 0)) rows.table.add(record, base + entry.at);
    }
  }
}
