/**
 * The parts of a query that must all hold (`status:5xx -server:web-1 "card declined"`), and the changes that facets, chips and links make
 * to them: only the part that changes is rewritten, what was typed stays as it was. Pure. What a query means is core's to say.
 */
import {
  DURATION_STEPS,
  type FacetField,
  facetFilter,
  parseRecordQuery,
  printRecordFilter,
  queryTokens,
} from '@carpy/core';

export interface QueryPart {
  /** As typed, with its sign. */
  readonly text: string;
  /** Characters of the query, the end not included. */
  readonly from: number;
  readonly to: number;
  readonly negated: boolean;
  /** Of `field:value`, in lower case. */
  readonly field?: string;
  /** Without its quotes. */
  readonly value?: string;
}

export type FacetAction = 'only' | 'exclude';

/** The parts, in order; a query with an `or` outside of parentheses is one part. */
export function partsOf(query: string): readonly QueryPart[] {
  const scanned = scan(query);
  return scanned === 'or' ? [wholeOf(query)] : scanned.map(({ from, to }) => partOf(query.slice(from, to), from, to));
}

/** Where the parts are; `or` where they are alternatives. */
function scan(query: string): 'or' | readonly { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  let depth = 0;
  // Where the sign stands that the next part begins with.
  let sign: number | undefined;
  for (const token of queryTokens(query)) {
    const last = spans.at(-1);
    if (depth > 0 && last !== undefined) last.to = token.end;
    else if (token.kind === 'or') return 'or';
    else if (token.kind === 'not' || token.kind === 'minus') sign ??= token.position;
    else if (token.kind !== 'and') {
      spans.push({ from: sign ?? token.position, to: token.end });
      sign = undefined;
    }
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth = Math.max(0, depth - 1);
  }
  return spans;
}

function wholeOf(query: string): QueryPart {
  const text = query.trim();
  const from = query.indexOf(text);
  return { text, from, to: from + text.length, negated: false };
}

function partOf(text: string, from: number, to: number): QueryPart {
  const tokens = queryTokens(text);
  const [first, second] = tokens;
  const negated = first?.kind === 'not' || first?.kind === 'minus';
  const term = negated ? second : first;
  const base = { text, from, to, negated };
  if (term?.kind !== 'field' || term.key !== undefined || tokens.length > (negated ? 2 : 1)) return base;
  return { ...base, field: term.name, value: term.value };
}

/** The text of a query as it would be printed: two that mean the same are the same. */
function canonical(query: string): string {
  try {
    return printRecordFilter(parseRecordQuery(query)).toLowerCase();
  } catch {
    // What can't be read is only like itself.
    return query;
  }
}

/** How the query stands to a value of a facet: asked for alone, left out, or neither. */
export function facetState(parts: readonly QueryPart[], field: FacetField, value: string): FacetAction | undefined {
  const filter = facetFilter(field, value);
  if (filter === undefined) return undefined;
  const there = new Set(parts.map(({ text }) => canonical(text)));
  if (there.has(printRecordFilter({ is: 'not', part: filter }).toLowerCase())) return 'exclude';
  return partsOf(printRecordFilter(filter)).every(({ text }) => there.has(text.toLowerCase())) ? 'only' : undefined;
}

/** Values of a facet that the query leaves out: no answer counts them, and yet they can be taken in again. */
export function excludedValues(parts: readonly QueryPart[], field: FacetField): readonly string[] {
  if (field === 'duration')
    return DURATION_STEPS.flatMap(({ value }) => (facetState(parts, field, value) === 'exclude' ? [value] : []));
  return parts.flatMap((part) =>
    part.negated && part.field === field && part.value !== undefined ? [part.value] : [],
  );
}

/**
 * The query after a click on a value of a facet. `only` takes the place of what was asked of that field before; `exclude` is one more
 * part; the same click a second time takes it back.
 */
export function toggleFacet(query: string, field: FacetField, value: string, action: FacetAction): string {
  const filter = facetFilter(field, value);
  if (filter === undefined) return query;
  const parts = partsOf(query);
  const only = printRecordFilter(filter);
  const exclude = printRecordFilter({ is: 'not', part: filter });
  const excluding = parts.filter(({ text }) => canonical(text) === exclude.toLowerCase());
  const asking = parts.filter((part) => !part.negated && part.field === field);
  const rest = withoutParts(query, action === 'only' ? [...excluding, ...asking] : excluding);
  return facetState(parts, field, value) === action ? rest : joined(rest, action === 'only' ? only : exclude);
}

/** Adds a part; one that is there already is not added twice. Alternatives are taken as a whole. */
export function joined(query: string, part: string): string {
  const before = query.trim();
  if (before === '') return part;
  if (partsOf(query).some(({ text }) => text === part)) return before;
  return scan(query) === 'or' ? `(${before}) ${part}` : `${before} ${part}`;
}

/** The query without these of its parts. */
export const withoutParts = (query: string, dropped: readonly QueryPart[]): string =>
  partsOf(query)
    .filter((part) => !dropped.some(({ from }) => from === part.from))
    .map(({ text }) => text)
    .join(' ');
