/** One way for all options that name a file or a folder: which of them, what was given, what is in the way, what is allowed. */
import { fileFault } from '@carpy/core';

/** `origin`: as of other faults, `--config`; `allowed`: as the option's kind says. `e`: undefined where it is not there. */
export const unreadable = (origin: string, given: string, e: unknown, allowed: string): string =>
  `${origin}: ${JSON.stringify(given)} was given, which cannot be read: ${fileFault(e ?? { code: 'ENOENT' })}; allowed is ${allowed}`;
