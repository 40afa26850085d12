/**
 * The numbers of one writer (batch.ts): every name gets a whole number and is declared in the next batch. All that write through one
 * writer draw from one table, so that no two of them use a number for different names at a time.
 *
 * A name taken by `idOf` keeps its number until a restart: its users may remember the number. A name taken by `acquire` alone is counted
 * and given back by `release`; its number then goes to another name, and that later declaration replaces the earlier one.
 */
import type { SeriesDeclaration } from './batch.ts';
import type { SeriesKind } from './timer.ts';

/** Answer of `idOf`: the name is known with another kind. */
export const NAME_CONFLICT = -1;
/** Answer of `idOf`: the table holds as many names, or characters of names, as it may. */
export const NAMES_FULL = -2;

export const DEFAULT_MAX_NAMES = 1_000_000;
export const DEFAULT_MAX_NAME_BYTES: number = 256 * 1024 * 1024;

/** Uses of a name that is never given back. */
const PINNED = 0xffff_ffff;

export class NameTable {
  /** The most names this table takes. */
  readonly maxNames: number;
  /** The most characters of all names together. */
  readonly maxNameBytes: number;
  readonly #ids = new Map<string, number>();
  /** By id; undefined for a number that is free. */
  readonly #names: (string | undefined)[] = [];
  readonly #kinds: SeriesKind[] = [];
  /** By id: how often it was acquired, or PINNED. */
  #uses = new Uint32Array(1_024);
  readonly #free: number[] = [];
  #chars = 0;
  #declared: SeriesDeclaration[] = [];

  constructor(maxNames: number = DEFAULT_MAX_NAMES, maxNameBytes: number = DEFAULT_MAX_NAME_BYTES) {
    this.maxNames = maxNames;
    this.maxNameBytes = maxNameBytes;
  }

  /** Names held. */
  get size(): number {
    return this.#ids.size;
  }

  /** How many names still fit. */
  get room(): number {
    return this.maxNames - this.#ids.size;
  }

  /** How many characters of names still fit. */
  get roomBytes(): number {
    return this.maxNameBytes - this.#chars;
  }

  /** The number of a name, made at its first use and kept. The kind of the first use stays. NAME_CONFLICT or NAMES_FULL when there is none. */
  idOf(kind: SeriesKind, name: string): number {
    const id = this.#idOf(kind, name);
    if (id >= 0) this.#uses[id] = PINNED;
    return id;
  }

  /** As `idOf`, for a user that gives the name back: one `release` for each `acquire` that answered a number. */
  acquire(kind: SeriesKind, name: string): number {
    const id = this.#idOf(kind, name);
    if (id >= 0 && this.#uses[id] !== PINNED) this.#uses[id] = (this.#uses[id] as number) + 1;
    return id;
  }

  /** Gives one `acquire` back. True when that was the last use: the name is gone and its number free for another. */
  release(id: number): boolean {
    const name = this.#names[id];
    const uses = this.#uses[id] as number;
    if (name === undefined || uses === PINNED) return false;
    this.#uses[id] = uses - 1;
    if (uses > 1) return false;
    this.#ids.delete(name);
    this.#names[id] = undefined;
    this.#chars -= name.length;
    this.#free.push(id);
    return true;
  }

  /** The number of a name that is held; undefined for any other. */
  find(name: string): number | undefined {
    return this.#ids.get(name);
  }

  /** The kind under which a name is known; undefined for a name not held. */
  kindOf(name: string): SeriesKind | undefined {
    const id = this.#ids.get(name);
    return id === undefined ? undefined : this.#kinds[id];
  }

  /** The name of a number; undefined for one that is free. */
  nameOf(id: number): string | undefined {
    return this.#names[id];
  }

  /** The declarations made since the last call, for the next batch, in the order in which they were made: of one number the last holds. */
  takeDeclared(): SeriesDeclaration[] {
    const declared = this.#declared;
    this.#declared = [];
    return declared;
  }

  /** Makes the next `takeDeclared` answer every name held: a new writer knows none of them. */
  redeclareAll(): void {
    this.#declared = [];
    for (const [id, name] of this.#names.entries()) {
      if (name !== undefined) this.#declared.push({ id, kind: this.#kinds[id] as SeriesKind, name });
    }
  }

  #idOf(kind: SeriesKind, name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return this.#kinds[known] === kind ? known : NAME_CONFLICT;
    if (this.room <= 0 || name.length > this.roomBytes) return NAMES_FULL;
    const id = this.#free.pop() ?? this.#names.length;
    if (id === this.#uses.length) {
      const wider = new Uint32Array(id * 2);
      wider.set(this.#uses);
      this.#uses = wider;
    }
    this.#ids.set(name, id);
    this.#names[id] = name;
    this.#kinds[id] = kind;
    this.#uses[id] = 0;
    this.#chars += name.length;
    this.#declared.push({ id, kind, name });
    return id;
  }
}
