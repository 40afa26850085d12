/** The options of what is taken out of request records before they are kept. Part of options.ts. */
import { REDACTIONS, Regex } from '@carpy/core';
import { MAX_OWN_PATTERNS, type OwnPattern } from '../privacy/redaction-rules.ts';
import type { Given, Kind, Option } from './option.ts';

export interface PrivacySettings {
  /** Names of the built-in patterns that are on. */
  readonly redact: readonly string[];
  readonly redactPatterns: readonly OwnPattern[];
  /** Keys of the context that are kept, `*` at the end of one stands for anything; empty: all. */
  readonly recordsContext: readonly string[];
}

const NAMES: readonly string[] = REDACTIONS.map(({ name }) => name);
/** Stands for the usual list as it is. */
const UNCHANGED = 'usual';
const USUAL: readonly string[] = REDACTIONS.filter(({ optional }) => optional !== true).map(({ name }) => name);
const MAX_KEYS = 100;
/** Between patterns: no sane one has it inside. */
const BETWEEN = ';;';

const redact: Kind<readonly string[]> = {
  placeholder: 'NAMES',
  allowed: `usual, off, or names to turn on, with - to turn off, separated by commas: ${NAMES.join(', ')}`,
  parse: (given) => {
    if (given === 'off' || given === false) return [];
    const words = wordsOf(given);
    if (words?.every((word) => word === UNCHANGED || NAMES.includes(word.replace(/^-/, ''))) !== true) return undefined;
    return NAMES.filter((name) => !words.includes(`-${name}`) && (USUAL.includes(name) || words.includes(name)));
  },
  show: (value) => {
    if (value.length === 0) return 'off';
    const on = value.filter((name) => !USUAL.includes(name));
    const off = USUAL.filter((name) => !value.includes(name)).map((name) => `-${name}`);
    return [...on, ...off].join(',') || UNCHANGED;
  },
};

const redactPatterns: Kind<readonly OwnPattern[]> = {
  placeholder: 'PATTERNS',
  allowed: `NAME=PATTERN, at most ${MAX_OWN_PATTERNS}, separated by ${BETWEEN}, a name of small letters, digits and dashes that no built-in pattern has`,
  parse: (given) => {
    if (typeof given !== 'string') return undefined;
    const parts = given.split(BETWEEN).filter((part) => part.trim() !== '');
    const patterns = parts.map(ownPattern).filter((pattern) => pattern !== undefined);
    const names = new Set(patterns.map(({ name }) => name));
    return names.size === parts.length && parts.length <= MAX_OWN_PATTERNS ? patterns : undefined;
  },
  show: (value) => value.map(({ name, pattern }) => `${name}=${pattern}`).join(BETWEEN),
};

function ownPattern(part: string): OwnPattern | undefined {
  const found = /^\s*([a-z][a-z0-9-]{0,39})=([\s\S]+)$/.exec(part);
  if (found === null) return undefined;
  const [, name, pattern] = found as unknown as [string, string, string];
  if (NAMES.includes(name)) return undefined;
  try {
    new Regex(pattern, 'CARPY_BAD_CONFIG');
  } catch {
    // The caller says what is allowed.
    return undefined;
  }
  return { name, pattern };
}

const contextKeys: Kind<readonly string[]> = {
  placeholder: 'KEYS',
  allowed: `at most ${MAX_KEYS} keys separated by commas, none of them empty, * at the end of one stands for anything: user.plan,header.*`,
  parse: (given) => {
    // An empty key is a slip, and nobody knows which key it was to be: what is kept may not depend on a guess.
    const words = given === '' ? [] : wordsOf(given);
    const fits = words?.every((word) => /^[^*]{0,255}[^*]\*?$|^\*$/.test(word)) === true;
    return fits && words.length <= MAX_KEYS ? [...new Set(words)] : undefined;
  },
  show: (value) => value.join(','),
};

/** Empty ones too. */
function wordsOf(given: Given): readonly string[] | undefined {
  if (typeof given !== 'string') return undefined;
  return given.split(',').map((word) => word.trim());
}

export const privacyOptions: { readonly [K in keyof PrivacySettings]: Option<PrivacySettings[K]> } = {
  redact: {
    flag: 'redact',
    kind: redact,
    fallback: USUAL,
    help: `What is taken out of texts of request records before they are kept: a change to the usual list, such as ip,-email. All but ${NAMES.filter((name) => !USUAL.includes(name)).join(', ')} are on unless turned off; off keeps texts as they come. See docs/privacy.md.`,
  },
  redactPatterns: {
    flag: 'redact-patterns',
    kind: redactPatterns,
    fallback: [],
    help: `Own patterns that are taken out as well, such as customer=C-\\d{6}: what matches becomes the name in angle brackets. Several are separated by ${BETWEEN}. Regular expressions without back references and look-around.`,
  },
  recordsContext: {
    flag: 'records-context',
    kind: contextKeys,
    fallback: [],
    help: "Keys of a request's context that are kept, such as user.plan,header.*: all others are dropped. Unless given, all are kept.",
  },
};
