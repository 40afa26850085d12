/**
 * A filter made ready for one source: what it asks of codes, durations and tokens. A row is answered 0 (does not match), 1 (may: its record
 * is to be looked at) or 2 (does). So `and` is the least of its parts, `or` the greatest, and `not` two minus its part.
 */
import { compilePattern, exactOf, type RangeField, type RecordFilter, type TermField } from '@carpy/core';
import { contextToken, type TokenKind, tokenOf } from './record-tokens.ts';
import { CODE_COLUMNS, type CodeColumn, type CodeFields } from './row-codes.ts';
import type { RowSource } from './row-source.ts';
import type { ListedField } from './vocabulary.ts';

export type PlanNode =
  | { readonly is: 'all'; readonly answer: 0 | 1 | 2 }
  /** By code of a column. */
  | { readonly is: 'codes'; readonly column: CodeColumn; readonly answers: Uint8Array }
  /** Codes of durations: those of [sureFrom, sureTo] match, those of [from, to] may. */
  | {
      readonly is: 'duration';
      readonly from: number;
      readonly to: number;
      readonly sureFrom: number;
      readonly sureTo: number;
    }
  /** Positions that may match, ascending; no other one does. */
  | { readonly is: 'rows'; readonly rows: Uint32Array }
  | { readonly is: 'and' | 'or'; readonly parts: readonly PlanNode[] }
  | { readonly is: 'not'; readonly part: PlanNode };

const NOTHING: PlanNode = { is: 'all', answer: 0 };
const EVERYTHING: PlanNode = { is: 'all', answer: 2 };
const PERHAPS: PlanNode = { is: 'all', answer: 1 };

/** `app`: empty for all. */
export function planFilter(source: RowSource, app: string, filter: RecordFilter): PlanNode {
  const plan = planOf(source, filter);
  return app === '' ? plan : both(source, 'and', [codesNode(source, 'what', (fields) => fields.app === app), plan]);
}

function planOf(source: RowSource, filter: RecordFilter): PlanNode {
  switch (filter.is) {
    case 'all':
      return EVERYTHING;
    case 'and':
    case 'or':
      return both(
        source,
        filter.is,
        filter.parts.map((part) => planOf(source, part)),
      );
    case 'not': {
      const part = planOf(source, filter.part);
      return part.is === 'all' ? { is: 'all', answer: (2 - part.answer) as 0 | 1 | 2 } : { is: 'not', part };
    }
    case 'term':
      return termNode(source, filter.field, filter.pattern);
    case 'range':
      return rangeNode(source, filter);
    case 'context':
      return contextNode(source, filter.key, filter.pattern);
    case 'text':
      return filter.words.length === 0
        ? EVERYTHING
        : rowsNode(common(filter.words.map((w) => source.tokenRows(tokenOf('word', w)))));
  }
}

/** `and` or `or`, with what is always so taken out; the cheapest and rarest first, so that the others are asked of few rows. */
function both(source: RowSource, is: 'and' | 'or', parts: readonly PlanNode[]): PlanNode {
  const [neutral, deciding] = is === 'and' ? [2, 0] : [0, 2];
  const left: PlanNode[] = [];
  let perhaps = false;
  // Such as lie within each other are one list first.
  for (const part of oneACodeColumn(
    source,
    is,
    parts.flatMap((p) => (p.is === is ? p.parts : [p])),
  )) {
    if (part.is !== 'all') left.push(part);
    else if (part.answer === deciding) return part;
    else if (part.answer !== neutral) perhaps = true;
  }
  if (perhaps) left.push(PERHAPS);
  if (left.length === 0) return { is: 'all', answer: neutral as 0 | 2 };
  if (left.length === 1) return left[0] as PlanNode;
  return { is, parts: left.sort((a, b) => COST[a.is] - COST[b.is]) };
}

