/** Reads files of records from their ends: the newest lines come first. */
import { CarpyError } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import type { RecordQuery } from '../store.ts';
import type { RecordsFile } from './records-log.ts';

/** Files that one question reads at most; what it answers then is less than asked, with a cursor from which to go on. */
const MAX_FILES = 8;

export interface Listed {
  readonly records: readonly unknown[];
  /** Over all transactions of the bodies that were read. */
  readonly seen: number;
  readonly kept: number;
  /** Where the next page begins; undefined at the end. */
  readonly cursor: string | undefined;
}

type Line = Readonly<Record<string, unknown>>;

export class RecordsReader {
  readonly #files: FileSystem;
  readonly #dir: string;

  constructor(files: FileSystem, dir: string) {
    this.#files = files;
    this.#dir = dir;
  }

  /** `files` newest first. Throws CARPY_BAD_REQUEST for a cursor that is none. */
  async list(files: readonly RecordsFile[], query: RecordQuery): Promise<Listed> {
    const start = query.cursor === undefined ? undefined : cursorOf(query.cursor);
    const records: Line[] = [];
    let [seen, kept, read] = [0, 0, 0];
    for (const file of files) {
      if (start !== undefined && file.name > start.name) continue;
      if (read++ >= MAX_FILES) return { records, seen, kept, cursor: `${file.name}:${Number.MAX_SAFE_INTEGER}` };
      const lines = this.#linesOf(file);
      for (let i = Math.min(lines.length, file.name === start?.name ? start.line : lines.length) - 1; i >= 0; i--) {
        const line = parsed(lines[i] as string);
        if (line === undefined || !isOf(line, query)) continue;
        if (line['id'] === undefined) {
          seen += sum(line['seen']);
          kept += sum(line['kept']);
          continue;
        }
        if (records.length === query.limit) return { records, seen, kept, cursor: `${file.name}:${i + 1}` };
        records.push(line);
      }
      // One file is some ten ms of reading; others get their turn between two.
      await new Promise((next) => setImmediate(next));
    }
    return { records, seen, kept, cursor: undefined };
  }

  /** Newest first. */
  idsOf(file: RecordsFile): string[] {
    return this.#linesOf(file)
      .flatMap((line) => /"id":"([0-9a-f]{32})"/.exec(line)?.[1] ?? [])
      .reverse();
  }

  #linesOf(file: RecordsFile): string[] {
    let opened: ReturnType<FileSystem['openRead']>;
    try {
      opened = this.#files.openRead(`${this.#dir}/${file.name}`);
    } catch {
      // It went with its age while this was read.
      return [];
    }
    try {
      const lines = Buffer.from(opened.read(0, file.bytes)).toString('utf8').split('\n');
      // What follows the last newline is nothing, or torn.
      lines.pop();
      return lines;
    } finally {
      opened.close();
    }
  }
}

function cursorOf(cursor: string): { readonly name: string; readonly line: number } {
  const found = /^(\d{13}-\d{6}\.ndjson):(\d{1,16})$/.exec(cursor);
  if (found === null)
    throw new CarpyError('CARPY_BAD_REQUEST', `cursor: "${cursor.slice(0, 60)}" is none that an answer gave`);
  return { name: found[1] as string, line: Number(found[2]) };
}

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    // A line torn by a crash.
    return undefined;
  }
}

function isOf(line: Line, { app, fromMs, untilMs }: RecordQuery): boolean {
  const atMs = Number(line['startMs'] ?? line['atMs']);
  return (app === '' || line['app'] === app) && atMs > fromMs && atMs <= untilMs;
}

const sum = (counts: unknown): number =>
  Object.values((counts ?? {}) as Readonly<Record<string, number>>).reduce((total, n) => total + n, 0);
