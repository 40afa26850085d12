/**
 * Found nodes as they cross threads: one text and a number each. A list of objects takes several times longer to hand over, on the store's
 * thread too (bench/graphite/find.mjs).
 */
import type { FoundNode } from '@carpy/store';

export interface PackedNodes {
  /** All paths, one after the other. */
  readonly paths: string;
  /** Of each node four times the length of its path, in UTF-16 units, and its leaf and branch in the lowest two bits. */
  readonly nodes: Uint32Array<ArrayBuffer>;
}

const LEAF = 1;
const BRANCH = 2;
const FLAGS = 4;

export function packNodes(found: readonly FoundNode[]): PackedNodes {
  const nodes = new Uint32Array(found.length);
  const paths: string[] = [];
  for (const [i, { path, leaf, branch }] of found.entries()) {
    paths.push(path);
    nodes[i] = path.length * FLAGS + (leaf ? LEAF : 0) + (branch ? BRANCH : 0);
  }
  return { paths: paths.join(''), nodes };
}

export function unpackNodes({ paths, nodes }: PackedNodes): FoundNode[] {
  const found: FoundNode[] = [];
  let from = 0;
  for (const packed of nodes) {
    const until = from + Math.floor(packed / FLAGS);
    const path = paths.slice(from, until);
    const name = path.slice(path.lastIndexOf('.') + 1);
    found.push({ path, name, leaf: (packed & LEAF) !== 0, branch: (packed & BRANCH) !== 0 });
    from = until;
  }
  return found;
}
