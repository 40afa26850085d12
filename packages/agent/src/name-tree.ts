/**
 * The names this process has met: transactions, and under each the tree of its functions. Each node keeps its timers, with the
 * bytes that their lines start with, made once. Bounds (core's NAME_LIMITS) are kept here: past one a call is timed as `other` under the last level
 * allowed, once: what that call calls itself is not timed.
 *
 * Hot: `FunctionNode.child` runs once a timed call and allocates nothing for a name met before (bench/agent).
 */
import { childBase, NAME_LIMITS, OWN_SEGMENT, timedSegment, transactionBase } from '@carpy/core';
import { Tally, Timer } from './aggregation/timer.ts';
import type { Counts } from './counts.ts';
import type { NameList } from './name-list.ts';

const OTHER = 'other';
const UNMATCHED = 'unmatched';
/** Room that every level keeps for an `other` below it and for the longest column's name. */
const PATH_RESERVE = '.children.other'.length + '.error.upper_95'.length;
/** Bytes of a line besides its path: `:`, up to 21 digits, `|ms|@`, up to 26 of a rate. */
const LINE_RESERVE = 64;
/** Longer names are looked up by their segment each time, so that they are not kept. */
const MAX_CACHED_NAME = 512;

/** How a function was seen to return, which decides whether a call needs a context entry of its own. */
export const RETURNS_UNKNOWN = 0;
export const RETURNS_VALUE = 1;
export const RETURNS_PROMISE = 2;

export class FunctionNode {
  /** undefined for the transaction itself, which is the root of its tree. */
  readonly parent: FunctionNode | undefined;
  readonly owner: TransactionName;
  /** As first written. */
  readonly name: string;
  readonly base: string;
  /** 0 for the transaction, 1 for its direct children. */
  readonly depth: number;
  /** Calls below it are not timed. */
  readonly isOther: boolean;
  returns: number = RETURNS_UNKNOWN;
  readonly ok: Timer;
  readonly bySegment: Map<string, FunctionNode> = new Map();
  readonly byName: Map<string, FunctionNode> = new Map();
  #error: Timer | undefined;

  constructor(owner: TransactionName, parent: FunctionNode | undefined, name: string, base: string, isOther: boolean) {
    this.owner = owner;
    this.parent = parent;
    this.name = name;
    this.base = base;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.isOther = isOther;
    this.ok = new Timer(`${base}.ok`);
  }

  get error(): Timer {
    this.#error ??= new Timer(`${this.base}.error`);
    return this.#error;
  }

  /** The node of a call under this one; undefined when it is not to be timed. */
  child(name: string): FunctionNode | undefined {
    return this.byName.get(name) ?? this.owner.tree.makeChild(this, name);
  }
}

/** One transaction's name, with all that its lines start with. */
export class TransactionName {
  readonly tree: NameTree;
  readonly display: string;
  readonly segment: string;
  readonly root: FunctionNode;
  readonly own: Timer;
  readonly satisfied: Tally;
  readonly tolerating: Tally;
  readonly frustrated: Tally;
  /** From then on own time is sent with each transaction. */
  hasHadChild = false;
  functionCount = 0;
  /** The T that it was listed with for hello, 0 for none, ms; undefined before its first transaction ended. */
  listedTMs: number | undefined;

  constructor(tree: NameTree, display: string, segment: string, isOther: boolean) {
    this.tree = tree;
    this.display = display;
    this.segment = segment;
    const base = transactionBase(tree.app, tree.server, segment);
    this.root = new FunctionNode(this, undefined, display, base, isOther);
    this.own = new Timer(`${childBase(base, OWN_SEGMENT)}.ok`);
    this.satisfied = new Tally(`${base}.apdex.satisfied`);
    this.tolerating = new Tally(`${base}.apdex.tolerating`);
    this.frustrated = new Tally(`${base}.apdex.frustrated`);
  }

  /** Has hello tell this name. Only names that were sent are told: a placeholder renamed in time is no transaction. */
  list(apdexTMs: number | undefined): void {
    this.listedTMs = apdexTMs ?? 0;
    if (!this.root.isOther) this.tree.names.add(this.segment, this.display, apdexTMs);
  }
}

export class NameTree {
  readonly app: string;
  readonly server: string;
  readonly #pathBytes: number;
  readonly #counts: Counts;
  readonly names: NameList;
  readonly #byName = new Map<string, TransactionName>();
  readonly #bySegment = new Map<string, TransactionName>();
  #other: TransactionName | undefined;
  #unmatched: TransactionName | undefined;

  /** `app` and `server` are segments, already made. */
  constructor(app: string, server: string, maxDatagramBytes: number, names: NameList, counts: Counts) {
    this.app = app;
    this.server = server;
    this.#pathBytes = Math.min(NAME_LIMITS.pathBytes, maxDatagramBytes - LINE_RESERVE);
    this.names = names;
    this.#counts = counts;
  }

  transaction(name: string): TransactionName {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const segment = timedSegment(name);
    let made = this.#bySegment.get(segment);
    if (made === undefined) {
      if (this.#bySegment.size >= NAME_LIMITS.transactionsPerServer) {
        this.#counts.overflow.transactions++;
        this.#other ??= new TransactionName(this, OTHER, OTHER, true);
        return this.#other;
      }
      made = new TransactionName(this, name, segment, false);
      this.#bySegment.set(segment, made);
    } else this.names.add(segment, name);
    if (name.length <= MAX_CACHED_NAME && this.#byName.size < 2 * NAME_LIMITS.transactionsPerServer)
      this.#byName.set(name, made);
    return made;
  }

  /** Requests that no route of the application took. */
  get unmatched(): TransactionName {
    this.#unmatched ??= new TransactionName(this, UNMATCHED, UNMATCHED, false);
    return this.#unmatched;
  }

  /** The slow path of `FunctionNode.child`: a name not met before under that node, or one past a bound. */
  makeChild(parent: FunctionNode, name: string): FunctionNode | undefined {
    const { owner } = parent;
    if (parent.isOther) {
      this.#counts.functionsUnderOther++;
      return undefined;
    }
    const segment = timedSegment(name);
    let made = parent.bySegment.get(segment);
    if (made === undefined) {
      const base = childBase(parent.base, segment);
      const bound = this.#boundHit(parent, base);
      if (bound !== undefined) {
        this.#counts.overflow[bound]++;
        return this.#otherUnder(parent);
      }
      made = new FunctionNode(owner, parent, name, base, false);
      parent.bySegment.set(segment, made);
      owner.functionCount++;
    }
    this.names.add(segment, name);
    if (name.length <= MAX_CACHED_NAME && parent.byName.size < 2 * NAME_LIMITS.functionsPerTransaction)
      parent.byName.set(name, made);
    return made;
  }

  #boundHit(parent: FunctionNode, base: string): 'nesting' | 'functions' | 'path' | undefined {
    if (parent.depth >= NAME_LIMITS.nesting) return 'nesting';
    if (parent.owner.functionCount >= NAME_LIMITS.functionsPerTransaction) return 'functions';
    return base.length + PATH_RESERVE > this.#pathBytes ? 'path' : undefined;
  }

  /** `other` is reserved, so no function's segment is ever this key. */
  #otherUnder(parent: FunctionNode): FunctionNode {
    let other = parent.bySegment.get(OTHER);
    if (other === undefined) {
      other = new FunctionNode(parent.owner, parent, OTHER, childBase(parent.base, OTHER), true);
      parent.bySegment.set(OTHER, other);
    }
    return other;
  }
}
