/** The rows of a request's timeline: children in the order in which they began, nested, equal neighbours folded, gaps between. Pure. */
import type { RecordChild } from '@carpy/core';
import { busySpans, type Span } from './causes.ts';

export interface ChildRow {
  readonly is: 'child';
  readonly key: string;
  readonly depth: number;
  readonly name: string;
  readonly failed: number;
  /** Each call: one, or those that were folded. */
  readonly spans: readonly (Span & { readonly failed: boolean })[];
  /** Of all calls together. */
  readonly durationMs: number;
  /** True where it began before its neighbour above had ended. */
  readonly parallel: boolean;
}

export interface GapRow {
  readonly is: 'gap';
  readonly key: string;
  readonly span: Span;
}

export type TimelineRow = ChildRow | GapRow;

/** Gaps under this share of the request are left out: between two calls there is always something. */
const SMALLEST_GAP_SHARE = 0.02;

interface Node {
  readonly index: number;
  readonly child: RecordChild;
  readonly children: Node[];
}

/** `unfolded`: keys of folded rows that stand open. */
export function timelineRows(
  children: readonly RecordChild[],
  durationMs: number,
  unfolded: ReadonlySet<string> = new Set(),
): readonly TimelineRow[] {
  const roots = treeOf(children);
  const gaps = gapsOf(children, durationMs);
  const rows: TimelineRow[] = [];
  let nextGap = 0;
  const gapsBefore = (atMs: number): void => {
    for (let gap = gaps[nextGap]; gap !== undefined && gap.fromMs < atMs; gap = gaps[++nextGap])
      rows.push({ is: 'gap', key: `gap-${nextGap}`, span: gap });
  };
  const add = (siblings: readonly Node[], depth: number): void => {
    let endMs = 0;
    for (const run of runsOf(siblings, unfolded)) {
      const first = run[0] as Node;
      if (depth === 0) gapsBefore(first.child.startOffsetMs);
      rows.push(rowOf(run, depth, first.child.startOffsetMs < endMs));
      endMs = Math.max(endMs, ...run.map(({ child }) => child.startOffsetMs + child.durationMs));
      if (run.length === 1) add(first.children, depth + 1);
    }
  };
  add(roots, 0);
  gapsBefore(Number.POSITIVE_INFINITY);
  return rows;
}

/** A parent that is not there, or comes later, counts as the transaction: what an agent sends must not hang us. */
function treeOf(children: readonly RecordChild[]): readonly Node[] {
  const nodes: Node[] = children.map((child, index) => ({ index, child, children: [] }));
  const roots: Node[] = [];
  for (const node of nodes) {
    const { parent } = node.child;
    const above = parent >= 0 && parent < node.index ? nodes[parent] : undefined;
    (above?.children ?? roots).push(node);
  }
  const byStart = (a: Node, b: Node): number => a.child.startOffsetMs - b.child.startOffsetMs || a.index - b.index;
  roots.sort(byStart);
  for (const node of nodes) node.children.sort(byStart);
  return roots;
}

export const foldKey = (index: number): string => `fold-${index}`;

/** Neighbours of one name and no children of their own are one run; others are a run each. */
function runsOf(siblings: readonly Node[], unfolded: ReadonlySet<string>): readonly (readonly Node[])[] {
  const runs: Node[][] = [];
  let run: Node[] = [];
  const end = (): void => {
    const first = run[0];
    if (first !== undefined && run.length > 1 && unfolded.has(foldKey(first.index)))
      for (const node of run) runs.push([node]);
    else if (first !== undefined) runs.push(run);
    run = [];
  };
  for (const node of siblings) {
    const last = run.at(-1);
    const folds =
      last !== undefined && last.child.name === node.child.name && last.children.length + node.children.length === 0;
    if (!folds) end();
    run.push(node);
  }
  end();
  return runs;
}

function rowOf(run: readonly Node[], depth: number, parallel: boolean): ChildRow {
  const first = run[0] as Node;
  const spans = run.map(({ child }) => ({
    fromMs: child.startOffsetMs,
    toMs: child.startOffsetMs + child.durationMs,
    failed: child.outcome === 'error',
  }));
  return {
    is: 'child',
    key: run.length > 1 ? foldKey(first.index) : `child-${first.index}`,
    depth,
    name: first.child.name,
    failed: spans.filter((span) => span.failed).length,
    spans,
    durationMs: run.reduce((sum, { child }) => sum + child.durationMs, 0),
    parallel,
  };
}

/** Where no child of the transaction ran. */
function gapsOf(children: readonly RecordChild[], durationMs: number): readonly Span[] {
  const gaps: Span[] = [];
  let fromMs = 0;
  const add = (toMs: number): void => {
    if (toMs - fromMs >= durationMs * SMALLEST_GAP_SHARE && toMs > fromMs) gaps.push({ fromMs, toMs });
  };
  for (const span of busySpans(
    children.filter((child) => child.parent < 0),
    durationMs,
  )) {
    add(span.fromMs);
    fromMs = span.toMs;
  }
  add(durationMs);
  return gaps;
}

/** Round offsets for the axis, the end not among them: 0, 500, 1,000 … */
export function timelineTicks(durationMs: number, most: number): readonly number[] {
  if (!(durationMs > 0)) return [0];
  const raw = durationMs / most;
  const size = 10 ** Math.floor(Math.log10(raw));
  // Nearer to the end a label would run into that of the end.
  const endMs = durationMs * 0.9;
  const round = ([1, 2, 2.5, 5, 10].find((factor) => factor * size >= raw) ?? 10) * size;
  const step = round < endMs ? round : round / 2;
  const ticks: number[] = [];
  for (let at = 0; at < endMs; at += step) ticks.push(at);
  return ticks;
}
