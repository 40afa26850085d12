/**
 * Patterns of Graphite's configuration: Python's regular expressions, searched for anywhere in a name (re.search), written as JavaScript's.
 * They are the operator's own and may look ahead and behind, so they are run by JavaScript's engine and not by the automaton that users'
 * expressions are given to; names are bounded. What differs and can't be said in JavaScript throws.
 */

const MAX_CHARS = 1_024;

/** Throws RangeError with the reason for what can't be read. */
export function searchPattern(pattern: string): (name: string) => boolean {
  if (pattern.length > MAX_CHARS)
    throw new RangeError(`it has ${pattern.length} characters, at most ${MAX_CHARS} are read`);
  const { source, flags } = new Translator(pattern).whole();
  let regex: RegExp;
  try {
    regex = new RegExp(source, flags);
  } catch (e) {
    const why = (e as SyntaxError).message;
    throw new RangeError(`it can't be read: ${why.slice(why.lastIndexOf(': ') + 2)}`);
  }
  return (name) => regex.test(name);
}

/** True for patterns that every name has: `.*`, `^`, `.+`. */
export const takesEverything = (pattern: string): boolean => /^(?:\^?\.[*+]\??\$?|\^|\$)$/.test(pattern);

/** Escapes that mean the same in both. */
const SAME = new Set([...'sSbBnrtfvx0123456789']);
const SYNTAX = new Set([...'^$\\.*+?()[]{}|/']);
const WORD = '\\p{L}\\p{N}_';

class Translator {
  readonly #text: string;
  #at = 0;
  #out = '';

  constructor(pattern: string) {
    this.#text = pattern;
  }

  whole(): { readonly source: string; readonly flags: string } {
    const flags = this.#flags();
    while (this.#at < this.#text.length) this.#one();
    return { source: this.#out, flags: `u${flags}` };
  }

  /** `(?i)` at the start; the others of Python's flags change nothing here, or can't be had. */
  #flags(): string {
    const given = /^\(\?([a-zA-Z]+)\)/.exec(this.#text);
    if (given === null) return '';
    const flags = given[1] as string;
    if (/[^imsau]/.test(flags)) throw new RangeError(`of flags only (?i), (?m), (?s), (?a) and (?u) are known`);
    this.#at = given[0].length;
    return [...new Set(flags)].filter((flag) => 'ims'.includes(flag)).join('');
  }

  #one(): void {
    const c = this.#text[this.#at] as string;
    if (c === '\\') this.#escape(false);
    else if (c === '[') this.#set();
    else if (c === '(') this.#group();
    else if (c === '{') this.#brace();
    else {
      this.#at++;
      // A lone one stands for itself in Python.
      this.#out += c === '}' || c === ']' ? `\\${c}` : c;
    }
  }

  #escape(inSet: boolean): void {
    const c = this.#text[this.#at + 1];
    if (c === undefined) throw new RangeError('it ends with a \\');
    this.#at += 2;
    if (c === 'w') this.#out += inSet ? WORD : `[${WORD}]`;
    else if (c === 'W') this.#out += inSet ? '\\W' : `[^${WORD}]`;
    else if (c === 'd') this.#out += '\\p{Nd}';
    else if (c === 'D') this.#out += '\\P{Nd}';
    else if (c === 'A' && !inSet) this.#out += '(?<![^])';
    else if (c === 'Z' && !inSet) this.#out += '(?![^])';
    else if (c === 'a') this.#out += '\\x07';
    else if (SAME.has(c)) this.#out += `\\${c}`;
    else if (/[A-Za-z]/.test(c)) throw new RangeError(`\\${c} is not known`);
    else this.#out += SYNTAX.has(c) || (inSet && c === '-') ? `\\${c}` : c;
  }

  #set(): void {
    this.#out += '[';
    this.#at++;
    if (this.#text[this.#at] === '^') this.#out += this.#text[this.#at++];
    // The first ] stands for itself.
    for (let first = true; ; first = false) {
      const c = this.#text[this.#at];
      if (c === undefined) throw new RangeError('a [ lacks its ]');
      if (c === '\\') this.#escape(true);
      else {
        this.#at++;
        if (c === ']' && !first) break;
        this.#out += c === ']' || c === '[' ? `\\${c}` : c;
      }
    }
    this.#out += ']';
  }

  #group(): void {
    const rest = this.#text.slice(this.#at);
    const comment = /^\(\?#[^)]*\)/.exec(rest)?.[0];
    const named = /^\(\?P<(\w+)>/.exec(rest);
    const back = /^\(\?P=(\w+)\)/.exec(rest);
    if (comment !== undefined) this.#at += comment.length;
    else if (named !== null) this.#put(`(?<${named[1]}>`, named[0].length);
    else if (back !== null) this.#put(`\\k<${back[1]}>`, back[0].length);
    else if (/^\(\?<[^=!]/.test(rest)) throw new RangeError('a named group is written (?P<name>…)');
    else this.#put('(', 1);
  }

  /** A `{` that is no count stands for itself. */
  #brace(): void {
    const count = /^\{(\d*)(,?)(\d*)\}/.exec(this.#text.slice(this.#at));
    if (count === null || (count[1] === '' && count[2] === '')) this.#put('\\{', 1);
    else if (count[1] === '' && count[3] === '') this.#put('{0,}', count[0].length);
    else this.#put(count[1] === '' ? `{0,${count[3]}}` : count[0], count[0].length);
  }

  #put(out: string, taken: number): void {
    this.#out += out;
    this.#at += taken;
  }
}