/** Parts that ask codes of one column asked as one: a row is looked at once, and the longest duration of what matches is known better. */
function oneACodeColumn(source: RowSource, is: 'and' | 'or', parts: readonly PlanNode[]): PlanNode[] {
  const merged: PlanNode[] = parts.filter((part) => part.is !== 'codes');
  const codes = parts.filter((part) => part.is === 'codes');
  for (const column of CODE_COLUMNS) {
    const [first, ...more] = codes.filter((part) => part.column === column);
    if (first === undefined) continue;
    const answers = more.reduce(
      (all, part) => all.map((a, code) => (is === 'and' ? Math.min : Math.max)(a, part.answers[code] as number)),
      first.answers,
    );
    merged.push(more.length === 0 ? first : codesNode(source, column, (_, code) => answers[code] === 2));
  }
  return merged;
}

const COST: Readonly<Record<PlanNode['is'], number>> = {
  rows: 0,
  codes: 1,
  duration: 2,
  not: 3,
  or: 4,
  and: 4,
  all: 5,
};

const CODE_FIELDS: Partial<Record<TermField, readonly [CodeColumn, keyof CodeFields]>> = {
  transaction: ['what', 'transaction'],
  kind: ['what', 'kind'],
  method: ['what', 'method'],
  route: ['what', 'route'],
  server: ['origin', 'server'],
  version: ['origin', 'version'],
  outcome: ['result', 'outcome'],
};

function termNode(source: RowSource, field: TermField, pattern: string): PlanNode {
  const place = CODE_FIELDS[field];
  const fits = compilePattern(pattern);
  if (place !== undefined) {
    const [column, name] = place;
    return codesNode(source, column, (fields) => {
      const value = fields[name];
      return value !== undefined && fits(String(value));
    });
  }
  const kind = field as TokenKind;
  const exact = exactOf(pattern);
  if (exact !== undefined) return rowsNode(source.tokenRows(tokenOf(kind, exact)));
  if (kind !== 'type' && kind !== 'error' && kind !== 'level') return PERHAPS;
  const values = source.vocabulary().valuesOf(kind as ListedField);
  if (values === null) return PERHAPS;
  return rowsNode(union([...values].filter(fits).map((value) => source.tokenRows(tokenOf(kind, value)))));
}

function contextNode(source: RowSource, key: string, pattern: string): PlanNode {
  const exact = exactOf(pattern);
  if (exact !== undefined) return rowsNode(source.tokenRows(contextToken(key, exact)));
  const values = source.vocabulary().contextValues(key);
  if (values === undefined) return NOTHING;
  if (values === null) return PERHAPS;
  const fits = compilePattern(pattern);
  return rowsNode(union([...values].filter(fits).map((value) => source.tokenRows(contextToken(key, value)))));
}

type Range = Extract<RecordFilter, { readonly is: 'range' }>;

