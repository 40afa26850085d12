/**
 * Reads a regular expression of Python's `re`. What can't be matched in linear time (look-around, back references, conditions,
 * atomic groups, possessive repeats) is refused, and so is what Python refuses.
 */
import { any, anyButNewline, rangeOf, SETS } from './characters.ts';
import { BadPattern, readCharacter, readClass } from './class.ts';
import type { Edge, ParsedPattern, Pattern } from './pattern.ts';

const MAX_CHARACTERS = 1_024;
const MAX_DEPTH = 64;
const MAX_GROUPS = 100;

/** Case does not matter; `^` and `$` are ends of lines; `.` takes newlines. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const NO_FLAGS: Flags = { i: false, m: false, s: false };
const EDGES: Readonly<Record<string, Edge>> = { A: 'start', Z: 'end', b: 'word', B: 'notWord' };

/** @throws BadPattern. */
export function parsePattern(text: string): ParsedPattern {
  if (text.length > MAX_CHARACTERS)
    throw new BadPattern(`it has ${text.length} characters, at most ${MAX_CHARACTERS} are taken`);
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  readonly #names = new Map<string, number>();
  #at = 0;
  #groups = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): ParsedPattern {
    let flags = NO_FLAGS;
    for (let given = this.#read(/\(\?([a-zA-Z]+)\)/y); given !== undefined; given = this.#read(/\(\?([a-zA-Z]+)\)/y))
      flags = withFlags(flags, given[1] as string, '');
    const pattern = this.#either(flags);
    if (this.#at < this.#text.length) throw new BadPattern('a ) without its (');
    return { pattern, groups: this.#groups, names: this.#names };
  }

  #either(flags: Flags): Pattern {
    if (++this.#depth > MAX_DEPTH) throw new BadPattern(`more than ${MAX_DEPTH} groups in each other`);
    const options = [this.#sequence(flags)];
    while (this.#take('|')) options.push(this.#sequence(flags));
    this.#depth--;
    return options.length === 1 ? (options[0] as Pattern) : { type: 'either', options };
  }

  #sequence(flags: Flags): Pattern {
    const parts: Pattern[] = [];
    for (;;) {
      this.#skipComments();
      const c = this.#text[this.#at];
      if (c === undefined || c === '|' || c === ')') break;
      const atom = this.#atom(flags);
      this.#skipComments();
      // A place in brackets may be repeated, a bare one not.
      parts.push(this.#repeated(atom, atom.type !== 'edge' || c === '('));
    }
    return parts.length === 1 ? (parts[0] as Pattern) : { type: 'sequence', parts };
  }

  #skipComments(): void {
    while (this.#text.startsWith('(?#', this.#at)) {
      const end = this.#text.indexOf(')', this.#at);
      if (end < 0) throw new BadPattern('a comment without its )');
      this.#at = end + 1;
    }
  }

  #atom(flags: Flags): Pattern {
    if (this.#count() !== undefined) throw new BadPattern('nothing to repeat');
    const code = this.#text.codePointAt(this.#at) as number;
    const c = String.fromCodePoint(code);
    this.#at += c.length;
    switch (c) {
      case '(':
        return this.#group(flags);
      case '[': {
        const { takes, end } = readClass(this.#text, this.#at, flags.i);
        this.#at = end;
        return { type: 'character', takes, literal: undefined };
      }
      case '\\':
        return this.#escape(flags);
      case '.':
        return { type: 'character', takes: flags.s ? any : anyButNewline, literal: undefined };
      case '^':
        return { type: 'edge', edge: flags.m ? 'lineStart' : 'start' };
      case '$':
        return { type: 'edge', edge: flags.m ? 'lineEnd' : 'endOrLastNewline' };
      default:
        return character(code, flags);
    }
  }

  #group(flags: Flags): Pattern {
    if (!this.#take('?')) return this.#capture(undefined, flags);
    const name = this.#read(/P<([^>)]*)>/y)?.[1];
    if (name !== undefined) return this.#capture(name, flags);
    const given = this.#read(/([a-zA-Z]*)(?:-([a-zA-Z]+))?:/y);
    if (given === undefined) throw new BadPattern(whyNot(this.#text.slice(this.#at)));
    return this.#closed(this.#either(withFlags(flags, given[1] as string, given[2] ?? '')));
  }

  #capture(name: string | undefined, flags: Flags): Pattern {
    const number = ++this.#groups;
    if (number > MAX_GROUPS) throw new BadPattern(`more than ${MAX_GROUPS} groups; (?: ) captures nothing`);
    if (name !== undefined) {
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw new BadPattern(`"${name}" is no name for a group`);
      if (this.#names.has(name)) throw new BadPattern(`two groups have the name "${name}"`);
      this.#names.set(name, number);
    }
    return { type: 'group', number, part: this.#closed(this.#either(flags)) };
  }

  #closed(inner: Pattern): Pattern {
    if (!this.#take(')')) throw new BadPattern('a ( without its )');
    return inner;
  }

  #escape(flags: Flags): Pattern {
    const c = this.#text[this.#at] ?? '';
    const edge = EDGES[c];
    const takes = SETS[c];
    if (edge === undefined && takes === undefined) {
      const { member, end } = readCharacter(this.#text, this.#at);
      this.#at = end;
      return character(member, flags);
    }
    this.#at++;
    return takes === undefined
      ? { type: 'edge', edge: edge as Edge }
      : { type: 'character', takes, literal: undefined };
  }

  #repeated(part: Pattern, isRepeatable: boolean): Pattern {
    const count = this.#count();
    if (count === undefined) return part;
    if (!isRepeatable) throw new BadPattern('nothing to repeat: a place between characters is only once there');
    const [least, most] = count;
    if (most < least) throw new BadPattern('a count that ends below its start');
    const lazy = this.#take('?');
    if (!lazy && this.#take('+'))
      throw new BadPattern("a repeat that gives nothing back can't be matched in linear time");
    this.#skipComments();
    if (this.#count() !== undefined) throw new BadPattern('a repeat of a repeat');
    return { type: 'repeat', part, least, most, lazy };
  }

  /** How often what stands before comes. A `{` that is no count stands for itself. */
  #count(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const given = this.#read(/\{(\d*)(,?)(\d*)\}/y);
    if (given === undefined) return undefined;
    const [all, least, comma, most] = given as unknown as [string, string, string, string];
    if (all === '{}') {
      this.#at -= 2;
      return undefined;
    }
    return [Number(least), most !== '' ? Number(most) : comma === '' ? Number(least) : Number.POSITIVE_INFINITY];
  }

  #take(c: string): boolean {
    if (this.#text[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  /** What a sticky expression finds here, passed over. */
  #read(expected: RegExp): RegExpExecArray | undefined {
    expected.lastIndex = this.#at;
    const found = expected.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}

const character = (code: number, { i }: Flags): Pattern => ({
  type: 'character',
  takes: rangeOf(code, code, i),
  literal: i ? undefined : code,
});

function withFlags(flags: Flags, on: string, off: string): Flags {
  const unknown = /[^ims]/.exec(on.replaceAll('u', '') + off)?.[0];
  if (unknown !== undefined) throw new BadPattern(`the flag ${unknown} is not known, i, m and s are`);
  const is = (flag: keyof Flags): boolean => (flags[flag] || on.includes(flag)) && !off.includes(flag);
  if ([...off].some((flag) => on.includes(flag))) throw new BadPattern('a flag that is set and taken away at once');
  return { i: is('i'), m: is('m'), s: is('s') };
}

/** Of a group that is not known: which one it is. */
function whyNot(rest: string): string {
  const unmatched: readonly (readonly [RegExp, string])[] = [
    [/^<?[=!]/, 'looking ahead and behind'],
    [/^P=/, 'what a group matched, asked for again,'],
    [/^\(/, 'a condition'],
    [/^>/, 'a group that gives nothing back'],
  ];
  const found = unmatched.find(([start]) => start.test(rest))?.[1];
  if (found !== undefined) return `${found} can't be matched in linear time`;
  return /^[a-zA-Z]+\)/.test(rest)
    ? 'flags for all of it stand at its start'
    : 'of the groups with (? these are known: (?: ) (?P<name> ) (?i) (?i: ) (?# )';
}
