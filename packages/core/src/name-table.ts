/**
 * The numbers of one writer (batch.ts): every name gets the next whole number from 0, once and for ever, and is declared in the next
 * batch. All that write through one writer draw from one table, so that no two of them use a number for different names.
 */
import type { SeriesDeclaration } from './batch.ts';
import type { SeriesKind } from './timer.ts';

/** Answer of `idOf`: the name is known with another kind. */
export const NAME_CONFLICT = -1;
/** Answer of `idOf`: the table holds as many names as it may. */
export const NAMES_FULL = -2;

export const DEFAULT_MAX_NAMES = 1_000_000;

export class NameTable {
  /** The most names this table takes. */
  readonly maxNames: number;
  /** Insertion order is the order of ids. */
  readonly #ids = new Map<string, number>();
  readonly #kinds: SeriesKind[] = [];
  #declared: SeriesDeclaration[] = [];

  constructor(maxNames: number = DEFAULT_MAX_NAMES) {
    this.maxNames = maxNames;
  }

  get size(): number {
    return this.#kinds.length;
  }

  /** How many names still fit. */
  get room(): number {
    return this.maxNames - this.#kinds.length;
  }

  /** The number of a name, made at its first use. The kind of the first use stays. NAME_CONFLICT or NAMES_FULL when there is none. */
  idOf(kind: SeriesKind, name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return this.#kinds[known] === kind ? known : NAME_CONFLICT;
    const id = this.#kinds.length;
    if (id >= this.maxNames) return NAMES_FULL;
    this.#ids.set(name, id);
    this.#kinds.push(kind);
    this.#declared.push({ id, kind, name });
    return id;
  }

  /** The kind under which a name is known; undefined for a name not seen. */
  kindOf(name: string): SeriesKind | undefined {
    const id = this.#ids.get(name);
    return id === undefined ? undefined : this.#kinds[id];
  }

  /** The declarations made since the last call, for the next batch; ids ascending. */
  takeDeclared(): SeriesDeclaration[] {
    const declared = this.#declared;
    this.#declared = [];
    return declared;
  }

  /** Makes the next `takeDeclared` answer every name: a new writer knows none of them. */
  redeclareAll(): void {
    this.#declared = [];
    for (const [name, id] of this.#ids) this.#declared.push({ id, kind: this.#kinds[id] as SeriesKind, name });
  }
}
