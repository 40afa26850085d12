/** An index of names for tests of the write path: what it asks for, and no more. */
import type { SeriesKind } from '@carpy/core';
import type { SeriesIndex } from '../src/embedded/series-index.ts';
import { kindOfTraits, NO_SERIES, type Traits } from '../src/schema/schema.ts';

export class SmallIndex implements SeriesIndex {
  readonly #names: (string | undefined)[] = [];
  readonly #ids = new Map<string, number>();
  readonly traits: Uint32Array = new Uint32Array(200_000).fill(NO_SERIES);
  readonly seenDay: Uint16Array = new Uint16Array(200_000);

  get live(): number {
    return this.count;
  }

  get count(): number {
    return this.#names.length;
  }

  declare(
    name: string,
    kind: SeriesKind,
    traitsFor: (name: string, kind: SeriesKind) => Traits,
  ): ReturnType<SeriesIndex['declare']> {
    const known = this.existing(name, kind);
    if (known !== 'rejected' || this.#ids.has(name)) return known;
    const id = this.#names.push(name) - 1;
    this.#ids.set(name, id);
    this.traits[id] = traitsFor(name, kind);
    return { id, made: true };
  }

  existing(name: string, kind: SeriesKind): ReturnType<SeriesIndex['existing']> {
    const id = this.#ids.get(name);
    return id === undefined || kindOfTraits(this.traits[id] as number) !== kind ? 'rejected' : { id, made: false };
  }

  nameOf(id: number): string | undefined {
    return this.#names[id];
  }

  idOf(name: string): number | undefined {
    return this.#ids.get(name);
  }

  setTraits(id: number, traits: Traits): void {
    this.traits[id] = traits;
  }

  touch(id: number, day: number): void {
    this.seenDay[id] = Math.max(day, this.seenDay[id] as number);
  }

  remove(id: number): void {
    const name = this.#names[id];
    if (name !== undefined) this.#ids.delete(name);
    this.#names[id] = undefined;
    this.traits[id] = NO_SERIES;
  }
}
