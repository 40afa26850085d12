/** Lines of the agent on standard error. */
import { writeSync } from 'node:fs';

const STANDARD_ERROR = 2;

/**
 * Writes one line. Never throws, and never brings an error about: where nobody reads standard error any more, a write to `process.stderr`
 * would end an application that writes nothing itself.
 */
export function say(line: string): void {
  try {
    writeSync(STANDARD_ERROR, `carpy: ${line}\n`);
  } catch {
    // Closed, or full.
  }
}
