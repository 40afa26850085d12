/**
 * Reads Graphite's target language, whole: nested calls, keyword arguments, strings, numbers, booleans, None, inf, globs with
 * braces, tagged names, template() and pipes. Stricter than graphite-web where that one drops what it can't read: trailing text,
 * a missing parenthesis or an empty node is an error with its position.
 *
 * One pass by recursive descent, without backtracking further than one word, so time is linear in the text.
 */
import { CarpyError } from '@carpy/core';
import type { Argument, CallExpression, Expression, KeywordArgument, Literal, TemplateExpression } from './ast.ts';

export const TARGET_LIMITS = { length: 65_536, nesting: 100 } as const;

/** @throws CarpyError CARPY_BAD_TARGET with the position of the fault. */
export function parseTarget(text: string): Expression {
  return new Parser(text).target();
}

/** Characters that end a path unless escaped; the same and `=` may be escaped. */
const SYMBOLS = '(){},\'"\\|';
const ESCAPABLE = `${SYMBOLS}.=`;
const NUMBER = /^-?(?:\d+|\d*\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const KEYWORD = /[A-Za-z_][A-Za-z0-9_]*(?=\s*=)/y;
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

interface Word {
  readonly text: string;
  readonly position: number;
  /** It holds an escape or a brace, so it can only be a path. */
  readonly pathOnly: boolean;
}

class Parser {
  readonly #text: string;
  #at = 0;
  /** How many calls nest in a call or template: bounds the recursion of whatever walks the tree. */
  readonly #heights = new WeakMap<Argument, number>();

  constructor(text: string) {
    this.#text = text;
  }

  target(): Expression {
    if (this.#text.length > TARGET_LIMITS.length) {
      throw this.#fail(
        `it has ${this.#text.length} characters, at most ${TARGET_LIMITS.length} are taken`,
        TARGET_LIMITS.length,
      );
    }
    const expression = this.#expression(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#fail('nothing may follow here', this.#at);
    return expression;
  }

  #expression(depth: number): Expression {
    this.#skipSpace();
    return this.#piped(this.#callOrPath(this.#word(), depth), depth);
  }

  /** A word is a call when it is a name and a parenthesis follows. */
  #callOrPath(word: Word, depth: number): Expression {
    const { text, position } = word;
    this.#skipSpace();
    if (this.#peek() === '(' && !word.pathOnly && FUNCTION_NAME.test(text)) {
      this.#deeper(depth);
      this.#at++;
      return text === 'template' ? this.#template(position, depth + 1) : this.#call(text, position, depth + 1);
    }
    this.#checkNodes(word);
    return { kind: 'path', path: text, position };
  }

  #piped(first: Expression, depth: number): Expression {
    let expression = first;
    for (;;) {
      this.#skipSpace();
      if (this.#peek() !== '|') return expression;
      this.#at++;
      this.#skipSpace();
      const word = this.#word();
      this.#skipSpace();
      if (this.#peek() !== '(' || word.pathOnly || !FUNCTION_NAME.test(word.text)) {
        throw this.#fail('a function call must follow a pipe', word.position);
      }
      this.#deeper(depth);
      this.#at++;
      const call = this.#call(word.text, word.position, depth + 1);
      expression = this.#bounded({ ...call, args: [expression, ...call.args], piped: true });
    }
  }

  /** After `name(`. */
  #call(name: string, position: number, depth: number): CallExpression {
    const args: Argument[] = [];
    const kwargs: KeywordArgument[] = [];
    this.#list(() => {
      const keyword = this.#keyword();
      if (keyword !== undefined) {
        this.#skipSpace();
        kwargs.push({ ...keyword, value: this.#argument(depth) });
      } else if (kwargs.length > 0)
        throw this.#fail('an argument without a name may not follow one with a name', this.#at);
      else args.push(this.#argument(depth));
    });
    const text = name === 'seriesByTag' ? { text: this.#text.slice(position, this.#at) } : {};
    return this.#bounded({ kind: 'call', name, args, kwargs, piped: false, ...text, position });
  }

  /** After `template(`. */
  #template(position: number, depth: number): TemplateExpression {
    let body: Expression | undefined;
    const args: Literal[] = [];
    const kwargs: KeywordArgument[] = [];
    this.#list(() => {
      if (body === undefined) {
        body = this.#expression(depth);
        return;
      }
      const keyword = this.#keyword();
      this.#skipSpace();
      const at = this.#at;
      const value = this.#argument(depth);
      if (value.kind !== 'number' && value.kind !== 'string')
        throw this.#fail('template() takes strings and numbers here', at);
      if (keyword !== undefined) kwargs.push({ ...keyword, value });
      else args.push(value);
      if (args.length > 0 && kwargs.length > 0)
        throw this.#fail('template() takes values with names or without, not both', at);
    });
    if (body === undefined) throw this.#fail('template() needs an expression', this.#at - 1);
    return this.#bounded({ kind: 'template', body, args, kwargs, position });
  }

  /** Items between commas, up to and with the closing parenthesis. */
  #list(item: () => void): void {
    const open = this.#at - 1;
    this.#skipSpace();
    if (this.#peek() === ')') {
      this.#at++;
      return;
    }
    for (;;) {
      this.#skipSpace();
      item();
      this.#skipSpace();
      const c = this.#peek();
      if (c === undefined) throw this.#fail(`the parenthesis opened at ${open} is not closed`, this.#at);
      if (c !== ',' && c !== ')') throw this.#fail('expected a comma or a closing parenthesis', this.#at);
      this.#at++;
      if (c === ')') return;
    }
  }

  #keyword(): { name: string; position: number } | undefined {
    const position = this.#at;
    KEYWORD.lastIndex = position;
    const name = KEYWORD.exec(this.#text)?.[0];
    if (name === undefined) return undefined;
    this.#at += name.length;
    this.#skipSpace();
    this.#at++;
    return { name, position };
  }

  #argument(depth: number): Argument {
    const c = this.#peek();
    if (c === '"' || c === "'") return this.#string(c);
    const word = this.#word();
    this.#skipSpace();
    // What is piped on is a path, whatever it looks like.
    if (!word.pathOnly && this.#peek() !== '|' && this.#peek() !== '(') {
      const literal = literalOf(word);
      if (literal !== undefined) return literal;
    }
    return this.#piped(this.#callOrPath(word, depth), depth);
  }

  #string(quote: '"' | "'"): Literal {
    const position = this.#at;
    for (let i = position + 1; i < this.#text.length; i++) {
      const c = this.#text[i];
      if (c === '\\') i++;
      else if (c === quote) {
        // A doubled quote stands for itself, and both stay in the value.
        if (this.#text[i + 1] === quote) i++;
        else {
          this.#at = i + 1;
          return { kind: 'string', value: this.#text.slice(position + 1, i), quote, position };
        }
      }
    }
    throw this.#fail(`the string opened at ${position} is not closed`, this.#text.length);
  }

  /** Everything up to a symbol or white space. Inside braces commas belong to the word. */
  #word(): Word {
    const position = this.#at;
    const braces: number[] = [];
    let pathOnly = false;
    let text = '';
    let from = position;
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at] as string;
      if (c === '\\') {
        const escaped = this.#text[this.#at + 1];
        if (escaped === undefined || !ESCAPABLE.includes(escaped))
          throw this.#fail('a backslash stands before one of (){},.\'"\\|= only', this.#at);
        text += this.#text.slice(from, this.#at);
        from = ++this.#at;
        pathOnly = true;
      } else if (c === '{') {
        braces.push(this.#at);
        this.#deeper(braces.length - 1);
        pathOnly = true;
      } else if (c === '}') {
        if (braces.pop() === undefined) throw this.#fail('this brace closes nothing', this.#at);
      } else if (c === ',' && braces.length > 0) continue;
      else if (SYMBOLS.includes(c) || c <= ' ' || c === '\u007f' || c.trim() === '') break;
    }
    const open = braces.pop();
    if (open !== undefined) throw this.#fail(`the brace opened at ${open} is not closed`, this.#at);
    if (this.#at === position) throw this.#fail('expected a path, a function or a value', position);
    return { text: text + this.#text.slice(from, this.#at), position, pathOnly };
  }

  /** No node of a path may be empty: `a..b` and `a.` match nothing and are slips. */
  #checkNodes({ position }: Word): void {
    let depth = 0;
    let before = '.';
    // Over the text as written, since an escaped dot separates nothing.
    for (let i = position; ; i++) {
      const c = this.#text[i];
      const end = i >= this.#at || c === undefined || c.trim() === '';
      if (depth === 0 && before === '.' && (end || c === '.')) throw this.#fail('a path has no empty nodes', i);
      if (end) return;
      if (c === '{') depth++;
      else if (c === '}') depth--;
      before = c;
      if (c === '\\') i++;
    }
  }

  #deeper(depth: number): void {
    if (depth >= TARGET_LIMITS.nesting) throw this.#fail(`it nests deeper than ${TARGET_LIMITS.nesting}`, this.#at);
  }

  /** Pipes nest what stands before them, so a long chain of them is as deep as calls in calls. */
  #bounded<T extends CallExpression | TemplateExpression>(node: T): T {
    let height = node.kind === 'template' ? (this.#heights.get(node.body) ?? 0) : 0;
    for (const arg of node.args) height = Math.max(height, this.#heights.get(arg) ?? 0);
    for (const { value } of node.kwargs) height = Math.max(height, this.#heights.get(value) ?? 0);
    this.#deeper(height);
    this.#heights.set(node, height + 1);
    return node;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && (this.#text[this.#at] as string).trim() === '') this.#at++;
  }

  #fail(detail: string, position: number): CarpyError {
    const near = this.#text.slice(Math.max(0, position - 20), position + 20);
    const where = this.#text === '' ? 'it is empty' : `${detail}, at position ${position} (near "${near}")`;
    return new CarpyError('CARPY_BAD_TARGET', where, { position });
  }
}

function literalOf({ text, position }: Word): Literal | undefined {
  if (NUMBER.test(text)) return { kind: 'number', value: Number(text), integer: INTEGER.test(text), position };
  switch (text.toLowerCase()) {
    case 'true':
      return { kind: 'true', position };
    case 'false':
      return { kind: 'false', position };
    case 'none':
      return { kind: 'none', position };
    case 'inf':
      return { kind: 'infinity', position };
    default:
      return undefined;
  }
}
