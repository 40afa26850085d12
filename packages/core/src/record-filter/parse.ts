/**
 * Reads the query language of the request log: `status:5xx duration:>500ms transaction:"POST /cart" server:web-* -kind:job "card declined"`.
 *
 *     query = and { "or" and }        and = unary { [ "and" ] unary }        unary = ( "not" | "-" ) unary | "(" query ")" | term
 *     term  = field ":" value | word | '"' words '"'
 *
 * By recursive descent; nesting, terms and length are bounded, so time and depth are too.
 */
import { CarpyError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';
import { allOf, anyOf } from './combine.ts';
import { isTermField, RECORD_FIELD_NAMES } from './fields.ts';
import { parseRange, RANGE_FORMS } from './ranges.ts';
import type { RecordFilter, TermField } from './record-filter.ts';
import { type FieldToken, type QueryToken, queryTokens, type TextToken } from './tokens.ts';
import { wordsOf } from './words.ts';

/** Of one query: characters, terms, and how deep parentheses and `not` nest. */
export const RECORD_QUERY_LIMITS = { chars: 4_096, terms: 100, nesting: 20 } as const;

/** An empty query matches all. Throws CARPY_BAD_QUERY with the position of the token that is wrong. */
export function parseRecordQuery(query: string): RecordFilter {
  const { chars } = RECORD_QUERY_LIMITS;
  if (query.length > chars) throw fail(`it has ${query.length} characters, at most ${chars} are read`, chars);
  const tokens = queryTokens(query);
  return tokens.length === 0 ? { is: 'all' } : new Parser(query, tokens).query();
}

const fail = (message: string, position: number): CarpyError =>
  new CarpyError('CARPY_BAD_QUERY', message, { position });

class Parser {
  readonly #query: string;
  readonly #tokens: readonly QueryToken[];
  #at = 0;
  #terms = 0;
  #depth = 0;

  constructor(query: string, tokens: readonly QueryToken[]) {
    this.#query = query;
    this.#tokens = tokens;
  }

  query(): RecordFilter {
    const filter = this.#or();
    const rest = this.#peek();
    if (rest !== undefined) throw fail('this ) closes nothing', rest.position);
    return filter;
  }

  #or(): RecordFilter {
    const parts = [this.#and()];
    while (this.#peek()?.kind === 'or') {
      this.#at++;
      parts.push(this.#and());
    }
    return anyOf(parts);
  }

  #and(): RecordFilter {
    const parts = [this.#unary()];
    for (;;) {
      const kind = this.#peek()?.kind;
      if (kind === undefined || kind === 'or' || kind === 'close') return allOf(parts);
      if (kind === 'and') this.#at++;
      parts.push(this.#unary());
    }
  }

  #unary(): RecordFilter {
    const token = this.#next();
    switch (token.kind) {
      case 'minus':
        if (this.#peek()?.position !== token.end)
          throw fail('a - stands directly before what it takes out; a - to be found goes in quotes', token.position);
        return { is: 'not', part: this.#deeper(token, () => this.#unary()) };
      case 'not':
        return { is: 'not', part: this.#deeper(token, () => this.#unary()) };
      case 'open':
        return this.#deeper(token, () => this.#group(token));
      case 'field':
      case 'word':
      case 'phrase':
        this.#terms++;
        if (this.#terms > RECORD_QUERY_LIMITS.terms)
          throw fail(`at most ${RECORD_QUERY_LIMITS.terms} terms are read`, token.position);
        return token.kind === 'field' ? fieldFilter(token) : textFilter(token);
      default:
        throw fail(
          `a term must stand before ${this.#text(token)}; as a word to be found it goes in quotes`,
          token.position,
        );
    }
  }

  /** After `(`. */
  #group(open: QueryToken): RecordFilter {
    const filter = this.#or();
    if (this.#peek()?.kind !== 'close') throw fail('this ( is not closed', open.position);
    this.#at++;
    return filter;
  }

  #deeper(token: QueryToken, read: () => RecordFilter): RecordFilter {
    this.#depth++;
    const { nesting } = RECORD_QUERY_LIMITS;
    if (this.#depth > nesting) throw fail(`parentheses and not nest more than ${nesting} deep`, token.position);
    const filter = read();
    this.#depth--;
    return filter;
  }

  #peek(): QueryToken | undefined {
    return this.#tokens[this.#at];
  }

  #next(): QueryToken {
    const token = this.#tokens[this.#at++];
    if (token === undefined)
      throw fail(`a term must follow ${this.#text(this.#tokens.at(-1) as QueryToken)}`, this.#query.length);
    return token;
  }

  #text(token: QueryToken): string {
    return this.#query.slice(token.position, token.end);
  }
}

function fieldFilter(token: FieldToken): RecordFilter {
  const { name, key, value, position, valuePosition } = token;
  if (name === 'context') {
    if (key === undefined) throw fail('context needs a key: context.user:42', position);
    checkValue(token, 'a value of the context, * for any characters');
    return { is: 'context', key, pattern: value };
  }
  const known = key === undefined && (name === 'status' || name === 'duration' || isTermField(name));
  if (!known) throw fail(unknownField(token), position);
  if (isTermField(name)) {
    const [form, text] = TERM_FORMS[name] ?? [/./s, 'a value, * for any characters, quotes where it has spaces'];
    checkValue(token, text);
    if (!form.test(value)) throw fail(`${name} takes ${text}; "${short(value)}" was given`, valuePosition);
    return { is: 'term', field: name, pattern: value };
  }
  const field = name as 'status' | 'duration';
  checkValue(token, RANGE_FORMS[field]);
  const range = parseRange(field, value);
  if (range === undefined)
    throw fail(`${field} takes ${RANGE_FORMS[field]}; "${short(value)}" was given`, valuePosition);
  if (range.min > range.max) throw fail(`the range ${short(value)} ends before it begins`, valuePosition);
  return range;
}

/** Fields whose values have a form: what else is given could never match, and is likely meant for another field. */
const TERM_FORMS: Readonly<Partial<Record<TermField, readonly [RegExp, string]>>> = {
  outcome: [/^(?:ok|error|.*\*.*)$/i, 'ok or error'],
  error: [/^[0-9a-f*]+$/i, "the fingerprint of an error in hex digits, or * for any error (an error's class is type:)"],
  trace: [/^[0-9a-f*]+$/i, 'a trace id of 32 hex digits, or a part with *'],
  id: [/^[0-9a-f*]+$/i, 'the id of a record, 32 hex digits, or a part with *'],
};

function checkValue(token: FieldToken, allowed: string): void {
  if (token.unclosed) throw fail('the quote is not closed', token.valuePosition);
  if (token.value === '') throw fail(`${token.name}: needs ${allowed}`, token.valuePosition);
}

function unknownField(token: FieldToken): string {
  const given = token.key === undefined ? token.name : `${token.name}.${token.key}`;
  const fields = RECORD_FIELD_NAMES.map((field) => (field === 'context.' ? 'context.<key>' : field)).join(', ');
  return `there is no field ${short(given)}${didYouMean(given, RECORD_FIELD_NAMES)}; the fields are ${fields}; text with a colon goes in quotes`;
}

function textFilter(token: TextToken): RecordFilter {
  if (token.unclosed) throw fail('the quote is not closed', token.position);
  if (token.kind === 'word' && token.text.includes('*'))
    throw fail('free words are found whole, * works in fields only: transaction:*cart*', token.position);
  const words = wordsOf(token.text);
  if (words.length === 0) throw fail('a letter or a digit is needed to look for', token.position);
  return { is: 'text', words };
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
