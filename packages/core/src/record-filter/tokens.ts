/** Cuts a query into tokens. Never fails: what is wrong with a token is the parser's to say, and completion works on unfinished text. */

interface Place {
  /** Offsets into the query, UTF-16 units. */
  readonly position: number;
  readonly end: number;
}

export interface MarkToken extends Place {
  readonly kind: 'open' | 'close' | 'minus' | 'and' | 'or' | 'not';
}

export interface TextToken extends Place {
  readonly kind: 'word' | 'phrase';
  readonly text: string;
  /** True where the closing quote is missing. */
  readonly unclosed: boolean;
}

export interface FieldToken extends Place {
  readonly kind: 'field';
  /** In lower case. */
  readonly name: string;
  /** What stands after the first dot of the name: the key of a context's value. */
  readonly key: string | undefined;
  readonly value: string;
  /** Where the value begins, its quote where it has one. */
  readonly valuePosition: number;
  readonly quoted: boolean;
  readonly unclosed: boolean;
}

export type QueryToken = MarkToken | TextToken | FieldToken;

const SPACE = /\s+/y;
const FIELD = /([A-Za-z][A-Za-z0-9_]*)(?:\.("(?:\\.|[^"\\])*"|[^\s:"()]+))?:/y;
const BARE = /[^\s()"]*/y;
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not']);

export function queryTokens(query: string): readonly QueryToken[] {
  const tokens: QueryToken[] = [];
  for (let at = 0; ; ) {
    at += matchAt(SPACE, query, at)?.[0].length ?? 0;
    if (at >= query.length) return tokens;
    const token = tokenAt(query, at);
    tokens.push(token);
    at = token.end;
  }
}

function tokenAt(query: string, position: number): QueryToken {
  const c = query[position];
  if (c === '(' || c === ')') return { kind: c === '(' ? 'open' : 'close', position, end: position + 1 };
  if (c === '-') return { kind: 'minus', position, end: position + 1 };
  if (c === '"') return { kind: 'phrase', position, ...quotedAt(query, position) };
  const field = matchAt(FIELD, query, position);
  if (field !== undefined) return fieldAt(query, position, field);
  const text = bareAt(query, position);
  const word = text.toLowerCase();
  const end = position + text.length;
  if (KEYWORDS.has(word)) return { kind: word as 'and' | 'or' | 'not', position, end };
  return { kind: 'word', position, end, text, unclosed: false };
}

function fieldAt(query: string, position: number, match: RegExpExecArray): FieldToken {
  const key = match[2];
  const valuePosition = position + match[0].length;
  const quoted = query[valuePosition] === '"';
  const bare = quoted ? '' : bareAt(query, valuePosition);
  const value = quoted
    ? quotedAt(query, valuePosition)
    : { text: bare, end: valuePosition + bare.length, unclosed: false };
  return {
    kind: 'field',
    position,
    end: value.end,
    name: (match[1] as string).toLowerCase(),
    key: key?.startsWith('"') === true ? quotedAt(key, 0).text : key,
    value: value.text,
    valuePosition,
    quoted,
    unclosed: value.unclosed,
  };
}

/** From its quote on. `\"` and `\\` stand for the second character, any other backslash for itself. */
function quotedAt(query: string, position: number): { text: string; end: number; unclosed: boolean } {
  let text = '';
  for (let i = position + 1; i < query.length; i++) {
    const c = query[i] as string;
    if (c === '"') return { text, end: i + 1, unclosed: false };
    const next = query[i + 1];
    if (c === '\\' && (next === '"' || next === '\\')) {
      text += next;
      i++;
    } else text += c;
  }
  return { text, end: query.length, unclosed: true };
}

const bareAt = (query: string, position: number): string => matchAt(BARE, query, position)?.[0] ?? '';

function matchAt(pattern: RegExp, query: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(query) ?? undefined;
}

/** Text between quotes, as `queryTokens` reads it back. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
