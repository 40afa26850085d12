/** What a regular expression says, as a tree. */
import type { Takes } from './characters.ts';

export type Pattern =
  /** One character; `literal` where it can only be that one. */
  | { readonly type: 'character'; readonly takes: Takes; readonly literal: number | undefined }
  | { readonly type: 'edge'; readonly edge: Edge }
  | { readonly type: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly type: 'either'; readonly options: readonly Pattern[] }
  | {
      readonly type: 'repeat';
      readonly part: Pattern;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  /** Captures; counted from 1. */
  | { readonly type: 'group'; readonly number: number; readonly part: Pattern };

/** A place between characters: `^ $ \A \Z \b \B`, and `^ $` of each line. */
export type Edge = 'start' | 'end' | 'endOrLastNewline' | 'lineStart' | 'lineEnd' | 'word' | 'notWord';

export interface ParsedPattern {
  readonly pattern: Pattern;
  /** Groups that capture. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** Whether it can match without taking a character. */
export function isNullable(p: Pattern): boolean {
  switch (p.type) {
    case 'character':
      return false;
    case 'edge':
      return true;
    case 'sequence':
      return p.parts.every(isNullable);
    case 'either':
      return p.options.some(isNullable);
    case 'repeat':
      return p.least === 0 || isNullable(p.part);
    case 'group':
      return isNullable(p.part);
  }
}

/** The text that is all it matches, where it is one. */
export function literalOf(p: Pattern): string | undefined {
  if (p.type === 'character') return p.literal === undefined ? undefined : String.fromCodePoint(p.literal);
  if (p.type !== 'sequence') return undefined;
  const texts = p.parts.map(literalOf);
  return texts.includes(undefined) ? undefined : texts.join('');
}
