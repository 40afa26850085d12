/**
 * The way of a name through the tree, as far as it is known: one look at each segment serves whatever is asked of a name that may be new.
 *
 * Hot: once a declared name (bench/store/index-names.mjs, bench/store/carbon-lines.mjs).
 */
import { NO_NODE, type NodeTable, ROOT, segmentEnd } from './node-table.ts';
import { NO_TEXT } from './text-table.ts';

const MAX_SEGMENTS = 256;

export class NameWay {
  readonly #nodes: NodeTable;
  /** Nodes of the segments that are known, and where each segment ends. */
  readonly #known = new Uint32Array(MAX_SEGMENTS);
  readonly #ends = new Uint32Array(MAX_SEGMENTS);
  #knownCount = 0;
  #segments = 0;

  constructor(nodes: NodeTable) {
    this.#nodes = nodes;
  }

  /** Looks at a path. Answers its node, or NO_NODE; `whyNot` and `make` are of this path until the next look. */
  look(path: string): number {
    const nodes = this.#nodes;
    let node = ROOT;
    let segments = 0;
    let known = 0;
    for (let start = 0, end = 0; end < path.length; start = end + 1) {
      end = segmentEnd(path, start);
      if (segments < MAX_SEGMENTS) this.#ends[segments] = end;
      segments++;
      if (known < segments - 1 || segments > MAX_SEGMENTS) continue;
      const text = nodes.texts.find(path, start, end);
      node = text === NO_TEXT ? NO_NODE : nodes.child(node, text);
      if (node !== NO_NODE) this.#known[known++] = node;
    }
    this.#segments = segments;
    this.#knownCount = known;
    return known === segments ? node : NO_NODE;
  }

  /** Why there can be no series at the path; undefined when there can. `record`: it would be one, with leaves below it of its own. */
  whyNot(path: string, record: boolean, isRecord: (node: number) => boolean): string | undefined {
    if (this.#segments > MAX_SEGMENTS) return `it has over ${MAX_SEGMENTS} segments`;
    for (let i = 0, start = 0; i < this.#segments; i++) {
      const end = this.#ends[i] as number;
      if (end === start || end === path.length - 1) return 'it has an empty segment';
      start = end + 1;
    }
    for (let i = 0; i < this.#knownCount && i < this.#segments - 1; i++)
      if (isRecord(this.#known[i] as number)) return 'it lies under a record';
    return record && this.#knownCount === this.#segments ? 'a record can have no series below it' : undefined;
  }

  /** Makes the nodes that are missing; answers that of the whole path. */
  make(path: string): number {
    let at = this.#knownCount;
    let node = at === 0 ? ROOT : (this.#known[at - 1] as number);
    for (; at < this.#segments; at++) {
      const start = at === 0 ? 0 : (this.#ends[at - 1] as number) + 1;
      node = this.#nodes.make(node, path, start, this.#ends[at] as number);
    }
    return node;
  }
}
