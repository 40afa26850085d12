/** What evaluation needs of the source, and what came of it. */

/** Thrown while walking where data must be fetched first; whoever walks catches it. */
export class Pending {}

export interface Wanted<T> {
  readonly pattern: string;
  readonly fromS: number;
  readonly untilS: number;
  readonly sketches: boolean;
  readonly tags: readonly string[] | undefined;
  answer: T | undefined;
}

export const unanswered = <T>(cache: ReadonlyMap<string, Wanted<T>>): Wanted<T>[] =>
  [...cache.values()].filter((w) => w.answer === undefined);
