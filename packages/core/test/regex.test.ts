/** Regular expressions as users write them: what matches is what Python's `re` finds, and no pattern takes for ever. */
import { readFileSync } from 'node:fs';
import { Regex } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const regex = (pattern: string): Regex => new Regex(pattern, 'CARPY_BAD_REQUEST');
const BAD = expect.objectContaining({ code: 'CARPY_BAD_REQUEST' });

/** Made by Python 3.11: pattern, text, whether `search` and `match` find it, a replacement, and what `sub` makes. */
const vectors = JSON.parse(readFileSync(new URL('./vectors/regex.json', import.meta.url), 'utf8')) as [
  string,
  string,
  boolean,
  boolean,
  string,
  string,
][];

it.each(vectors)('%j on %j', (pattern, text, search, match, replacement, replaced) => {
  const r = regex(pattern);
  expect({
    search: r.matchesIn(text),
    match: r.matchesStartOf(text),
    replaced: r.replacer(replacement, 1_000)(text),
  }).toEqual({ search, match, replaced });
});

it('agrees with the own regular expressions of JavaScript where the two languages do', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\w',
    '\\d',
    '(?:a|bc)',
    '(?:b|)',
    '1',
    '\\.',
    '\\b',
    '^',
  );
  const times = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{1,}', '*?', '+?');
  const part = fc.tuple(atom, times).map(([a, t]) => (a === '^' || a === '\\b' ? a : a + t));
  const pattern = fc.array(fc.oneof(part, fc.constant('|')), { maxLength: 6 }).map((parts) => parts.join(''));
  const text = fc.string({ unit: fc.constantFrom(...'abc1.'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, text, (p, t) => {
      expect(regex(p).matchesIn(t), `${p} in ${t}`).toBe(new RegExp(p, 'u').test(t));
      expect(regex(p).matchesStartOf(t), `${p} at the start of ${t}`).toBe(new RegExp(`^(?:${p})`, 'u').test(t));
    }),
    { numRuns: 2_000 },
  );
});

describe('replacements', () => {
  it.each<[string, string, string, string]>([
    ['^.*\\.([^.]+)$', '\\1', 'a.b.c', 'c'],
    ['(\\w+)\\.(\\w+)', '\\2-\\1', 'a.b c.d', 'b-a d-c'],
    ['(?P<app>\\w+)\\.', '\\g<app>/', 'shop.web', 'shop/web'],
    ['a', '[\\g<0>]', 'aba', '[a]b[a]'],
    ['(a)|b', '<\\1>', 'ab', '<a><>'],
    ['(a)', '\\g<1>0', 'a', 'a0'],
    ['', '-', 'ab', '-a-b-'],
    ['x*', '-', 'axb', '-a--b-'],
    ['a', '\\.\\\\\\n\\101\\0', 'a', '\\.\\\nA\0'],
    ['a', '$1$&', 'a', '$1$&'],
  ])('%s by %s', (pattern, replacement, text, want) => {
    expect(regex(pattern).replacer(replacement, 1_000)(text)).toBe(want);
  });

  it.each(['\\1', '\\g<1>', '\\g<n>', '\\g', '\\q', 'a\\'])('refuse %s', (replacement) => {
    expect(() => regex('a').replacer(replacement, 1_000)).toThrowError(BAD);
  });

  it('grow no further than told', () => {
    expect(() => regex('').replacer('x'.repeat(10), 100)('y'.repeat(10))).toThrowError(
      expect.objectContaining({ code: 'CARPY_TOO_MUCH' }),
    );
  });
});

it('replacing is bounded where each of many matches looks to the end of the text', () => {
  expect(() => regex('a.*b|a').replacer('a', 1e6)('a'.repeat(60_000))).toThrowError(
    expect.objectContaining({ code: 'CARPY_TOO_MUCH' }),
  );
});

describe('what is refused', () => {
  it.each<[string, string]>([
    ['(?=a)', 'looking ahead'],
    ['(?<!a)b', 'looking ahead and behind'],
    ['(a)\\1', 'what a group matched'],
    ['(?P<n>a)(?P=n)', 'what a group matched'],
    ['(a)(?(1)b|c)', 'a condition'],
    ['(?>a)', 'gives nothing back'],
    ['a*+', 'gives nothing back'],
    ['(?x)a b', 'the flag x'],
    ['a(?i)b', 'at its start'],
    ['a**', 'a repeat of a repeat'],
    ['*a', 'nothing to repeat'],
    ['^*', 'nothing to repeat'],
    ['(a', 'a ( without its )'],
    ['a)', 'a ) without its ('],
    ['[a', 'a [ without its ]'],
    ['a{3,2}', 'ends below its start'],
    ['[b-a]', 'ends below its start'],
    ['[\\w-.]', 'a range of a class'],
    ['a\\', 'at the end'],
    ['\\q', '\\q is not known'],
    ['\\x1', 'wants 2 hex digits'],
    ['(?P<1>a)', 'no name for a group'],
    ['(?P<n>a)(?P<n>b)', 'two groups'],
    ['(a{1000}){1000}', 'too large'],
    ['(?:(?:(?:){4000}){4000}){4000}', 'too large'],
    ['('.repeat(500), 'groups'],
    ['a'.repeat(2_000), 'at most 1024'],
  ])('%s', (pattern, why) => {
    expect(() => regex(pattern)).toThrowError(BAD);
    expect(() => regex(pattern)).toThrowError(why);
  });

  it('and nothing else goes wrong, whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a*+?()[]{}|,1\\^$-dP<>:i'), maxLength: 20 }), (pattern) => {
        try {
          expect(typeof regex(pattern).matchesIn('aa1')).toBe('boolean');
        } catch (e) {
          expect(e).toEqual(BAD);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Each of these takes a backtracking matcher longer than the universe has. */
it.each(['(a*)*(a|a)*b$', '(a+)+$', '(a|aa)+$', '^(?:(?:a?){64}){8}b', '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b'])(
  '%s is matched in linear time',
  (pattern) => {
    const text = `${'a'.repeat(500)}!`;
    expect(regex(pattern).matchesIn(text)).toBe(false);
    expect(regex(pattern).replacer('x', 1_000)(text)).toBe(text);
  },
);
