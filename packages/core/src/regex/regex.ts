/**
 * Regular expressions that users give, as Python's `re` reads them: Graphite's users write them so. Time is linear in the text,
 * whatever the pattern; what would need more is refused.
 *
 * Understood: literals, `.`, classes, `\d \w \s` and their opposites, groups, named ones too, `|`, `* + ? {m,n}` (lazy or not), `^ $ \A \Z
 * \b \B`, escapes, comments, and the flags i, m, s for all or for a group.
 */
import { CarpyError, type CarpyErrorCode } from '../errors.ts';
import { BadPattern } from './class.ts';
import { Matcher } from './matcher.ts';
import { parsePattern } from './parse.ts';
import { literalOf } from './pattern.ts';
import { type Program, programOf } from './program.ts';
import { type Replacement, readReplacement } from './replacement.ts';

export class Regex {
  readonly #program: Program;
  /** All that it matches, where that is one text. */
  readonly #literal: string | undefined;
  readonly #groups: number;
  readonly #names: ReadonlyMap<string, number>;
  readonly #source: string;
  readonly #code: CarpyErrorCode;
  #tester: Matcher | undefined;
  #finder: Matcher | undefined;

  /** @throws CarpyError `code` when the pattern can't be read or matched in linear time; the message says why. */
  constructor(pattern: string, code: CarpyErrorCode) {
    this.#source = pattern;
    this.#code = code;
    const parsed = this.#refusing(() => parsePattern(pattern));
    this.#program = this.#refusing(() => programOf(parsed));
    this.#literal = literalOf(parsed.pattern);
    this.#groups = parsed.groups;
    this.#names = parsed.names;
  }

  /** Whether it matches anywhere: Python's `re.search`. */
  matchesIn(text: string): boolean {
    if (this.#literal !== undefined) return text.includes(this.#literal);
    this.#tester ??= new Matcher(this.#program, false);
    return this.#tester.find(text, 0);
  }

  /** Whether it matches from the beginning on: Python's `re.match`. */
  matchesStartOf(text: string): boolean {
    if (this.#literal !== undefined) return text.startsWith(this.#literal);
    this.#tester ??= new Matcher(this.#program, false);
    return this.#tester.find(text, 0, { anchored: true });
  }

  /**
   * Replaces all matches: Python's `re.sub`. In the replacement `\1`, `\g<1>` and `\g<name>` are what a group matched, `\g<0>` the whole.
   * @throws CarpyError as the constructor, for a replacement that can't be read; CARPY_TOO_MUCH for a result of more than `maxLength`,
   * and for very many matches that each look far ahead.
   */
  replacer(replacement: string, maxLength: number): (text: string) => string {
    const parts = this.#refusing(() => readReplacement(replacement, this.#groups, this.#names));
    this.#finder ??= new Matcher(this.#program, true);
    const finder = this.#finder;
    return (text) => replaceAll(finder, text, parts, maxLength);
  }

  #refusing<T>(read: () => T): T {
    try {
      return read();
    } catch (e) {
      if (!(e instanceof BadPattern)) throw e;
      throw new CarpyError(
        this.#code,
        `cannot read the regular expression '${this.#source.slice(0, 200)}': ${e.message}`,
      );
    }
  }
}

/** To find one match takes linear time, but many may each look on to the end of the text: about a second in all. */
const MAX_STEPS = 20_000_000;

function replaceAll(finder: Matcher, text: string, parts: readonly Replacement[], maxLength: number): string {
  const { places } = finder;
  let out = '';
  let rest = 0;
  let from = 0;
  let mustAdvance = false;
  const until = finder.steps + MAX_STEPS;
  while (from <= text.length && finder.find(text, from, { mustAdvance })) {
    const [start, end] = places as unknown as [number, number];
    out += text.slice(rest, start);
    for (const part of parts) {
      if (typeof part === 'string') out += part;
      else if ((places[2 * part] as number) >= 0) out += text.slice(places[2 * part], places[2 * part + 1]);
    }
    if (out.length > maxLength) break;
    if (finder.steps > until)
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `replacing in a text of ${text.length} characters takes too long: match less`,
      );
    rest = end;
    from = end;
    mustAdvance = start === end;
  }
  out += text.slice(rest);
  if (out.length > maxLength)
    throw new CarpyError('CARPY_TOO_MUCH', `replacing makes a text of more than ${maxLength} characters`);
  return out;
}
