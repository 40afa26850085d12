/**
 * Which group an error is of: a hash over its type, the pattern of its message and where it was thrown. Line numbers and folders of a
 * release are left out, so that a deploy makes no new group; two bugs with one message in two functions are two groups.
 */
import type { RecordError } from '../records.ts';
import { hash64 } from './hash-64.ts';
import { normaliseMessage } from './normalise-message.ts';
import { parseStack } from './parse-stack.ts';
import { looksRandom } from './random-word.ts';
import type { ParsedFrame } from './stack-frame.ts';

/** Own frames that count, from the innermost on: until one has a name, and so many at most. */
const MAX_NAMELESS = 3;
const MAX_CULPRIT_CHARS = 300;

export interface Fingerprint {
  /** 16 hex digits. */
  readonly fingerprint: string;
  readonly pattern: string;
  /** Function and file of the innermost own frame: `loadCart (src/cart.js)`. */
  readonly culprit?: string;
}

export interface FingerprintOptions {
  /**
   * Where a frame is from before it was built; undefined where that is not known. It then counts instead of the frame, and not at all where it is
   * not of the application's own code.
   */
  readonly original?: ((frame: ParsedFrame) => Pick<ParsedFrame, 'function' | 'file' | 'own'> | undefined) | undefined;
}

export function fingerprintOf(error: RecordError, { original }: FingerprintOptions = {}): Fingerprint {
  const pattern = normaliseMessage(error.message);
  const parts = [error.type, pattern];
  let culprit: string | undefined;
  const own = error.stack === undefined ? [] : parseStack(error.stack).filter((frame) => frame.own);
  let counted = 0;
  for (const frame of own) {
    const shown = original?.(frame) ?? frame;
    if (!shown.own) continue;
    if (counted++ === MAX_NAMELESS) break;
    const name = functionName(shown.function);
    const file = fileKey(shown.file ?? '');
    culprit ??= (name === '' ? file : `${name} (${file})`).slice(0, MAX_CULPRIT_CHARS);
    parts.push(`${name}\t${file}`);
    if (name !== '') break;
  }
  return { fingerprint: hash64(parts.join('\n')), pattern, ...(culprit === undefined ? {} : { culprit }) };
}

/** Without what V8 adds to it; empty for one without a name. */
function functionName(text: string | undefined): string {
  const name = (text ?? '').replace(/ \[as [^\]]*\]$/, '').replace(/^(?:async|new|get|set) /, '');
  return /^(?:Object\.)?<anonymous>$|^eval$|^<(?:module|lambda|listcomp|genexpr)>$/.test(name) ? '' : name;
}

/**
 * The last two parts of the path. Numbers and hashes in them change with each build and release: `releases/20261128/main.4f2c9a71.js` and that
 * of the day before are one.
 */
function fileKey(file: string): string {
  const path = (file.split(/[?#]/, 1)[0] as string).replaceAll('\\', '/');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts
    .slice(-2)
    .map((part) => part.replace(/[^-._~]+/g, (word) => (isOfBuild(word) ? '*' : word)))
    .join('/');
}

const isOfBuild = (word: string): boolean =>
  /^v?\d+$/.test(word) || looksRandom(word) || /^(?=.*\d)[0-9a-f]{6,}$/i.test(word);
