/** One expression of seriesByTag: `tag=value`, `tag!=value`, `tag=~regex`, `tag!=~regex`. An absent tag has the empty value. */
import { CarpyError, Regex } from '@carpy/core';
import { neededPart, startOf } from './regex-start.ts';

const MAX_EXPRESSIONS = 100;
const MAX_CHARS = 2_048;

export interface TagExpression {
  readonly tag: string;
  /** The only value that matches; undefined where there may be others. */
  readonly value: string | undefined;
  readonly matches: (value: string) => boolean;
  readonly matchesAbsent: boolean;
  /** Whether a value that begins so can match; false is certain. */
  readonly mayStart: (text: string) => boolean;
}

/** Throws CARPY_BAD_REQUEST unless each can be read and one at least does not match an absent tag. */
export function parseTagExpressions(expressions: readonly string[]): TagExpression[] {
  if (expressions.length > MAX_EXPRESSIONS)
    throw new CarpyError('CARPY_BAD_REQUEST', `at most ${MAX_EXPRESSIONS} tag expressions, not ${expressions.length}`);
  const parsed = expressions.map(parse);
  if (parsed.every((e) => e.matchesAbsent))
    throw new CarpyError('CARPY_BAD_REQUEST', 'one tag expression at least must not match the empty value');
  return parsed;
}

function parse(text: string): TagExpression {
  const parts = text.length > MAX_CHARS ? null : /^([^;!=]+)(!?)=(~?)([^;]*)$/s.exec(text);
  if (parts === null)
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      `cannot read the tag expression '${text.slice(0, 200)}'; write tag=value, tag!=value, tag=~regex or tag!=~regex, of at most ${MAX_CHARS} characters`,
    );
  const [, tag = '', not, regex, value = ''] = parts;
  const negated = not === '!';
  const test = regex === '~' ? matchingStart(value) : (v: string): boolean => v === value;
  const matches = negated ? (v: string): boolean => !test(v) : test;
  const only = !negated && regex !== '~' && value !== '' ? value : undefined;
  const mayStart = regex === '~' && !negated ? startOf(value) : (): boolean => true;
  return { tag, value: only, matches, matchesAbsent: matches(''), mayStart };
}

/** Graphite's tag expressions match from the beginning of a value, not necessarily to its end. */
export function matchingStart(pattern: string): (value: string) => boolean {
  const regex = new Regex(pattern, 'CARPY_BAD_REQUEST');
  const part = neededPart(pattern);
  return (value) => value.includes(part) && regex.matchesStartOf(value);
}
