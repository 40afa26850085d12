import { DURATION_STEPS, type FACET_FIELDS, facetFilter, parseRecordQuery, printRecordFilter } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { excludedValues, facetState, joined, partsOf, toggleFacet, withoutParts } from '../src/state/query-parts.ts';
import { termOf } from '../src/state/query-term.ts';

it.each<[string, readonly string[]]>([
  ['', []],
  ['status:5xx', ['status:5xx']],
  ['status:5xx  and "card declined" timeout', ['status:5xx', '"card declined"', 'timeout']],
  ['-server:web-1 not kind:job', ['-server:web-1', 'not kind:job']],
  ['(server:a or server:b) status:5xx', ['(server:a or server:b)', 'status:5xx']],
  ['-(duration:>=1s duration:<5s) x', ['-(duration:>=1s duration:<5s)', 'x']],
  [' server:a or server:b ', ['server:a or server:b']],
  ['transaction:"POST  /cart" (a', ['transaction:"POST  /cart"', '(a']],
])('%s has its parts', (query, want) => {
  expect(partsOf(query).map(({ text }) => text)).toEqual(want);
});

it.each([
  ['', 'status', '5xx', 'only', 'status:5xx'],
  ['status:5xx', 'status', '5xx', 'only', ''],
  ['STATUS:5XX timeout', 'status', '5xx', 'only', 'timeout'],
  ['status:4xx timeout', 'status', '5xx', 'only', 'timeout status:5xx'],
  ['status:4xx', 'status', '5xx', 'exclude', 'status:4xx -status:5xx'],
  ['-status:5xx', 'status', '5xx', 'exclude', ''],
  ['-status:5xx', 'status', '5xx', 'only', 'status:5xx'],
  ['', 'transaction', 'POST /cart', 'only', 'transaction:"POST /cart"'],
  ['transaction:"post /cart"', 'transaction', 'POST /cart', 'only', ''],
  ['', 'duration', '1-5s', 'only', 'duration:>=1s duration:<5s'],
  ['x duration:>=1s duration:<5s', 'duration', '1-5s', 'only', 'x'],
  ['duration:>=1s duration:<5s', 'duration', '>=5s', 'only', 'duration:>=5s'],
  ['', 'duration', '1-5s', 'exclude', '-(duration:>=1s duration:<5s)'],
  ['-(duration:>=1s duration:<5s)', 'duration', '1-5s', 'exclude', ''],
  ['a or b', 'server', 'web-1', 'only', '(a or b) server:web-1'],
  ['(a or b)', 'server', 'web-1', 'only', '(a or b) server:web-1'],
] as const)('%j, a click on %s %s (%s): %j', (query, field, value, action, want) => {
  expect(toggleFacet(query, field, value, action)).toBe(want);
});

it('tells which values are asked for and which are left out', () => {
  const parts = partsOf('server:web-1 -version:4f2c -(duration:>=1s duration:<5s)');
  expect(facetState(parts, 'server', 'web-1')).toBe('only');
  expect(facetState(parts, 'server', 'web-2')).toBeUndefined();
  expect(facetState(parts, 'version', '4f2c')).toBe('exclude');
  expect(excludedValues(parts, 'version')).toEqual(['4f2c']);
  expect(excludedValues(parts, 'duration')).toEqual(['1-5s']);
  expect(excludedValues(parts, 'server')).toEqual([]);
});

const value = fc.oneof(
  fc.tuple(
    fc.constantFrom('transaction', 'server', 'version', 'method', 'kind'),
    fc.string({ minLength: 1, maxLength: 20 }),
  ),
  fc.tuple(fc.constant('duration'), fc.constantFrom(...DURATION_STEPS.map((step) => step.value))),
  fc.tuple(fc.constant('status'), fc.constantFrom('2xx', '4xx', '5xx')),
) as fc.Arbitrary<[(typeof FACET_FIELDS)[number], string]>;

it('two equal clicks change nothing, and one asks for what it says', () => {
  fc.assert(
    fc.property(value, fc.constantFrom('only', 'exclude'), ([field, text], action) => {
      const once = toggleFacet('timeout', field, text, action);
      const filter = facetFilter(field, text);
      if (filter === undefined) throw new Error('every value has a filter');
      const want = action === 'only' ? filter : { is: 'not' as const, part: filter };
      expect(printRecordFilter(parseRecordQuery(once))).toBe(`timeout ${printRecordFilter(want)}`);
      expect(toggleFacet(once, field, text, action)).toBe('timeout');
    }),
  );
});

it('adds a part once, and takes parts out', () => {
  expect(joined('a b', 'b')).toBe('a b');
  expect(joined('a', termOf('server', 'web 1'))).toBe('a server:"web 1"');
  const query = 'status:5xx "x y" server:web-1';
  expect(withoutParts(query, partsOf(query).slice(1, 2))).toBe('status:5xx server:web-1');
});
