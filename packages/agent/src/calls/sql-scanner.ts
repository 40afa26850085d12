/**
 * The words of an SQL statement, one after the other, without its values: strings, numbers, comments and placeholders are passed over.
 * One look at each character, no regular expression, and no more than `MAX_SCANNED` characters.
 */

/** `mysql`: double quotes are strings, a backslash escapes, `#` begins a comment. `standard`: double quotes are names. */
export type SqlDialect = 'mysql' | 'standard';

/** Characters that are looked at; what a statement is about stands at its beginning. */
const MAX_SCANNED = 8_192;

export type SqlToken =
  /** A bare word: a keyword or a name, as written. */
  | 'word'
  /** A quoted name, without its quotes. */
  | 'name'
  /** Any one other character, or a value. */
  | 'other'
  | 'end';

const code = (character: string): number => character.charCodeAt(0);
const [QUOTE, DOUBLE, BACKTICK, BRACKET, UNBRACKET] = [code("'"), code('"'), code('`'), code('['), code(']')];
const [DASH, SLASH, STAR, HASH, BACKSLASH, DOLLAR] = [
  code('-'),
  code('/'),
  code('*'),
  code('#'),
  code('\\'),
  code('$'),
];
const [OPEN, CLOSE, NEWLINE, UNDERSCORE] = [code('('), code(')'), code('\n'), code('_')];

export class SqlScanner {
  /** What stands at the present place. */
  token: SqlToken = 'end';
  /** Of a word or a name; one character of others, empty for values. */
  text = '';
  /** Parentheses around it. */
  depth = 0;
  readonly #sql: string;
  readonly #mysql: boolean;
  readonly #end: number;
  #at = 0;

  constructor(sql: string, dialect: SqlDialect) {
    this.#sql = sql;
    this.#mysql = dialect === 'mysql';
    this.#end = Math.min(sql.length, MAX_SCANNED);
  }

  /** Goes to the next token. */
  next(): SqlToken {
    this.#skipBlanks();
    if (this.#at >= this.#end) return this.#found('end', '');
    const first = this.#sql.charCodeAt(this.#at);
    if (isWordStart(first)) return this.#word();
    if (first === QUOTE) return this.#string(QUOTE, this.#mysql);
    if (first === DOUBLE) return this.#mysql ? this.#string(DOUBLE, true) : this.#quotedName(DOUBLE);
    if (first === BACKTICK) return this.#quotedName(BACKTICK);
    // Elsewhere brackets are of arrays.
    if (first === BRACKET && !this.#mysql && !this.#afterOperand()) return this.#quotedName(UNBRACKET);
    if (isDigit(first)) return this.#number();
    if (first === DOLLAR && !this.#mysql) return this.#dollar();
    if (first === OPEN) this.depth++;
    if (first === CLOSE) this.depth--;
    this.#at++;
    return this.#found('other', String.fromCharCode(first));
  }

  #found(token: SqlToken, text: string): SqlToken {
    this.token = token;
    this.text = text;
    return token;
  }

  #afterOperand(): boolean {
    const before = this.#sql.charCodeAt(this.#at - 1);
    return isWordPart(before) || before === UNBRACKET || before === CLOSE || before === DOUBLE;
  }

  #skipBlanks(): void {
    while (this.#at < this.#end) {
      const here = this.#sql.charCodeAt(this.#at);
      const after = this.#sql.charCodeAt(this.#at + 1);
      if (here <= 32 || here === 0xa0 || here === 0xfeff) this.#at++;
      else if ((here === DASH && after === DASH) || (here === HASH && this.#mysql)) this.#skipLine();
      else if (here === SLASH && after === STAR) this.#skipComment();
      else return;
    }
  }

  #skipLine(): void {
    while (this.#at < this.#end && this.#sql.charCodeAt(this.#at) !== NEWLINE) this.#at++;
  }

  #skipComment(): void {
    this.#at += 2;
    while (this.#at < this.#end) {
      if (this.#sql.charCodeAt(this.#at) === STAR && this.#sql.charCodeAt(this.#at + 1) === SLASH) {
        this.#at += 2;
        return;
      }
      this.#at++;
    }
  }

  #word(): SqlToken {
    const from = this.#at;
    while (this.#at < this.#end && isWordPart(this.#sql.charCodeAt(this.#at))) this.#at++;
    // A word cut off by the bound would be another name.
    if (this.#at === this.#end && this.#end < this.#sql.length) return this.#found('end', '');
    const text = this.#sql.slice(from, this.#at);
    // E'…' has escapes; N'…', B'…', X'…', U&'…' and MySQL's _utf8'…' are strings as well.
    if (this.#sql.charCodeAt(this.#at) === QUOTE && (text.length === 1 || text.charCodeAt(0) === UNDERSCORE))
      return this.#string(QUOTE, this.#mysql || text === 'e' || text === 'E');
    return this.#found('word', text);
  }

  #number(): SqlToken {
    while (this.#at < this.#end && isWordPart(this.#sql.charCodeAt(this.#at))) this.#at++;
    return this.#found('other', '');
  }

  #string(quote: number, escapes: boolean): SqlToken {
    this.#pass(quote, escapes);
    return this.#found('other', '');
  }

  #quotedName(quote: number): SqlToken {
    const from = this.#at + 1;
    const whole = this.#pass(quote, false);
    return whole ? this.#found('name', this.#sql.slice(from, this.#at - 1)) : this.#found('end', '');
  }

  /** Goes behind the closing quote; false when there is none. A doubled quote is one within. */
  #pass(quote: number, escapes: boolean): boolean {
    this.#at++;
    while (this.#at < this.#end) {
      const here = this.#sql.charCodeAt(this.#at);
      if (here === BACKSLASH && escapes) this.#at++;
      else if (here === quote) {
        if (this.#sql.charCodeAt(this.#at + 1) !== quote) {
          this.#at++;
          return true;
        }
        this.#at++;
      }
      this.#at++;
    }
    return false;
  }

  /** A placeholder `$1`, or PostgreSQL's `$tag$ … $tag$`. */
  #dollar(): SqlToken {
    const from = this.#at++;
    while (
      this.#at < this.#end &&
      isWordPart(this.#sql.charCodeAt(this.#at)) &&
      this.#sql.charCodeAt(this.#at) !== DOLLAR
    )
      this.#at++;
    if (this.#sql.charCodeAt(this.#at) === DOLLAR) {
      const tag = this.#sql.slice(from, this.#at + 1);
      const end = this.#sql.indexOf(tag, this.#at + 1);
      this.#at = end < 0 ? this.#end : end + tag.length;
    }
    return this.#found('other', '');
  }
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;

/** Letters, `_`, and whatever is beyond ASCII. */
const isWordStart = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === UNDERSCORE || (c > 127 && c !== 0xa0 && c !== 0xfeff);

const isWordPart = (c: number): boolean => isWordStart(c) || isDigit(c) || c === DOLLAR;
