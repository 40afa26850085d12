/** Asks before something that can't be taken back. */
import { createInterface } from 'node:readline/promises';
import type { CliIo } from './io.ts';
import { UsageError } from './usage-error.ts';

/** A terminal that somebody sits at; passed in by tests. */
export interface Asking {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

/** True when the answer is yes. Throws UsageError where nobody can be asked. */
export async function confirm(
  question: string,
  io: CliIo,
  { input }: Asking = { input: process.stdin },
): Promise<boolean> {
  if (input.isTTY !== true) throw new UsageError('nobody is there to ask: give --yes to go ahead');
  io.stderr(`${question} [y/N] `);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}
