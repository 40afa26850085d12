/**
 * All names in memory: a trie of path segments, found by glob. Series' ids are dense from 0 and their nodes are kept by id, so that
 * a path needs no string of its own. Records (timers, Apdex) are one node; their leaves are virtual. Tagged names (with a `;`) lie
 * outside the tree and are found by their exact name only.
 *
 * Hot: find and resolve (bench/store/index.mjs). A node's children stand in a Map; their order is made when first asked for.
 */
import { APDEX_LEAVES, CarpyError, NAME_LIMITS, type SeriesKind, TIMER_LEAVES } from '@carpy/core';
import type { FoundNode, SeriesMatch } from '../store.ts';
import { compileSegment, type SegmentMatcher, splitPattern } from './glob.ts';

/** Characters of a tagged name: 20 tags of 256 bytes and a path fit. */
const MAX_TAGGED_LENGTH = 8_192;
const MAX_SEGMENTS = 256;

interface TreeNode {
  readonly name: string;
  readonly parent: TreeNode | undefined;
  children: Map<string, TreeNode> | undefined;
  /** Children by name in code unit order; made when first needed, dropped when a child comes. */
  ordered: readonly TreeNode[] | undefined;
  /** −1 where no series has this path. */
  id: number;
  kind: SeriesKind;
}

export type DeclareResult = { readonly id: number; readonly made: boolean } | 'rejected';

export class NameTree {
  readonly #root: TreeNode = node('', undefined);
  readonly #tagged = new Map<string, TreeNode>();
  readonly #byId: TreeNode[] = [];

  /** Ids given so far. */
  get count(): number {
    return this.#byId.length;
  }

  /** Undefined for an unknown id. */
  kindOf(id: number): SeriesKind | undefined {
    const found = this.#byId[id];
    return found === undefined || found.id < 0 ? undefined : found.kind;
  }

  /** The full name of a series; undefined for an unknown id. */
  nameOf(id: number): string | undefined {
    const found = this.#byId[id];
    return found === undefined || found.id < 0 ? undefined : pathOf(found);
  }

  /**
   * The id of a name, made if it is new. Rejected: another kind than the first, a path at or under a record, a record over paths
   * that are there already, and names with empty segments or beyond the bounds.
   */
  declare(name: string, kind: SeriesKind): DeclareResult {
    // A lone surrogate has no UTF-8, so such a name would come back from disk as another one.
    if (name.length === 0 || /\p{Surrogate}/u.test(name)) return 'rejected';
    if (name.includes(';')) return this.#declareTagged(name, kind);
    if (name.length > NAME_LIMITS.pathBytes) return 'rejected';
    const segments = name.split('.');
    if (segments.length > MAX_SEGMENTS || segments.includes('')) return 'rejected';
    let at = this.#root;
    // Walked first, made after: a rejected name must leave no branch behind.
    let known = 0;
    for (; known < segments.length; known++) {
      const child = at.children?.get(segments[known] as string);
      if (child === undefined) break;
      at = child;
      if (isRecord(at) && known < segments.length - 1) return 'rejected';
    }
    if (known === segments.length) {
      if (at.id >= 0) return at.kind === kind ? { id: at.id, made: false } : 'rejected';
      if (isRecordKind(kind) && at.children !== undefined) return 'rejected';
    } else {
      if (isRecord(at)) return 'rejected';
      for (let i = known; i < segments.length; i++) at = addChild(at, segments[i] as string);
    }
    return this.#give(at, kind);
  }

  /** As `declare`, but makes nothing: a new name is rejected. */
  existing(name: string, kind: SeriesKind): DeclareResult {
    const found = this.#tagged.get(name) ?? this.#nodeAt(name);
    return found !== undefined && found.id >= 0 && found.kind === kind ? { id: found.id, made: false } : 'rejected';
  }

  /** Takes the next id for no name: its declaration was lost with a damaged part of the disk, and no other series may inherit its values. */
  reserve(): void {
    this.#byId.push(node('', undefined));
  }

