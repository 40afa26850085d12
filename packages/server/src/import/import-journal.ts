/**
 * What an import has done so far: a line for each file whose points the server has acknowledged. The next run of the same import leaves those
 * out that have not changed since. A line that was cut by a crash counts for nothing: importing a file twice gives the same points.
 */
import { open, readFile } from 'node:fs/promises';
import { CarpyError, fileFault } from '@carpy/core';
import type { WhisperEntry } from './whisper-tree.ts';

export interface ImportJournal {
  has(entry: WhisperEntry): boolean;
  /** On disk when it resolves. */
  add(entries: readonly WhisperEntry[]): Promise<void>;
  close(): Promise<void>;
}

const HEAD = 'carpy import journal 1';
const lineOf = ({ path, bytes, changedMs }: WhisperEntry): string => JSON.stringify([path, bytes, changedMs]);

/** `import`: the folder and the server, which must be the same in each run. @throws CarpyError CARPY_BAD_FILE for a file that is none of this import. */
export async function openImportJournal(file: string, of: string): Promise<ImportJournal> {
  const head = `${HEAD} ${JSON.stringify(of)}`;
  const text = await readFile(file, 'utf8').catch((e: NodeJS.ErrnoException) => {
    if (e.code === 'ENOENT') return '';
    throw new CarpyError('CARPY_BAD_FILE', `${file}: ${fileFault(e)}`, { cause: e });
  });
  const [first, ...lines] = text.split('\n');
  if (text !== '' && first !== head)
    throw new CarpyError(
      'CARPY_BAD_FILE',
      `${file} is no journal of this import (${of}): name another with --journal, or remove it`,
    );
  const done = new Set(lines);
  const handle = await open(file, 'a');
  // A torn last line must not take the next one along.
  if (text === '') await handle.appendFile(`${head}\n`);
  else if (!text.endsWith('\n')) await handle.appendFile('\n');
  return {
    has: (entry) => done.has(lineOf(entry)),
    add: async (entries) => {
      await handle.appendFile(entries.map((entry) => `${lineOf(entry)}\n`).join(''));
    },
    close: () => handle.close(),
  };
}
