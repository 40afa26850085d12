/** What may be written at the caret of a query: fields, values, keywords. Works on unfinished and wrong queries alike. */
import { RECORD_FIELDS } from './fields.ts';
import { escapePattern } from './pattern.ts';
import { valueText } from './print.ts';
import { type FieldToken, queryTokens, quoted } from './tokens.ts';

export interface QueryCompletionItem {
  readonly kind: 'field' | 'value' | 'keyword';
  /** As shown. */
  readonly label: string;
  /** What takes the place of `from` to `to`. */
  readonly insert: string;
  readonly help: string;
}

export interface QueryCompletion {
  /** Offsets into the query. */
  readonly from: number;
  readonly to: number;
  /** At most 20; what begins with the text at the caret comes first. */
  readonly items: readonly QueryCompletionItem[];
}

/** Values seen, by field; keys of the context under `context`, their values under `context.<key>`. The most frequent first. */
export type KnownQueryValues = Readonly<Record<string, readonly string[]>>;

const MAX_ITEMS = 20;

const KEYWORDS: readonly QueryCompletionItem[] = [
  { kind: 'keyword', label: 'or', insert: 'or ', help: 'Either side matches.' },
  { kind: 'keyword', label: 'and', insert: 'and ', help: 'Both sides match; so do terms side by side.' },
  { kind: 'keyword', label: 'not', insert: 'not ', help: 'What follows must not match; - before a term is the same.' },
];

const FORMS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  status: [
    ['5xx', 'Errors of the server.'],
    ['4xx', 'Errors of the client.'],
    ['3xx', 'Redirections.'],
    ['2xx', 'Successes.'],
    ['>=500', 'From a status on.'],
    ['500..503', 'A range, both ends included.'],
  ],
  duration: [
    ['>100ms', 'Longer than 100 ms.'],
    ['>500ms', 'Longer than half a second.'],
    ['>1s', 'Longer than a second.'],
    ['>5s', 'Longer than five seconds.'],
    ['<10ms', 'Shorter than 10 ms.'],
    ['100ms..1s', 'A range, both ends included.'],
  ],
  error: [['*', 'Any error.']],
};

/** `caret` is an offset into the query, UTF-16 units. */
export function completeRecordQuery(query: string, caret: number, known: KnownQueryValues = {}): QueryCompletion {
  const token = queryTokens(query).find((each) => each.position < caret && caret <= each.end);
  if (token === undefined || token.kind === 'open' || token.kind === 'close' || token.kind === 'minus')
    return { from: caret, to: caret, items: fieldsLike('', known) };
  if (token.kind === 'field' && caret >= token.valuePosition)
    return { from: token.valuePosition, to: token.end, items: valuesLike(query, caret, token, known) };
  const typed = query.slice(token.position, caret);
  const to = token.kind === 'field' ? token.valuePosition : token.end;
  return { from: token.position, to, items: token.kind === 'phrase' ? [] : fieldsLike(typed, known) };
}

function fieldsLike(typed: string, known: KnownQueryValues): readonly QueryCompletionItem[] {
  const fields = RECORD_FIELDS.filter((field) => field.name !== 'context.').map((field) => ({
    kind: 'field' as const,
    label: `${field.name}:`,
    insert: `${field.name}:`,
    help: `${field.help} ${field.example}`,
  }));
  const keys = (known['context'] ?? []).map((key) => {
    const name = `context.${/^[^\s:"()]+$/.test(key) ? key : quoted(key)}:`;
    return { kind: 'field' as const, label: name, insert: name, help: `The context's ${key}.` };
  });
  return like(typed, [...fields, ...keys, ...(typed === '' ? [] : KEYWORDS)]);
}

function valuesLike(
  query: string,
  caret: number,
  token: FieldToken,
  known: KnownQueryValues,
): readonly QueryCompletionItem[] {
  const name = token.key === undefined ? token.name : `${token.name}.${token.key}`;
  const typed = query.slice(token.valuePosition, caret).replace(/^"/, '').replace(/"$/, '');
  const forms = (Object.hasOwn(FORMS, name) ? (FORMS[name] ?? []) : []).map(([label, help]) => ({
    kind: 'value' as const,
    label,
    insert: label,
    help,
  }));
  const fixed = RECORD_FIELDS.find((field) => field.name === name)?.values ?? [];
  const values = [...new Set([...fixed, ...(Object.hasOwn(known, name) ? (known[name] ?? []) : [])])].map((value) => ({
    kind: 'value' as const,
    label: value,
    insert: valueText(escapePattern(value)),
    help: '',
  }));
  return like(typed, [...forms, ...values]);
}

/** Those that begin with what was typed, then those that hold it. */
function like(typed: string, items: readonly QueryCompletionItem[]): readonly QueryCompletionItem[] {
  const start = typed.toLowerCase();
  const begins = items.filter((item) => item.label.toLowerCase().startsWith(start));
  const holds = items.filter((item) => item.label.toLowerCase().includes(start) && !begins.includes(item));
  return [...begins, ...holds].slice(0, MAX_ITEMS);
}
