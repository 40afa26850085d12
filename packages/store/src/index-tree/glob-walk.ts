/**
 * find and resolve: a glob's way through the tree, a level a segment. Hot (bench/store/index-names.mjs): a literal is looked up in the
 * table of all edges, and on wide levels a pattern is tried once for each segment's text, not for each node.
 *
 * Silent servers (`carpy.<app>.<server>`) are left out where a wildcard stands for them, and apps that have no other.
 */
import { ROOT as CARPY, CarpyError, type SeriesKind } from '@carpy/core';
import { kindOfTraits } from '../schema/schema.ts';
import type { FindOptions, FoundNode, SeriesMatch } from '../store.ts';
import { anyName, compileSegment, type SegmentMatcher, splitPattern } from './glob.ts';
import { NO_ID, NO_NODE, type NodeTable, ROOT } from './node-table.ts';
import { NO_TEXT } from './text-table.ts';
import { leavesOf } from './untagged-names.ts';

/** Which servers are silent: those without a value since this day (days since the epoch). */
export interface NameFindOptions extends FindOptions {
  readonly silentBeforeDay?: number;
}

/** Parents from which on the answer for each text is remembered. */
const WIDE_LEVEL = 16;

type Visible = (child: number, parent: number) => boolean;
const ALL: Visible = () => true;

/** `**`: any number of levels, none too. */
const ANY_LEVELS: SegmentMatcher = { literals: undefined, matches: () => true };

/** One for each segment; a `**` at the end means all that lies below. */
function matchersOf(pattern: string): SegmentMatcher[] {
  const segments = splitPattern(pattern);
  if (segments.at(-1) === '**') segments.push('*');
  return segments.map((segment) => (segment === '**' ? ANY_LEVELS : compileSegment(segment)));
}

export class GlobWalk {
  readonly #nodes: NodeTable;
  readonly #traitsOf: (id: number) => number;

  constructor(nodes: NodeTable, traitsOf: (id: number) => number) {
    this.#nodes = nodes;
    this.#traitsOf = traitsOf;
  }

