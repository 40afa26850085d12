/**
 * The tree of path segments as columns of numbers: a node is a number, 0 the root and "none". A child is found by one table of
 * (parent, segment) for all nodes; children hang on a list in no order, since answers are sorted. Freed nodes are used again.
 *
 * Hot: `child` and the lists (bench/store/index-names.mjs).
 */
import { ROOT as CARPY } from '@carpy/core';
import { grown, IdSlots, mix, randomSeed } from './id-slots.ts';
import { NO_TEXT, TextTable } from './text-table.ts';

export const ROOT = 0;
export const NO_NODE = 0;
/** The series of a node that has none. */
export const NO_ID = -1;

const FIRST_NODES = 256;
const DOT = 46;

export class NodeTable {
  readonly texts: TextTable = new TextTable();
  readonly #seed = randomSeed();
  readonly #edges = new IdSlots((node) => this.#hash(this.#parents[node] as number, this.#segments[node] as number));
  #parents = new Uint32Array(FIRST_NODES);
  #segments = new Uint32Array(FIRST_NODES);
  #first = new Uint32Array(FIRST_NODES);
  /** Siblings; a free node's `next` is the next free one. */
  #next = new Uint32Array(FIRST_NODES);
  #previous = new Uint32Array(FIRST_NODES);
  /** The series' id and one; 0 for none. */
  #ids = new Uint32Array(FIRST_NODES);
  #days = new Uint16Array(FIRST_NODES);
  #count = 1;
  #free = NO_NODE;
  /** Grows with each node that goes: whoever holds nodes across such a change holds others. */
  removals = 0;

  parentOf(node: number): number {
    return this.#parents[node] as number;
  }

  segmentOf(node: number): number {
    return this.#segments[node] as number;
  }

  nameOf(node: number): string {
    return this.texts.textOf(this.#segments[node] as number);
  }

  firstChild(node: number): number {
    return this.#first[node] as number;
  }

  nextSibling(node: number): number {
    return this.#next[node] as number;
  }

  /** The series at this node's path, or NO_ID. */
  idOf(node: number): number {
    return (this.#ids[node] as number) - 1;
  }

  setId(node: number, id: number): void {
    this.#ids[node] = id + 1;
  }

  /** The last day noted on a server; 0 for none. */
  dayOf(node: number): number {
    return this.#days[node] as number;
  }

  /** Notes a day on the server (`carpy.<app>.<server>`) of a node; nothing where the node is of none. */
  noteServer(from: number, day: number): void {
    // The last three nodes on the way to the root: when the way ends they are server, app and `carpy`.
    let server = NO_NODE;
    let app = NO_NODE;
    let top = NO_NODE;
    for (let node = from; node !== ROOT; node = this.#parents[node] as number) {
      server = app;
      app = top;
      top = node;
    }
    if (server === NO_NODE || day <= (this.#days[server] as number)) return;
    if (this.#segments[top] !== this.texts.find(CARPY)) return;
    this.#days[server] = day;
  }

  /** The child under a segment's number, or NO_NODE. */
  child(parent: number, segment: number): number {
    const edges = this.#edges;
    for (let place = edges.start(this.#hash(parent, segment)); ; place = edges.next(place)) {
      const node = edges.at(place);
      if (node === NO_NODE || (this.#segments[node] === segment && this.#parents[node] === parent)) return node;
    }
  }

  /** The node of a path, or NO_NODE. */
  at(path: string): number {
    let node = ROOT;
    for (let start = 0; ; ) {
      const end = segmentEnd(path, start);
      const segment = this.texts.find(path, start, end);
      node = segment === NO_TEXT ? NO_NODE : this.child(node, segment);
      if (node === NO_NODE || end === path.length) return node;
      start = end + 1;
    }
  }

  /** Makes the child under text[from, to), which is not there. */
  make(parent: number, text: string, from: number, to: number): number {
    const segment = this.texts.use(text, from, to);
    const node = this.#take();
    this.#parents[node] = parent;
    this.#segments[node] = segment;
    const sibling = this.#first[parent] as number;
    this.#next[node] = sibling;
    if (sibling !== NO_NODE) this.#previous[sibling] = node;
    this.#first[parent] = node;
    this.#edges.insert(this.#hash(parent, segment), node);
    return node;
  }

  /** Drops a node that has neither series nor children, and each parent that then has neither. */
  prune(from: number): void {
    let node = from;
    while (node !== ROOT && this.#ids[node] === 0 && this.#first[node] === NO_NODE) {
      const parent = this.#parents[node] as number;
      this.#unlink(node, parent);
      node = parent;
    }
  }

  pathOf(node: number): string {
    if (node === ROOT) return '';
    let path = this.nameOf(node);
    for (let p = this.#parents[node] as number; p !== ROOT; p = this.#parents[p] as number)
      path = `${this.nameOf(p)}.${path}`;
    return path;
  }

  /** As TextTable.asciiBefore, for a whole path. */
  asciiBefore(of: number, into: Uint8Array): number {
    let begin = into.length;
    for (let node = of; node !== ROOT; node = this.#parents[node] as number) {
      if (node !== of) into[--begin] = DOT;
      begin = this.texts.asciiBefore(this.#segments[node] as number, into, begin);
      if (begin < 0) return begin;
    }
    return begin;
  }

  /** Calls `visit` for a node and all below it. `visit` must not change the tree. */
  walk(top: number, visit: (node: number) => void): void {
    const stack = [top];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      visit(node);
      for (let c = this.#first[node] as number; c !== NO_NODE; c = this.#next[c] as number) stack.push(c);
    }
  }

  #hash(parent: number, segment: number): number {
    return mix(Math.imul(parent ^ this.#seed, 0x9e3779b1) ^ Math.imul(segment, 0x85ebca6b));
  }

  #take(): number {
    if (this.#free !== NO_NODE) {
      const node = this.#free;
      this.#free = this.#next[node] as number;
      return node;
    }
    const node = this.#count++;
    this.#parents = grown(this.#parents, node);
    this.#segments = grown(this.#segments, node);
    this.#first = grown(this.#first, node);
    this.#next = grown(this.#next, node);
    this.#previous = grown(this.#previous, node);
    this.#ids = grown(this.#ids, node);
    this.#days = grown(this.#days, node);
    return node;
  }

  #unlink(node: number, parent: number): void {
    const segment = this.#segments[node] as number;
    const next = this.#next[node] as number;
    const previous = this.#previous[node] as number;
    this.removals++;
    this.#edges.remove(this.#hash(parent, segment), node);
    if (previous === NO_NODE) this.#first[parent] = next;
    else this.#next[previous] = next;
    if (next !== NO_NODE) this.#previous[next] = previous;
    this.texts.drop(segment);
    this.#previous[node] = NO_NODE;
    this.#segments[node] = NO_TEXT;
    this.#parents[node] = NO_NODE;
    this.#days[node] = 0;
    this.#next[node] = this.#free;
    this.#free = node;
  }
}

/** The end of the segment that starts at `start`: its dot or the path's end. */
export function segmentEnd(path: string, start: number): number {
  const dot = path.indexOf('.', start);
  return dot < 0 ? path.length : dot;
}