function rangeNode(source: RowSource, range: Range & { readonly field: RangeField }): PlanNode {
  const { min, max, minOpen, maxOpen } = range;
  const holds = (value: number): boolean =>
    (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
  if (range.field === 'status')
    return codesNode(source, 'result', ({ status }) => status !== undefined && holds(status));
  // A code is within half a microsecond of its duration: at the ends of the range the record decides.
  const from = min === Number.NEGATIVE_INFINITY ? 1 : codeNear(min, -1);
  const to = max === Number.POSITIVE_INFINITY ? 0xffffffff : codeNear(max, 1);
  const sureFrom = min === Number.NEGATIVE_INFINITY ? 1 : codeNear(min, 2);
  const sureTo = max === Number.POSITIVE_INFINITY ? 0xffffffff : max < 0.005 ? 0 : codeNear(max, -2);
  if (from > to) return NOTHING;
  // The greatest code stands for any longer duration too.
  return {
    is: 'duration',
    from,
    to,
    sureFrom,
    sureTo: sureTo === 0xffffffff && max !== Number.POSITIVE_INFINITY ? sureTo - 1 : sureTo,
  };
}

const codeNear = (ms: number, plus: number): number =>
  Math.min(Math.max(Math.round(ms * 1000) + 1 + plus, 1), 0xffffffff);

function codesNode(
  source: RowSource,
  column: CodeColumn,
  fits: (fields: CodeFields, code: number) => boolean,
): PlanNode {
  const { fields, counts } = source.table(column);
  const answers = new Uint8Array(fields.length);
  let matching = 0;
  let others = 0;
  fields.forEach((each, code) => {
    const rows = counts[code] as number;
    if (rows === 0) return;
    if (fits(each, code)) {
      answers[code] = 2;
      matching += rows;
    } else others += rows;
  });
  if (matching === 0) return NOTHING;
  return others === 0 ? EVERYTHING : { is: 'codes', column, answers };
}

const rowsNode = (rows: Uint32Array): PlanNode => (rows.length === 0 ? NOTHING : { is: 'rows', rows });

/** Positions that are in all lists. */
function common(lists: readonly Uint32Array[]): Uint32Array {
  const [first, ...others] = [...lists].sort((a, b) => a.length - b.length) as [Uint32Array, ...Uint32Array[]];
  return others.reduce((left, list) => left.filter((row) => isIn(list, row)), first);
}

function isIn(list: Uint32Array, row: number): boolean {
  const at = firstFrom(list, row);
  return list[at] === row;
}

/** The first place in an ascending list whose value is at least `row`. */
export function firstFrom(list: Uint32Array, row: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) >= row) high = middle;
    else low = middle + 1;
  }
  return low;
}

function union(lists: readonly Uint32Array[]): Uint32Array {
  if (lists.length <= 1) return lists[0] ?? new Uint32Array(0);
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let length = 0;
  for (const list of lists) {
    all.set(list, length);
    length += list.length;
  }
  all.sort();
  let distinct = 0;
  for (let i = 0; i < length; i++) if (i === 0 || all[i] !== all[i - 1]) all[distinct++] = all[i] as number;
  return all.slice(0, distinct);
}

/** Positions of which one must match: undefined where nothing but looking at all of them tells. */
export function candidatesOf(node: PlanNode): Uint32Array | undefined {
  if (node.is === 'rows') return node.rows;
  if (node.is === 'and') {
    const lists = node.parts.map(candidatesOf).filter((list) => list !== undefined);
    return lists.sort((a, b) => a.length - b.length)[0];
  }
  if (node.is !== 'or') return undefined;
  const lists = node.parts.map(candidatesOf);
  return lists.every((list) => list !== undefined) ? union(lists) : undefined;
}

/** True where a row's answer may be 1. */
export function isUnsure(node: PlanNode): boolean {
  switch (node.is) {
    case 'all':
      return node.answer === 1;
    case 'codes':
      return false;
    case 'duration':
      return node.from !== node.sureFrom || node.to !== node.sureTo;
    case 'rows':
      return true;
    case 'not':
      return isUnsure(node.part);
    default:
      return node.parts.some(isUnsure);
  }
}

/** No row that matches has a shorter duration than this code; none a longer one than the answer's `to`. */
export function durationBounds(node: PlanNode): { readonly from: number; readonly to: number } {
  const all = { from: 0, to: 0xffffffff };
  if (node.is === 'duration') return node;
  if (node.is !== 'and') return all;
  return node.parts
    .map(durationBounds)
    .reduce((a, b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }), all);
}

/** The longest duration that a matching row of the source can have, as a code. */
export function longestOf(source: RowSource, node: PlanNode): number {
  if (node.is === 'codes') {
    const { longest } = source.table(node.column);
    return longest.reduce((most, each, code) => (node.answers[code] === 0 ? most : Math.max(most, each)), 0);
  }
  if (node.is === 'and') return Math.min(...node.parts.map((part) => longestOf(source, part)));
  if (node.is === 'or') return Math.max(...node.parts.map((part) => longestOf(source, part)));
  if (node.is === 'all' && node.answer === 0) return 0;
  const whole = source.table('weight').longest.reduce((most, each) => Math.max(most, each), 0);
  return node.is === 'duration' ? Math.min(whole, node.to) : whole;
}
