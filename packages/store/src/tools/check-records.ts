/** Looks through the request log: every block and section of every segment, every frame of every log. */
import { readdir } from 'node:fs/promises';
import { isCarpyError } from '@carpy/core';
import { nodeFiles } from '../files/node-files.ts';
import { findFrames, readFrame } from '../records/log-frames.ts';
import { mendSegment } from '../records/mend-segment.ts';
import {
  LOG_MAGIC,
  parseRecordsName,
  type RecordsFileName,
  readHead,
  SegmentDamage,
} from '../records/segment-format.ts';
import { lookAtSegment } from '../records/segment-look.ts';
import { isGone } from './empty-folder.ts';
import type { Finding } from './finding.ts';
import { readIfThere } from './read-file.ts';

export interface RecordsSeen {
  readonly findings: readonly Finding[];
  readonly segments: number;
  /** In segments and logs. */
  readonly requestRecords: number;
}

/** `quick`: only whether segments can be opened. `onBytes` is told of each file read. */
export async function checkRecords(
  dir: string,
  writer: string,
  quick: boolean,
  onBytes: (bytes: number) => void,
): Promise<RecordsSeen> {
  const findings: Finding[] = [];
  const logs: string[] = [];
  const covered: { readonly firstLog: number; readonly lastLog: number }[] = [];
  let segments = 0;
  let requestRecords = 0;
  for (const { name, parsed } of await files(dir)) {
    const file = `records/${name}`;
    if (parsed === undefined) findings.push(stranger(file));
    else if (parsed.is === 'log') logs.push(name);
    if (parsed?.is !== 'segment') continue;
    const bytes = await readIfThere(`${dir}/${file}`);
    if (bytes === undefined) continue;
    onBytes(bytes.length);
    const seen = lookAtSegment(bytes, file, quick);
    segments++;
    requestRecords += seen.directory?.rows ?? 0;
    if (seen.directory !== undefined) covered.push(seen.directory);
    if (seen.damage.length > 0) findings.push(damaged(file, name, seen.damage, writer));
    else if (seen.newer !== undefined) findings.push(newer(file, seen.newer));
    // So that a signal is heard.
    await new Promise(setImmediate);
  }
  for (const name of quick ? [] : logs) {
    const sequence = Number.parseInt(name, 10);
    if (covered.some(({ firstLog, lastLog }) => sequence >= firstLog && sequence <= lastLog)) continue;
    const bytes = await readIfThere(`${dir}/records/${name}`);
    if (bytes === undefined) continue;
    onBytes(bytes.length);
    const seen = lookAtLog(bytes, `records/${name}`);
    requestRecords += seen.rows;
    findings.push(...seen.findings);
  }
  return { findings, segments, requestRecords };
}

/** In order of their names; of a segment's files only the one that counts. */
async function files(dir: string): Promise<{ readonly name: string; readonly parsed: RecordsFileName | undefined }[]> {
  const names = await readdir(`${dir}/records`).catch((e: unknown) => {
    if (!isGone(e)) throw e;
    return [];
  });
  const all = names.sort().map((name) => ({ name, parsed: parseRecordsName(name) }));
  const newest = new Map<number, number>();
  for (const { parsed } of all)
    if (parsed?.is === 'segment')
      newest.set(parsed.sequence, Math.max(parsed.generation, newest.get(parsed.sequence) ?? 0));
  return all.filter(({ parsed }) => parsed?.is !== 'segment' || newest.get(parsed.sequence) === parsed.generation);
}

function lookAtLog(bytes: Uint8Array, file: string): { readonly rows: number; readonly findings: readonly Finding[] } {
  let head = 0;
  try {
    head = readHead(bytes, LOG_MAGIC, file).end;
  } catch (e) {
    if (isCarpyError(e)) return { rows: 0, findings: [newer(file, e.detail)] };
    if (!(e instanceof SegmentDamage)) throw e;
  }
  const { frames, damaged: parts } = findFrames(bytes, head);
  let rows = 0;
  for (const { at } of frames) for (const _ of readFrame(bytes, at).entries) rows++;
  if (parts === 0) return { rows, findings: [] };
  const what = `${parts} damaged part${parts === 1 ? '' : 's'} between ${frames.length} whole ones: the request records there are lost`;
  return {
    rows,
    findings: [{ level: 'damage', file, what, remedy: 'nothing to do: the server keeps the rest, and the log goes' }],
  };
}

const damaged = (file: string, name: string, parts: readonly string[], writer: string): Finding => ({
  level: 'damage',
  file,
  what: `of this segment of request records ${parts.join(', ')}`,
  remedy: 'a repair writes it anew with the records that can be read and keeps the original in damaged/',
  repair: async (hands) => {
    await hands.keepOriginal(file);
    const isMended = await mendSegment({ files: nodeFiles, dir: `${hands.dir}/records`, writer }, name);
    if (!isMended) await hands.setAside(file);
  },
});

const newer = (file: string, what: string): Finding => ({
  level: 'damage',
  file,
  what,
  remedy: 'nothing is wrong with it for the version that wrote it',
});

/** A file that the request log never made. */
const stranger = (file: string): Finding => ({
  level: 'note',
  file,
  what: 'no file of the request log has such a name; the server does not read it',
  remedy: 'a repair moves it to damaged/',
  repair: (hands) => hands.setAside(file),
});
