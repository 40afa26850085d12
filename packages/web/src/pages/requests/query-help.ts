/** What the query bar knows of a half-typed query: where it is wrong, and what could come next. Pure. */
import { CarpyError, completeRecordQuery, parseRecordQuery, queryTokens } from '@carpy/core';

export interface QueryFault {
  /** What is wrong, without the words that every such message begins with. */
  readonly message: string;
  /** The token that is wrong: characters of the query, the end not included. */
  readonly from: number;
  readonly to: number;
}

/** Undefined where the query can be read. */
export function queryFault(query: string): QueryFault | undefined {
  try {
    parseRecordQuery(query);
    return undefined;
  } catch (error) {
    if (!(error instanceof CarpyError)) throw error;
    const from = Math.min(error.position ?? 0, query.length);
    const token = queryTokens(query).find(({ position, end }) => position <= from && from < end);
    // At the end nothing stands that could be marked: the place after it is.
    return { message: error.detail, from, to: Math.max(from + 1, token?.end ?? 0) };
  }
}

export interface Suggestion {
  /** What stands in the query after it was taken. */
  readonly text: string;
  /** What is listed: a field's name with its colon, a value, a query of before. */
  readonly label: string;
  /** At the right: what a field means, how often a value is there. */
  readonly note: string;
  /** True where the query is whole with it: a value, not a field that waits for one. */
  readonly whole: boolean;
}

export interface Completion {
  /** Characters that a suggestion takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

export type KnownValues = Readonly<Record<string, readonly { readonly value: string; readonly note: string }[]>>;

/** `known` holds the values that were seen, by field, with what to say of them; the most frequent first. */
export function completionsAt(query: string, caret: number, known: KnownValues): Completion {
  const values = Object.fromEntries(
    Object.entries(known).map(([field, list]) => [field, list.map(({ value }) => value)]),
  );
  const { from, to, items } = completeRecordQuery(query, caret, values);
  const field = queryTokens(query).find((token) => token.kind === 'field' && token.valuePosition === from);
  const notes = new Map(
    (field?.kind === 'field' ? known[field.name] : undefined)?.map(({ value, note }) => [value, note]),
  );
  const suggestions = items.map(({ kind, label, insert, help }) => ({
    text: insert,
    label,
    note: notes.get(label) ?? help.replace(/\.$/, ''),
    whole: kind === 'value',
  }));
  return { from, to, suggestions };
}

/** The query with a suggestion taken, and where the caret goes. */
export function completed(
  query: string,
  at: Completion,
  taken: Suggestion,
): { readonly query: string; readonly caret: number } {
  const rest = query.slice(at.to);
  const text = taken.whole && !rest.startsWith(' ') ? `${taken.text} ` : taken.text;
  return { query: query.slice(0, at.from) + text + rest, caret: at.from + text.length };
}
