/**
 * Looks through a data folder for anything that is wrong, and repairs what can be. Reads everything: the catalogue (in a process of its own
 * first), every chunk of every block, every record of every log, the kept window, the request log. While a server has the folder, only what can't change
 * under it is judged.
 */
import { statfs } from 'node:fs/promises';
import { CarpyError, fileFault, isCarpyError } from '@carpy/core';
import { openDatabase } from '../embedded/database.ts';
import { takeLock } from '../embedded/lock.ts';
import { type Catalogue, openCatalogue, probeCatalogue, type RegisteredBlock } from './catalogue.ts';
import { checkBlock, strayBlocks } from './check-blocks.ts';
import { checkLogs } from './check-logs.ts';
import { checkMaps } from './check-maps.ts';
import { checkNames } from './check-names.ts';
import { checkRecords } from './check-records.ts';
import { checkWindow } from './check-window.ts';
import type { Finding } from './finding.ts';
import { handsIn } from './hands.ts';

export interface ExamineOptions {
  readonly dir: string;
  /** Only what is soon done: the catalogue, and whether the files are there. */
  readonly quick?: boolean;
  /** Puts right what was found, where that is possible. */
  readonly repair?: boolean;
  readonly onProgress?: (doneBytes: number, ofBytes: number) => void;
}

export interface Examination {
  readonly dir: string;
  /** Why the folder is only read: the process that has it. Undefined when nobody has. */
  readonly inUse: string | undefined;
  /** Of the folder's format; undefined when the catalogue can't be read. */
  readonly format: number | undefined;
  readonly writer: string | undefined;
  readonly findings: readonly Finding[];
  /** How many of the findings were repaired. */
  readonly repaired: number;
  readonly blocks: number;
  readonly series: number;
  /** Series with values in blocks and no name: they were removed, or their names were lost. */
  readonly unnamed: number;
  readonly chunks: number;
  readonly logs: number;
  readonly records: number;
  /** Of the request log. */
  readonly segments: number;
  readonly requestRecords: number;
  readonly sourceMaps: number;
  readonly freeBytes: number;
}

/** Throws CARPY_NOT_FOUND where there is no data folder, CARPY_STORE_LOCKED when a repair is asked for while a server has it. */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { dir } = options;
  let inUse: string | undefined;
  const lock = await takeLock(dir).catch((e: unknown) => {
    if (isCarpyError(e) && e.code === 'CARPY_STORE_LOCKED' && options.repair !== true) inUse = e.detail;
    else if ((e as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CarpyError('CARPY_NOT_FOUND', `${dir} is no data folder; --data-dir names another`);
    else if (isCarpyError(e)) throw e;
    else
      throw new CarpyError(
        'CARPY_STORE_FAILED',
        `the data folder ${dir} cannot be locked: ${fileFault(e)}; --data-dir names another`,
        { cause: e },
      );
    return undefined;
  });
  try {
    const seen = await look(options, inUse);
    const repaired = options.repair === true ? await repairAll(dir, seen) : 0;
    return { ...seen, repaired };
  } finally {
    await lock?.release();
  }
}

type Seen = Omit<Examination, 'repaired'>;

async function look(options: ExamineOptions, inUse: string | undefined): Promise<Seen> {
  const { dir } = options;
  const { bavail, bsize } = await statfs(dir);
  const seen = { dir, inUse, freeBytes: bavail * bsize };
  let catalogue: Catalogue;
  try {
    await probeCatalogue(dir);
    catalogue = await openCatalogue(`${dir}/lmdb`);
  } catch (e) {
    if (!isCarpyError(e) || e.code !== 'CARPY_STORE_FAILED') throw e;
    const counts = { blocks: 0, series: 0, unnamed: 0, chunks: 0, logs: 0, records: 0, segments: 0, requestRecords: 0 };
    const none = { ...counts, sourceMaps: 0 };
    return { ...seen, ...none, format: undefined, writer: undefined, findings: [catalogueFinding] };
  }
  try {
    return { ...seen, ...(await lookAtAll(options, inUse, catalogue)) };
  } finally {
    await catalogue.close();
  }
}

const catalogueFinding: Finding = {
  level: 'damage',
  file: 'lmdb/data.mdb',
  what: 'the catalogue is damaged: without it nobody knows which series the blocks hold',
  remedy: 'no repair helps; restore a backup',
};

async function lookAtAll(
  { dir, quick = false, onProgress }: ExamineOptions,
  inUse: string | undefined,
  catalogue: Catalogue,
): Promise<Omit<Seen, 'dir' | 'inUse' | 'freeBytes'>> {
  const blocks = catalogue.blocks();
  const ofBytes = blocks.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    onProgress?.(doneBytes, Math.max(ofBytes, doneBytes));
  };
  const names = checkNames(catalogue.names());
  const findings: Finding[] = [...names.findings, ...(await checkWindow(dir))];
  const unnamed = new Set<number>();
  let chunks = 0;
  for (const block of blocks) {
    const seen = checkBlock(dir, block, quick);
    if (seen.findings.length === 0 || isRegistered(catalogue, block, inUse)) findings.push(...seen.findings);
    chunks += seen.content?.whole.length ?? 0;
    for (const id of seen.content?.whole ?? []) if (!names.ids.has(id)) unnamed.add(id);
    onBytes(block.bytes);
    // So that a signal is heard.
    await new Promise(setImmediate);
  }
  const sealed = new Set(catalogue.sealedLogs());
  const logs = quick ? { findings: [], logs: 0, records: 0 } : await checkLogs(dir, sealed, onBytes);
  const requests = await checkRecords(dir, catalogue.writer, quick, onBytes);
  findings.push(...requests.findings.filter(({ level }) => level === 'damage' || inUse === undefined));
  const maps = await checkMaps(dir, quick, onBytes);
  findings.push(...maps.findings.filter(({ level }) => level === 'damage' || inUse === undefined));
  // While a server goes on, what nobody registered may be about to be, and a log may be about to go.
  findings.push(...logs.findings.filter(({ level }) => level === 'damage' || inUse === undefined));
  if (inUse === undefined) findings.push(...(await strayBlocks(dir, new Set(blocks.map(({ file }) => file)))));
  return {
    format: catalogue.format,
    writer: catalogue.writer,
    findings,
    blocks: blocks.length,
    series: names.ids.size,
    unnamed: catalogue.format === 1 ? 0 : unnamed.size,
    chunks,
    logs: logs.logs,
    records: logs.records,
    segments: requests.segments,
    requestRecords: requests.requestRecords,
    sourceMaps: maps.sourceMaps,
  };
}

/** False for a block that a running server has merged or dropped meanwhile. */
function isRegistered(catalogue: Catalogue, { file }: RegisteredBlock, inUse: string | undefined): boolean {
  if (inUse === undefined) return true;
  catalogue.changes();
  return catalogue.blocks().some((block) => block.file === file);
}

async function repairAll(dir: string, { findings, format }: Seen): Promise<number> {
  if (!findings.some(({ repair }) => repair !== undefined)) return 0;
  if (format === 1)
    throw new CarpyError(
      'CARPY_STORE_FORMAT',
      `${dir} has the former format 1: start this version on it once, which brings it up to date, then repair`,
    );
  const database = await openDatabase(`${dir}/lmdb`, []);
  const hands = handsIn(dir, database);
  let repaired = 0;
  try {
    for (const { repair } of findings) {
      if (repair === undefined) continue;
      await repair(hands);
      repaired++;
    }
  } finally {
    await database.close();
  }
  return repaired;
}
