/**
 * A filter made ready for one source: what it asks of codes, durations and tokens. A row is answered 0 (does not match), 1 (may: its record
 * is to be looked at) or 2 (does). So `and` is the least of its parts, `or` the greatest, and `not` two minus its part.
 */
import type { CodeColumn } from './row-codes.ts';
import type { RowSource } from './row-source.ts';

export type PlanNode =
  | { readonly is: 'all'; readonly answer: 0 | 1 | 2 }
  | CodesNode
  | DurationNode
  /** Positions that may match, ascending; no other one does. */
  | { readonly is: 'rows'; readonly rows: Uint32Array }
  | { readonly is: 'and' | 'or'; readonly parts: readonly PlanNode[] }
  | { readonly is: 'not'; readonly part: PlanNode };

/** By code of a column, 0 or 2. */
export interface CodesNode {
  readonly is: 'codes';
  readonly column: CodeColumn;
  readonly answers: Uint8Array;
  /** So many of the source match. */
  readonly rows: number;
}

/** Codes of durations: those of [sureFrom, sureTo] match, those of [from, to] may. */
export interface DurationNode {
  readonly is: 'duration';
  readonly from: number;
  readonly to: number;
  readonly sureFrom: number;
  readonly sureTo: number;
}

export const NOTHING: PlanNode = { is: 'all', answer: 0 };
export const EVERYTHING: PlanNode = { is: 'all', answer: 2 };
export const PERHAPS: PlanNode = { is: 'all', answer: 1 };

/** The first place from `from` on, before `until`, in an ascending list whose value is at least `row`; else `until`. */
export function firstFrom(list: Uint32Array, row: number, from = 0, until: number = list.length): number {
  let low = from;
  let high = until;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) >= row) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function union(lists: readonly Uint32Array[]): Uint32Array {
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

/** What a row must be to match, where that is asked for. */
export function keyOf(node: PlanNode): CodesNode | undefined {
  const parts = node.is === 'and' ? node.parts : [node];
  return parts.find((part): part is CodesNode => part.is === 'codes' && part.column === 'what');
}

/** What is left to ask of rows that `part`, the node itself or one that it demands, matches for sure. */
export function without(node: PlanNode, part: PlanNode): PlanNode {
  if (node === part) return EVERYTHING;
  if (node.is !== 'and') return node;
  const left = node.parts.filter((each) => each !== part);
  return left.length === 1 ? (left[0] as PlanNode) : { is: 'and', parts: left };
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
    let most = 0;
    for (let code = 0; code < longest.length; code++)
      if (node.answers[code] !== 0 && (longest[code] as number) > most) most = longest[code] as number;
    return most;
  }
  if (node.is === 'and') return Math.min(...node.parts.map((part) => longestOf(source, part)));
  if (node.is === 'or') return Math.max(...node.parts.map((part) => longestOf(source, part)));
  if (node.is === 'all' && node.answer === 0) return 0;
  const whole = source.table('weight').longest.reduce((most, each) => Math.max(most, each), 0);
  return node.is === 'duration' ? Math.min(whole, node.to) : whole;
}
