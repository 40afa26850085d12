/** What evaluation needs of the source, and what came of it. */

import type { FetchRequest } from '../source.ts';

/** Thrown while walking where data must be fetched first; whoever walks catches it. */
export class Pending {}

export interface Wanted<T> extends FetchRequest {
  readonly sketches: boolean;
  answer: T | undefined;
}

export const unanswered = <T>(cache: ReadonlyMap<string, Wanted<T>>): Wanted<T>[] =>
  [...cache.values()].filter((w) => w.answer === undefined);
