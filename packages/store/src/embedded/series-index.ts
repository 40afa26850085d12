/** What the write path needs of the index of names (index-tree/name-index.ts). */
import type { SeriesKind } from '@carpy/core';
import type { Traits } from '../schema/schema.ts';

export interface SeriesIndex {
  /** Ids given so far, dense from 0. */
  readonly count: number;
  /** Series that have a name. */
  readonly live: number;
  /** By id; another array after the index grew. */
  readonly traits: Uint32Array;
  /** Day (since the epoch) of the last value, by id. */
  readonly seenDay: Uint16Array;
  declare(
    name: string,
    kind: SeriesKind,
    traitsFor: (name: string, kind: SeriesKind) => Traits,
  ): { readonly id: number; readonly made: boolean } | 'rejected';
  /** As declare, for names that are known. */
  existing(name: string, kind: SeriesKind): { readonly id: number; readonly made: boolean } | 'rejected';
  nameOf(id: number): string | undefined;
  setTraits(id: number, traits: Traits): void;
  touch(id: number, day: number): void;
}
