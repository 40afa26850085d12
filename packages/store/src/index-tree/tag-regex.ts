/**
 * Regular expressions of tag expressions, as Python's `re.match` reads them: anchored at the start only. Matched by the automaton, so no
 * pattern takes for ever. Understood: literals, `.`, classes, `\d \w \s` and their opposites, groups, `|`, `* + ? {m,n}` (lazy or not),
 * `^ $ \A \Z`, escapes. Look-around, back references, `\b` and flags are refused with CARPY_BAD_REQUEST.
 */
import { CarpyError } from '@carpy/core';
import { automaton, type Node } from './automaton.ts';

const MAX_CHARS = 1_024;
/** Nodes after counted repeats are written out. */
const MAX_NODES = 4_096;
const MAX_DEPTH = 64;

type Takes = (codePoint: number) => boolean;
const unicode =
  (set: RegExp): Takes =>
  (c) =>
    set.test(String.fromCodePoint(c));
const SETS: Readonly<Record<string, Takes>> = {
  d: unicode(/^\p{Nd}$/u),
  D: unicode(/^\P{Nd}$/u),
  w: unicode(/^[\p{L}\p{N}_]$/u),
  W: unicode(/^[^\p{L}\p{N}_]$/u),
  s: unicode(/^\s$/u),
  S: unicode(/^\S$/u),
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };

/** Whether a value matches from its beginning. Throws CARPY_BAD_REQUEST for what can't be read. */
export function compileTagRegex(pattern: string): (value: string) => boolean {
  if (pattern.length > MAX_CHARS)
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      `a regular expression has at most ${MAX_CHARS} characters, this one has ${pattern.length}`,
    );
  const reader = new Reader(pattern);
  return automaton(reader.whole(), 'beginning');
}

class Reader {
  readonly #pattern: string;
  readonly #chars: string[];
  #at = 0;
  #nodes = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#chars = Array.from(pattern);
  }

  whole(): Node[] {
    const nodes = this.#either();
    if (this.#at < this.#chars.length) throw this.#bad('a ) without its (');
    return nodes;
  }

  #either(): Node[] {
    if (++this.#depth > MAX_DEPTH) throw this.#bad(`more than ${MAX_DEPTH} groups in each other`);
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 ? (options[0] as Node[]) : [{ type: 'either', options }];
  }

  #sequence(): Node[] {
    const out: Node[] = [];
    for (let c = this.#chars[this.#at]; c !== undefined && c !== '|' && c !== ')'; c = this.#chars[this.#at]) {
      const before = this.#nodes;
      const atom = this.#atom();
      for (const node of this.#repeated(atom, this.#nodes - before)) out.push(node);
    }
    return out;
  }

  #atom(): Node[] {
    if (++this.#nodes > MAX_NODES) throw this.#bad('it is too large');
    const c = this.#chars[this.#at++] as string;
    if (c === '(') return this.#group();
    if (c === '[') return [{ type: 'test', takes: this.#set() }];
    if (c === '\\') return [this.#escape()];
    if (c === '.') return [{ type: 'any' }];
    if (c === '^' || c === '$') return [{ type: 'edge', edge: c === '^' ? 'start' : 'end' }];
    if (c === '*' || c === '+' || c === '?') throw this.#bad(`nothing for ${c} to repeat`);
    return [{ type: 'char', code: c.codePointAt(0) as number }];
  }

  #group(): Node[] {
    if (this.#take('?') && !this.#take(':')) throw this.#bad('of the groups with (? only (?: ) is known');
    const inner = this.#either();
    if (!this.#take(')')) throw this.#bad('a ( without its )');
    return inner;
  }

  #escape(): Node {
    const c = this.#chars[this.#at++];
    if (c === undefined) throw this.#bad('a \\ at the end');
    if (c === 'A' || c === 'Z') return { type: 'edge', edge: c === 'A' ? 'start' : 'end' };
    const takes = SETS[c];
    return takes === undefined ? { type: 'char', code: this.#plain(c) } : { type: 'test', takes };
  }

  /** The character that `\c` stands for. */
  #plain(c: string): number {
    if (/[0-9A-Za-z]/.test(c) && CONTROLS[c] === undefined) throw this.#bad(`\\${c} is not known`);
    return (CONTROLS[c] ?? c).codePointAt(0) as number;
  }

  #set(): Takes {
    const negated = this.#take('^');
    const tests: Takes[] = [];
    for (let first = true; first || this.#chars[this.#at] !== ']'; first = false) {
      const low = this.#member();
      if (typeof low !== 'number') tests.push(low);
      else if (this.#chars[this.#at] === '-' && this.#chars[this.#at + 1] !== ']') {
        this.#at++;
        const high = this.#member();
        if (typeof high !== 'number' || high < low)
          throw this.#bad('a range of a class that has no end above its start');
        tests.push((c) => c >= low && c <= high);
      } else tests.push((c) => c === low);
    }
    this.#at++;
    return (c) => tests.some((test) => test(c)) !== negated;
  }

  #member(): number | Takes {
    const c = this.#chars[this.#at++];
    if (c === undefined) throw this.#bad('a [ without its ]');
    if (c !== '\\') return c.codePointAt(0) as number;
    const escaped = this.#chars[this.#at++];
    if (escaped === undefined) throw this.#bad('a [ without its ]');
    return SETS[escaped] ?? this.#plain(escaped);
  }

  #repeated(atom: Node[], size: number): Node[] {
    const [least, most] = this.#times();
    if (least === 1 && most === 1) return atom;
    this.#nodes += size * (most === Number.POSITIVE_INFINITY ? least + 1 : Math.max(least, most));
    if (this.#nodes > MAX_NODES) throw this.#bad('it is too large');
    const out: Node[] = [];
    for (let i = 0; i < least; i++) for (const node of atom) out.push(node);
    if (most === Number.POSITIVE_INFINITY) out.push({ type: 'loop', part: atom });
    else for (let i = least; i < most; i++) out.push({ type: 'either', options: [atom, []] });
    if (/^[*+?]$/.test(this.#chars[this.#at] ?? '')) throw this.#bad('a repeat of a repeat');
    return out;
  }

  /** How often what stands before comes, once where nothing is said. A `{` that is no count stands for itself. */
  #times(): [number, number] {
    let times: [number, number] = [1, 1];
    if (this.#take('*')) times = [0, Number.POSITIVE_INFINITY];
    else if (this.#take('+')) times = [1, Number.POSITIVE_INFINITY];
    else if (this.#take('?')) times = [0, 1];
    else {
      const count = /^\{(\d{0,4})(,?)(\d{0,4})\}/.exec(this.#chars.slice(this.#at, this.#at + 12).join(''));
      if (count === null || (count[1] === '' && count[2] === '')) return times;
      this.#at += count[0].length;
      const least = Number(count[1]);
      const most = count[3] !== '' ? Number(count[3]) : count[2] === '' ? least : Number.POSITIVE_INFINITY;
      if (most < least) throw this.#bad('a count that ends below its start');
      times = [least, most];
    }
    this.#take('?');
    return times;
  }

  #take(c: string): boolean {
    if (this.#chars[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  #bad(why: string): CarpyError {
    return new CarpyError(
      'CARPY_BAD_REQUEST',
      `cannot read the regular expression '${this.#pattern.slice(0, 200)}': ${why}`,
    );
  }
}