  /** The kind of a node's series; undefined where there is none. */
  kindAt(node: number): SeriesKind | undefined {
    const id = this.#nodes.idOf(node);
    return id === NO_ID ? undefined : kindOfTraits(this.#traitsOf(id));
  }

  /** True for a timer or an Apdex, whose leaves lie virtually below it. */
  isRecord(node: number): boolean {
    return isRecordKind(this.kindAt(node));
  }

  find(pattern: string, options: NameFindOptions): FoundNode[] {
    const { silent = 'hide', silentBeforeDay = 0, limit = Number.POSITIVE_INFINITY } = options;
    const matchers = matchersOf(pattern);
    const depth = matchers.length - 1;
    const visible = this.#visibility(matchers, silent === 'hide' ? silentBeforeDay : 0);
    const last = matchers[depth] as SegmentMatcher;
    const ends: [parent: number, children: readonly number[]][] = [];
    let count = 0;
    for (const [parent, children] of this.#ends(matchers, visible)) {
      // Before any name is made: that takes far longer than the way to it.
      count += children.length;
      if (count > limit) throw tooManyNodes(pattern, limit);
      ends.push([parent, children.slice()]);
    }
    const found: FoundNode[] = [];
    for (const [parent, children] of ends) {
      const path = this.#nodes.pathOf(parent);
      for (const child of children) {
        const name = this.#nodes.nameOf(child);
        const kind = this.kindAt(child);
        const leaf = kind !== undefined && kind !== 'timer';
        const branch = isRecordKind(kind) || this.#nodes.firstChild(child) !== NO_NODE;
        found.push({ path: join(path, name), name, leaf, branch });
      }
      for (const leaf of leavesOf(this.kindAt(parent)))
        if (matchesName(last, leaf)) found.push({ path: join(path, leaf), name: leaf, leaf: true, branch: false });
    }
    return found.sort((a, b) => order(a.name, b.name) || order(a.path, b.path));
  }

  resolve(pattern: string, limit: number): SeriesMatch[] {
    const matchers = matchersOf(pattern);
    const last = matchers[matchers.length - 1] as SegmentMatcher;
    const found: SeriesMatch[] = [];
    const add = (id: number, path: string, kind: SeriesKind, leaf: string | undefined): void => {
      if (found.length >= limit) throw tooManySeries(pattern, limit);
      found.push({ id, path, kind, leaf });
    };
    for (const [parent, children] of this.#ends(matchers, () => ALL)) {
      let path: string | undefined;
      for (const child of children) {
        const kind = this.kindAt(child);
        if (kind === undefined || kind === 'timer') continue;
        path ??= this.#nodes.pathOf(parent);
        // An Apdex' own path answers as its score.
        const leaf = kind === 'apdex' ? 'score' : undefined;
        add(this.#nodes.idOf(child), join(path, this.#nodes.nameOf(child)), kind, leaf);
      }
      const kind = this.kindAt(parent);
      for (const leaf of leavesOf(kind)) {
        if (!matchesName(last, leaf)) continue;
        path ??= this.#nodes.pathOf(parent);
        add(this.#nodes.idOf(parent), join(path, leaf), kind as SeriesKind, leaf);
      }
    }
    return found.sort(byPath);
  }

  resolveRecords(pattern: string, limit: number): SeriesMatch[] {
    const found: SeriesMatch[] = [];
    for (const [, children] of this.#ends(matchersOf(pattern), () => ALL)) {
      for (const node of children) {
        const kind = this.kindAt(node);
        if (kind === undefined || !isRecordKind(kind)) continue;
        if (found.length >= limit) throw tooManySeries(pattern, limit);
        found.push({ id: this.#nodes.idOf(node), path: this.#nodes.pathOf(node), kind, leaf: undefined });
      }
    }
    return found.sort(byPath);
  }

  /** Each parent that all matchers but the last lead to, with its children that the last one takes. The children are valid until the next step. */
  *#ends(matchers: readonly SegmentMatcher[], visibleAt: (depth: number) => Visible): Generator<[number, number[]]> {
    let level = [ROOT];
    let distinct = true;
    for (let depth = 0; depth < matchers.length - 1; depth++) {
      if (matchers[depth] === ANY_LEVELS) {
        level = this.#withAllBelow(level, distinct);
        distinct = false;
        continue;
      }
      const next: number[] = [];
      const collect = this.#matching(matchers[depth] as SegmentMatcher, visibleAt(depth), level.length);
      for (const parent of level) collect(parent, next);
      level = next;
    }
    const depth = matchers.length - 1;
    const collect = this.#matching(matchers[depth] as SegmentMatcher, visibleAt(depth), level.length);
    const children: number[] = [];
    for (const parent of level) {
      children.length = 0;
      collect(parent, children);
      yield [parent, children];
    }
  }

  /** `distinct`: no node lies below another. */
  #withAllBelow(level: readonly number[], distinct: boolean): number[] {
    const all: number[] = [];
    for (const node of level) this.#nodes.walk(node, (one) => all.push(one));
    return distinct ? all : [...new Set(all)];
  }

  /** Adds the children of a parent that a matcher takes to a list. */
  #matching(matcher: SegmentMatcher, visible: Visible, parents: number): (parent: number, into: number[]) => void {
    const nodes = this.#nodes;
    if (matcher.literals !== undefined) {
      const segments = matcher.literals.map((literal) => nodes.texts.find(literal)).filter((text) => text !== NO_TEXT);
      return (parent, into) => {
        for (const segment of segments) {
          const child = nodes.child(parent, segment);
          if (child !== NO_NODE) into.push(child);
        }
      };
    }
    const takes = this.#takesText(matcher.matches, parents);
    return (parent, into) => {
      for (let child = nodes.firstChild(parent); child !== NO_NODE; child = nodes.nextSibling(child))
        if (takes(nodes.segmentOf(child)) && visible(child, parent)) into.push(child);
    };
  }

  #takesText(matches: (name: string) => boolean, parents: number): (text: number) => boolean {
    if (matches === anyName) return anyName;
    const { texts } = this.#nodes;
    if (parents < WIDE_LEVEL) return (text) => matches(texts.textOf(text));
    const known = new Uint8Array(texts.bound);
    return (text) => {
      if (known[text] === 0) known[text] = matches(texts.textOf(text)) ? 1 : 2;
      return known[text] === 1;
    };
  }

  #visibility(matchers: readonly SegmentMatcher[], silentBeforeDay: number): (depth: number) => Visible {
    const nodes = this.#nodes;
    const carpy = silentBeforeDay > 0 ? nodes.at(CARPY) : NO_NODE;
    // With `**` it is not known which segment stands for the server.
    if (carpy === NO_NODE || matchers.includes(ANY_LEVELS)) return () => ALL;
    const spoke = (server: number): boolean => nodes.dayOf(server) >= silentBeforeDay;
    const appSpoke = (app: number): boolean => {
      let server = nodes.firstChild(app);
      if (server === NO_NODE || nodes.idOf(app) !== NO_ID) return true;
      while (server !== NO_NODE && !spoke(server)) server = nodes.nextSibling(server);
      return server !== NO_NODE;
    };
    return (depth) => {
      if (depth === 2) return (server, app) => nodes.parentOf(app) !== carpy || spoke(server);
      // A server that is named shows, whatever stands for its app.
      if (depth === 1 && matchers[2]?.literals === undefined) return (app, parent) => parent !== carpy || appSpoke(app);
      return ALL;
    };
  }
}

export const isRecordKind = (kind: SeriesKind | undefined): boolean => kind === 'timer' || kind === 'apdex';
export const byPath = (a: SeriesMatch, b: SeriesMatch): number => order(a.path, b.path);

export const tooManySeries = (pattern: string, limit: number): CarpyError =>
  new CarpyError('CARPY_TOO_MUCH', `'${pattern.slice(0, 200)}' matches more than ${limit} series; narrow it`);

const tooManyNodes = (pattern: string, limit: number): CarpyError =>
  new CarpyError('CARPY_TOO_MUCH', `'${pattern.slice(0, 200)}' finds more than ${limit} nodes; name more of the path`);

const matchesName = (matcher: SegmentMatcher, name: string): boolean =>
  matcher.literals === undefined ? matcher.matches(name) : matcher.literals.includes(name);
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
