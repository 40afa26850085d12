/**
 * Untagged names as the tag index sees them: each path is the value of the tag `name`, and has no other tag. They are not listed a second
 * time: one name is looked up in the tree, what starts with a prefix is a walk in order, and patterns are tried on one series after the
 * other.
 */
import { APDEX_LEAVES, type SeriesKind, TIMER_LEAVES } from '@carpy/core';
import type { SeriesMatch } from '../store.ts';
import { NO_NODE, type NodeTable, ROOT } from './node-table.ts';

const NO_LEAVES: readonly string[] = [];
/** The virtual leaves of a record. */
export const leavesOf = (kind: SeriesKind | undefined): readonly string[] =>
  kind === 'timer' ? TIMER_LEAVES : kind === 'apdex' ? APDEX_LEAVES : NO_LEAVES;

export class UntaggedNames {
  readonly #nodes: NodeTable;
  readonly #kindAt: (node: number) => SeriesKind | undefined;

  /** `kindAt` answers the kind of a node's series, undefined where there is none. */
  constructor(nodes: NodeTable, kindAt: (node: number) => SeriesKind | undefined) {
    this.#nodes = nodes;
    this.#kindAt = kindAt;
  }

  /** The leaf of exactly this path, a record's virtual ones too; wildcards stand for themselves. */
  at(path: string): SeriesMatch | undefined {
    const node = this.#nodes.at(path);
    const kind = this.#kindAt(node);
    if (kind !== undefined && kind !== 'timer')
      return { id: this.#nodes.idOf(node), path, kind, leaf: kind === 'apdex' ? 'score' : undefined };
    const dot = path.lastIndexOf('.');
    const record = dot < 0 ? NO_NODE : this.#nodes.at(path.slice(0, dot));
    const recordKind = this.#kindAt(record);
    const leaf = path.slice(dot + 1);
    if (recordKind === undefined || !leavesOf(recordKind).includes(leaf)) return undefined;
    return { id: this.#nodes.idOf(record), path, kind: recordKind, leaf };
  }

  /** Grows when a walk that is under way must begin anew. */
  get removals(): number {
    return this.#nodes.removals;
  }

  /** All series, but for branches that begin as nothing that is looked for does. Names may be added on the way, and removed only after the end. */
  *walk(mayStart: (path: string) => boolean): Generator<UntaggedSeries> {
    const stack: [node: number, base: string][] = [[ROOT, '']];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [node, base] = top;
      for (let child = this.#nodes.firstChild(node); child !== NO_NODE; child = this.#nodes.nextSibling(child)) {
        const path = base + this.#nodes.nameOf(child);
        if (!mayStart(path)) continue;
        const kind = this.#kindAt(child);
        if (kind !== undefined) yield { id: this.#nodes.idOf(child), path, kind };
        if (this.#nodes.firstChild(child) !== NO_NODE) stack.push([child, `${path}.`]);
      }
    }
  }

  /** The first `limit` leaves, by path, whose path starts with `prefix`. */
  first(prefix: string, limit: number): string[] {
    const out: string[] = [];
    this.#collect(ROOT, '', prefix, limit, out);
    return out;
  }

  /** A leaf stands before what lies below its own name, and others may stand between: a, a-b, a.c. So both are sorted as entries. */
  #collect(node: number, base: string, prefix: string, limit: number, out: string[]): void {
    const entries = new FirstTexts(limit - out.length);
    const below = new Map<string, number>();
    for (const leaf of leavesOf(this.#kindAt(node))) if ((base + leaf).startsWith(prefix)) entries.add(base + leaf);
    for (let child = this.#nodes.firstChild(node); child !== NO_NODE; child = this.#nodes.nextSibling(child)) {
      const path = base + this.#nodes.nameOf(child);
      const kind = this.#kindAt(child);
      if (kind !== undefined && kind !== 'timer' && path.startsWith(prefix)) entries.add(path);
      const inner = `${path}.`;
      const has = this.#nodes.firstChild(child) !== NO_NODE || leavesOf(kind).length > 0;
      if (!has || !(inner.startsWith(prefix) || prefix.startsWith(inner)) || !entries.add(inner)) continue;
      below.set(inner, child);
    }
    for (const entry of entries.sorted()) {
      if (out.length >= limit) return;
      const child = below.get(entry);
      if (child === undefined) out.push(entry);
      else this.#collect(child, entry, prefix, limit, out);
    }
  }
}

/** The least `limit` of many texts. */
export class FirstTexts {
  readonly #limit: number;
  #texts: string[] = [];
  /** None past it can be among them; undefined while there is room. */
  #bound: string | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when there are enough before it. */
  add(text: string): boolean {
    if (this.#bound !== undefined && text >= this.#bound) return false;
    this.#texts.push(text);
    if (this.#texts.length >= 2 * this.#limit) this.#cut();
    return true;
  }

  sorted(): string[] {
    this.#cut();
    return this.#texts;
  }

  #cut(): void {
    this.#texts.sort();
    if (this.#texts.length <= this.#limit) return;
    this.#texts = this.#texts.slice(0, this.#limit);
    this.#bound = this.#texts.at(-1);
  }
}

/** An untagged series, by its own path. */
export interface UntaggedSeries {
  readonly id: number;
  readonly path: string;
  readonly kind: SeriesKind;
}

/** Its leaves; those of a record share its id. */
export const leafMatches = ({ id, path, kind }: UntaggedSeries): SeriesMatch[] => [
  ...(kind === 'timer' ? [] : [{ id, path, kind, leaf: kind === 'apdex' ? 'score' : undefined }]),
  ...leavesOf(kind).map((leaf) => ({ id, path: `${path}.${leaf}`, kind, leaf })),
];
