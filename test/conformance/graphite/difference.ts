/** What a declared difference from graphite-web is, and what may stand in the place of its answer. */
import type { Case } from './case.ts';
import type { Rendered, RenderedSeries } from './render.ts';

export interface Difference {
  readonly id: string;
  /** The first cell of its row. */
  readonly row: string;
  /** A case that shows it: asked in every run, and no longer a difference when it does not. */
  readonly shows: Case;
  readonly applies: (c: Case, theirs: Rendered, ours: Rendered) => boolean;
  readonly ours: Expectation;
}

export type Expectation =
  /** Status 400 with a code, the position, and a text that names the function. */
  | { readonly kind: 'refusal' }
  /** What graphite-web answers to this. */
  | { readonly kind: 'meant'; readonly as: (c: Case) => Partial<Case> }
  /** As many series with the same stamps as graphite-web's answer to this, and the same values wherever both have one. */
  | { readonly kind: 'agrees'; readonly as: (c: Case) => Partial<Case> }
  /** What the test itself computes of graphite-web's answers to these targets: names, stamps and values. */
  | {
      readonly kind: 'computed';
      readonly of: (c: Case) => readonly string[];
      readonly compute: (lists: readonly (readonly RenderedSeries[])[], c: Case) => readonly RenderedSeries[];
    }
  /** Undefined, or what is wrong with our answer. */
  | { readonly kind: 'checked'; readonly check: (theirs: Rendered, ours: Rendered) => string | undefined };

export const refusal: Expectation = { kind: 'refusal' };
export const meant = (target: (c: Case) => string): Expectation => ({
  kind: 'meant',
  as: (c) => ({ target: target(c) }),
});
export const agrees = (target: (c: Case) => string): Expectation => ({
  kind: 'agrees',
  as: (c) => ({ target: target(c) }),
});
export const positional: Expectation = meant((c) => c.positional ?? c.target);
export const checked = (check: (theirs: Rendered, ours: Rendered) => string | undefined): Expectation => ({
  kind: 'checked',
  check,
});
export const computed = (
  of: (c: Case) => readonly string[],
  compute: (lists: readonly (readonly RenderedSeries[])[], c: Case) => readonly RenderedSeries[],
): Expectation => ({ kind: 'computed', of, compute });
