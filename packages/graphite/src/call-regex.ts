/** Regular expressions among the arguments of a call. */
import { isCarpyError, Regex } from '@carpy/core';
import type { Call } from './evaluate/call.ts';
import { TARGET_LIMITS } from './target/parse.ts';

/** The regular expression given for a parameter, as Python's `re` reads it. @throws CarpyError CARPY_BAD_TARGET naming the parameter. */
export function regexOf(call: Call, param: string): Regex {
  return refusing(call, param, () => new Regex(call.text(param), 'CARPY_BAD_TARGET'));
}

/** Puts `replacement`, a parameter too, in the place of all that `search` matches. A name that grows too long is CARPY_TOO_MUCH. */
export function replacerOf(call: Call, search: string, replacement: string): (text: string) => string {
  const regex = regexOf(call, search);
  return refusing(call, replacement, () => regex.replacer(call.text(replacement), TARGET_LIMITS.length));
}

function refusing<T>(call: Call, param: string, make: () => T): T {
  try {
    return make();
  } catch (e) {
    if (isCarpyError(e) && e.code === 'CARPY_BAD_TARGET')
      throw call.bad(`was given a "${param}" that it ${e.detail.replace(/^cannot/, "can't")}`);
    throw e;
  }
}
