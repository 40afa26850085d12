import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSegment, splitPattern } from '../src/index-tree/glob.ts';

function matches(pattern: string, name: string): boolean {
  const matcher = compileSegment(pattern);
  return matcher.literals === undefined ? matcher.matches(name) : matcher.literals.includes(name);
}

describe('compileSegment', () => {
  it.each([
    ['*', '', true],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['a**c', 'abc', true],
    ['?', '', false],
    ['?b?', 'abc', true],
    ['?', '😀', true],
    ['[a-c]x', 'bx', true],
    ['[a-c]x', 'dx', false],
    ['[!a-c]x', 'dx', true],
    ['[!a-c]x', 'ax', false],
    ['[]x]', ']', true],
    ['[a-]', '-', true],
    ['[abc', '[abc', true],
    ['{a,b}', 'b', true],
    ['{a,b}', 'c', false],
    ['x{,y}z', 'xz', true],
    ['x{,y}z', 'xyz', true],
    ['{a{b,c},d*}', 'ac', true],
    ['{a{b,c},d*}', 'dzz', true],
    ['{a{b,c},d*}', 'a', false],
    ['{a,b', '{a,b', true],
    ['a}', 'a}', true],
    ['{*_count,upper_[0-9]*}', 'upper_95', true],
    ['literal', 'literal', true],
    ['literal', 'literally', false],
    ['a.b', 'a.b', true],
    ['(a|b)+', '(a|b)+', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('agrees with a regular expression made of the same parts', () => {
    type Part = readonly [glob: string, regex: string];
    const letter = fc.constantFrom(...'abc');
    const leaf: fc.Arbitrary<Part> = fc.oneof(
      letter.map((c): Part => [c, c]),
      fc.constant<Part>(['?', '.']),
      fc.constant<Part>(['*', '.*']),
      fc.constant<Part>(['[ab]', '[ab]']),
      fc.constant<Part>(['[!a]', '[^a]']),
    );
    const sequence = (part: fc.Arbitrary<Part>): fc.Arbitrary<Part> =>
      fc
        .array(part, { maxLength: 4 })
        .map((parts): Part => [parts.map((p) => p[0]).join(''), parts.map((p) => p[1]).join('')]);
    const either = (part: fc.Arbitrary<Part>): fc.Arbitrary<Part> =>
      fc
        .array(sequence(part), { minLength: 1, maxLength: 3 })
        .map((parts): Part => [`{${parts.map((p) => p[0]).join(',')}}`, `(?:${parts.map((p) => p[1]).join('|')})`]);
    const pattern = sequence(fc.oneof(leaf, either(fc.oneof(leaf, either(leaf)))));
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom(...'abcd'), maxLength: 8 }), ([glob, regex], name) => {
        expect(matches(glob, name), `${glob} on ${name}`).toBe(new RegExp(`^(?:${regex})$`).test(name));
      }),
      { numRuns: 500 },
    );
  });

  it('takes any text as a pattern', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a*?[]{},!-'), maxLength: 30 }),
        fc.string(),
        (pattern, name) => {
          expect(typeof matches(pattern, name)).toBe('boolean');
        },
      ),
    );
  });

  it('has no pattern that takes for ever', () => {
    // A backtracking matcher needs more than 10^15 steps for this one.
    expect(matches(`${'*a'.repeat(50)}b`, 'a'.repeat(5_000))).toBe(false);
    expect(matches('{a,aa}'.repeat(100), 'a'.repeat(250))).toBe(false);
  });
});

describe('splitPattern', () => {
  it('refuses patterns beyond the bound', () => {
    expect(splitPattern('a.{b,c}.*')).toEqual(['a', '{b,c}', '*']);
    expect(() => splitPattern('a'.repeat(10_000))).toThrowError(expect.objectContaining({ code: 'CARPY_BAD_TARGET' }));
  });
});
