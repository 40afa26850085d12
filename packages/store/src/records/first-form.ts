/** Files of lines, as the request log was in its first form: they are read once and their records stored anew. */
import type { StoredRecord } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import type { StoredBatch } from './records-group.ts';

type Line = Readonly<Record<string, unknown>>;

/** A batch for each body. Torn lines are left out. */
export function* batchesOfLines(files: FileSystem, path: string): Generator<StoredBatch> {
  const file = files.openRead(path);
  let text: string;
  try {
    text = Buffer.from(file.read(0, file.size)).toString('utf8');
  } finally {
    file.close();
  }
  let head: Line | undefined;
  let records: StoredRecord[] = [];
  for (const line of text.split('\n')) {
    const parsed = parse(line);
    if (parsed === undefined) continue;
    if (typeof parsed['id'] === 'string') {
      records.push(parsed as unknown as StoredRecord);
      continue;
    }
    if (head !== undefined) yield batchOf(head, records);
    head = parsed;
    records = [];
  }
  if (head !== undefined) yield batchOf(head, records);
}

const batchOf = (head: Line, records: readonly StoredRecord[]): StoredBatch => ({
  app: String(head['app']),
  server: String(head['server']),
  atMs: Number(head['atMs']),
  seen: (head['seen'] ?? {}) as Readonly<Record<string, number>>,
  kept: (head['kept'] ?? {}) as Readonly<Record<string, number>>,
  records,
});

function parse(line: string): Line | undefined {
  try {
    const value = JSON.parse(line) as Line | null;
    return typeof value === 'object' && value !== null ? withLists(value) : undefined;
  } catch {
    // Torn by a crash.
    return undefined;
  }
}

/** A record of a former version may lack them. */
const withLists = (line: Line): Line =>
  line['id'] === undefined ? line : { children: [], logs: [], context: {}, kind: 'http', ...line };
