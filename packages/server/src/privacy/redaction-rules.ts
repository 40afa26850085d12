/** What the server takes out of records, as set: the built-in patterns that are on, own patterns, and the keys of context that are kept. */

import { CarpyError, REDACTIONS, type Redaction, Regex, type StoredRecord } from '@carpy/core';
import { CleanTexts } from './clean-texts.ts';
import { ContextKeys } from './context-keys.ts';
import type { PrivacyFacts } from './privacy-facts.ts';

/** Of one text after it was replaced: what came within its bounds, and placeholders. */
const MAX_REPLACED_CHARS = 65_536;
export const MAX_OWN_PATTERNS = 50;

/** A pattern of the operator's own. */
export interface OwnPattern {
  readonly name: string;
  /** As core's regular expressions: linear in the text. */
  readonly pattern: string;
}

export interface RedactionOptions {
  /** Built-in patterns that are on; undefined: all that are not optional. */
  readonly on?: readonly string[] | undefined;
  readonly own?: readonly OwnPattern[];
  /** Keys of the context that are kept, `*` at the end of one stands for anything; empty: all. */
  readonly contextKeys?: readonly string[];
}

/** One pattern at work: answers the text without what it finds. */
interface Taker {
  readonly name: string;
  readonly take: (text: string) => string;
}

export class RedactionRules {
  readonly redactions: readonly Redaction[];
  readonly own: readonly Taker[];
  readonly allowedContext: readonly string[];
  readonly clean: CleanTexts = new CleanTexts();
  /** Places taken out since the start, by name of the pattern. */
  readonly counts: Map<string, number> = new Map<string, number>();
  readonly #keys = new ContextKeys();
  readonly #exact: ReadonlySet<string>;
  readonly #starts: readonly string[];

  /** @throws CarpyError CARPY_BAD_CONFIG for a name that no pattern has, and for a pattern that can't be read. */
  constructor({ on, own = [], contextKeys = [] }: RedactionOptions = {}) {
    const names = REDACTIONS.map(({ name }) => name);
    const wrong = on?.find((name) => !names.includes(name));
    if (wrong !== undefined)
      throw new CarpyError('CARPY_BAD_CONFIG', `redact: "${wrong}" was given, one of ${names.join(', ')} is needed`);
    this.redactions = REDACTIONS.filter(({ name, optional }) => on?.includes(name) ?? optional !== true);
    if (own.length > MAX_OWN_PATTERNS)
      throw new CarpyError(
        'CARPY_BAD_CONFIG',
        `redactPatterns: ${own.length} were given, at most ${MAX_OWN_PATTERNS} are taken`,
      );
    this.own = own.map(ownTaker);
    this.allowedContext = contextKeys;
    this.#exact = new Set(contextKeys.filter((key) => !key.endsWith('*')));
    this.#starts = contextKeys.filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1));
  }

  /** Notes which keys the context has, before any goes. */
  saw(record: StoredRecord): void {
    this.#keys.saw(record);
  }

  facts(): PrivacyFacts {
    return { redactedCounts: Object.fromEntries(this.counts), contextKeys: this.#keys.list() };
  }

  keepsContext(key: string): boolean {
    return (
      this.allowedContext.length === 0 || this.#exact.has(key) || this.#starts.some((start) => key.startsWith(start))
    );
  }

  count(name: string, places: number): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + places);
  }
}

function ownTaker({ name, pattern }: OwnPattern): Taker {
  const regex = new Regex(pattern, 'CARPY_BAD_CONFIG');
  const placeholder = `<${name.replaceAll('\\', '')}>`;
  const replace = regex.replacer(placeholder, MAX_REPLACED_CHARS);
  return {
    name,
    take: (text) => {
      try {
        // One pass that keeps no places is faster, and most texts have nothing.
        return regex.matchesIn(text) ? replace(text) : text;
      } catch {
        // Too much to replace: what the pattern was to take out must not stay.
        return placeholder;
      }
    },
  };
}
