/** Numbers for Graphite's paths: dense from 0, given at first sight, kept for the life of the process. A record has one for all its leaves. */
import { CarpyError, type SeriesKind } from '@carpy/core';

const MAX_SERIES = 2_000_000;

export interface KnownSeries {
  /** Of a record for timers and Apdex; without the prefix. */
  readonly path: string;
  readonly kind: SeriesKind;
}

export class SeriesTable {
  readonly #ids = new Map<string, number>();
  readonly #known: KnownSeries[] = [];

  get count(): number {
    return this.#known.length;
  }

  /** Throws CARPY_TOO_MUCH when the table is full. */
  idOf(path: string, kind: SeriesKind): number {
    const key = kind === 'plain' ? path : `${path} ${kind}`;
    const found = this.#ids.get(key);
    if (found !== undefined) return found;
    if (this.#known.length >= MAX_SERIES)
      throw new CarpyError('CARPY_TOO_MUCH', `${MAX_SERIES} of Graphite's series were read; no more are remembered`);
    const id = this.#known.push({ path, kind }) - 1;
    this.#ids.set(key, id);
    return id;
  }

  get(id: number): KnownSeries {
    const found = this.#known[id];
    if (found === undefined) throw new CarpyError('CARPY_BAD_REQUEST', `no series has the id ${id}`);
    return found;
  }
}
