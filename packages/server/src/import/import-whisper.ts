/** Reads a tree of whisper files and sends what they hold to a running server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportSeries } from '@carpy/api';
import { isCarpyError } from '@carpy/core';
import { readWhisper, seriesNameOf } from '@carpy/graphite';
import type { CliIo } from '../cli/io.ts';
import { openImportJournal } from './import-journal.ts';
import { ImportSender, type ImportTotals } from './import-sender.ts';
import { type WhisperEntry, whisperFiles } from './whisper-tree.ts';

export interface WhisperImport {
  readonly root: string;
  readonly journal: string;
  /** Put before every name, with a dot between; empty for none. */
  readonly prefix: string;
  readonly url: string | undefined;
  /** Only says what it would send. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, ofBytes: number) => void;
}

export interface WhisperResult extends ImportTotals {
  readonly files: number;
  /** Files that an earlier run has sent. */
  readonly skipped: number;
  /** Files without a point within their retention. */
  readonly empty: number;
  /** Points read; with `dryRun` nothing else was done with them. */
  readonly points: number;
  /** Files that can't be read, each with the reason; the first of them. */
  readonly faults: readonly string[];
  readonly faultCount: number;
}

const MAX_FAULTS = 20;
/** A whisper file of two years at 10 s has 75 MB. */
const MAX_FILE_BYTES = 512 * 1_048_576;

/** @throws CarpyError CARPY_BAD_FILE for the tree or the journal, CARPY_UNREACHABLE, CARPY_BAD_REQUEST; the signal's reason. */
export async function importWhisper(options: WhisperImport, io: CliIo): Promise<WhisperResult> {
  const { root, signal, onProgress, dryRun } = options;
  const entries = await whisperFiles(root, signal);
  const ofBytes = entries.reduce((n, e) => n + e.bytes, 0);
  const journal = dryRun ? undefined : await openImportJournal(options.journal, journalName(options));
  const sender = new ImportSender(options.url, io);
  const counts = { files: entries.length, skipped: 0, empty: 0, points: 0, faultCount: 0 };
  const faults: string[] = [];
  const fault = (what: string): void => {
    counts.faultCount++;
    if (faults.length < MAX_FAULTS) faults.push(what);
  };
  let doneBytes = 0;
  let ready: WhisperEntry[] = [];
  const flush = async (): Promise<void> => {
    await sender.send();
    // Only now: what the server has acknowledged need not be sent again.
    await journal?.add(ready);
    ready = [];
  };
  try {
    for (const entry of entries) {
      signal.throwIfAborted();
      onProgress(doneBytes, ofBytes);
      doneBytes += entry.bytes;
      if (journal?.has(entry) === true) {
        counts.skipped++;
        continue;
      }
      const series = await seriesIn(entry, options, io.clock() / 1000, fault);
      if (series === undefined) continue;
      const points = series.archives.reduce((n, a) => n + a.atS.length, 0);
      counts.points += points;
      if (points === 0) counts.empty++;
      ready.push(entry);
      if (!dryRun && sender.add(series)) await flush();
    }
    if (!dryRun) await flush();
  } finally {
    await journal?.close();
  }
  return { ...counts, ...sender.totals, faults };
}

/** A journal belongs to one tree, one server and one prefix. */
const journalName = ({ root, url, prefix }: WhisperImport): string =>
  `${root} as ${prefix || '(no prefix)'} to ${url ?? 'the default server'}`;

async function seriesIn(
  entry: WhisperEntry,
  { root, prefix }: WhisperImport,
  nowS: number,
  fault: (what: string) => void,
): Promise<ImportSeries | undefined> {
  const name = seriesNameOf(entry.path);
  if (name === undefined) {
    fault(`${entry.path}: its name is a hash (TAG_HASH_FILENAMES), which does not tell the series`);
    return undefined;
  }
  if (entry.bytes > MAX_FILE_BYTES) {
    fault(`${entry.path}: it has ${entry.bytes} bytes, at most ${MAX_FILE_BYTES} are read`);
    return undefined;
  }
  try {
    const { rule, archives } = readWhisper(await readFile(join(root, entry.path)), nowS, entry.path);
    return {
      name: prefix === '' ? name : `${prefix}.${name}`,
      ...rule,
      archives: archives.map(({ stepS, atS, values }) => ({ stepS, atS: [...atS], values: [...values] })),
    };
  } catch (e) {
    fault(isCarpyError(e) ? e.detail : `${entry.path}: ${e instanceof Error ? e.message : String(e)}`);
    return undefined;
  }
}