  #nodeAt(path: string): TreeNode | undefined {
    let at: TreeNode | undefined = this.#root;
    for (const segment of path.split('.')) at = at?.children?.get(segment);
    return at;
  }

  #declareTagged(name: string, kind: SeriesKind): DeclareResult {
    if (name.length > MAX_TAGGED_LENGTH) return 'rejected';
    const found = this.#tagged.get(name);
    if (found !== undefined) return found.kind === kind ? { id: found.id, made: false } : 'rejected';
    const made = node(name, undefined);
    this.#tagged.set(name, made);
    return this.#give(made, kind);
  }

  #give(to: TreeNode, kind: SeriesKind): DeclareResult {
    to.id = this.#byId.push(to) - 1;
    to.kind = kind;
    return { id: to.id, made: true };
  }

  /** See SeriesGroup.find. */
  find(pattern: string): FoundNode[] {
    const matchers = splitPattern(pattern).map(compileSegment);
    const last = matchers.pop() as SegmentMatcher;
    const found: FoundNode[] = [];
    for (const parent of this.#walk(matchers)) {
      const path = pathOf(parent);
      for (const child of matching(parent, last)) {
        const leaf = child.id >= 0 && child.kind !== 'timer';
        found.push({
          path: join(path, child.name),
          name: child.name,
          leaf,
          branch: child.children !== undefined || isRecord(child),
        });
      }
      for (const leaf of leavesOf(parent)) {
        if (matches(last, leaf)) found.push({ path: join(path, leaf), name: leaf, leaf: true, branch: false });
      }
    }
    return found.sort((a, b) => order(a.name, b.name) || order(a.path, b.path));
  }

  /** See SeriesGroup.resolve. */
  resolve(pattern: string, limit: number): SeriesMatch[] {
    const exact = this.#tagged.get(pattern);
    if (exact !== undefined) return [{ id: exact.id, path: pattern, kind: exact.kind, leaf: undefined }];
    const matchers = splitPattern(pattern).map(compileSegment);
    const last = matchers.pop() as SegmentMatcher;
    const found: SeriesMatch[] = [];
    const add = (match: SeriesMatch): void => {
      if (found.length >= limit) throw tooMany(pattern, limit);
      found.push(match);
    };
    for (const parent of this.#walk(matchers)) {
      const path = pathOf(parent);
      for (const child of matching(parent, last)) {
        if (child.id < 0 || child.kind === 'timer') continue;
        // An Apdex' own path answers as its score.
        add({
          id: child.id,
          path: join(path, child.name),
          kind: child.kind,
          leaf: child.kind === 'apdex' ? 'score' : undefined,
        });
      }
      for (const leaf of leavesOf(parent)) {
        if (matches(last, leaf)) add({ id: parent.id, path: join(path, leaf), kind: parent.kind, leaf });
      }
    }
    return found.sort((a, b) => order(a.path, b.path));
  }

  /** See SeriesGroup.resolveRecords. */
  resolveRecords(pattern: string, limit: number): SeriesMatch[] {
    const found: SeriesMatch[] = [];
    for (const match of this.#walk(splitPattern(pattern).map(compileSegment))) {
      if (!isRecord(match)) continue;
      if (found.length >= limit) throw tooMany(pattern, limit);
      found.push({ id: match.id, path: pathOf(match), kind: match.kind, leaf: undefined });
    }
    return found.sort((a, b) => order(a.path, b.path));
  }

  /** The nodes that a path of matchers leads to, in tree order. */
  #walk(matchers: readonly SegmentMatcher[]): TreeNode[] {
    let level: TreeNode[] = [this.#root];
    for (const matcher of matchers) {
      const next: TreeNode[] = [];
      for (const parent of level) for (const child of matching(parent, matcher)) next.push(child);
      level = next;
    }
    return level;
  }
}

function node(name: string, parent: TreeNode | undefined): TreeNode {
  return { name, parent, children: undefined, ordered: undefined, id: -1, kind: 'plain' };
}

function addChild(parent: TreeNode, name: string): TreeNode {
  const child = node(name, parent);
  parent.children ??= new Map();
  parent.children.set(name, child);
  parent.ordered = undefined;
  return child;
}

function* matching(parent: TreeNode, matcher: SegmentMatcher): Generator<TreeNode> {
  const { children } = parent;
  if (children === undefined) return;
  if (matcher.literals !== undefined) {
    for (const literal of matcher.literals) {
      const child = children.get(literal);
      if (child !== undefined) yield child;
    }
    return;
  }
  parent.ordered ??= [...children.values()].sort((a, b) => order(a.name, b.name));
  for (const child of parent.ordered) if (matcher.matches(child.name)) yield child;
}

const matches = (matcher: SegmentMatcher, name: string): boolean =>
  matcher.literals === undefined ? matcher.matches(name) : matcher.literals.includes(name);

const isRecordKind = (kind: SeriesKind): boolean => kind === 'timer' || kind === 'apdex';
const isRecord = (n: TreeNode): boolean => n.id >= 0 && isRecordKind(n.kind);
const leavesOf = (n: TreeNode): readonly string[] =>
  !isRecord(n) ? [] : n.kind === 'timer' ? TIMER_LEAVES : APDEX_LEAVES;
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function pathOf(n: TreeNode): string {
  let path = n.name;
  for (let p = n.parent; p?.parent !== undefined; p = p.parent) path = `${p.name}.${path}`;
  return path;
}

const tooMany = (pattern: string, limit: number): CarpyError =>
  new CarpyError('CARPY_TOO_MUCH', `'${pattern.slice(0, 200)}' matches more than ${limit} series; narrow it`);
