import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_VIEW, formatViewQuery, parseViewQuery } from '../src/state/view-query.ts';

it('leaves the defaults out', () => {
  expect(formatViewQuery(DEFAULT_VIEW)).toBe('');
  expect(parseViewQuery('')).toEqual(DEFAULT_VIEW);
});

it('reads and writes all that a view holds', () => {
  const search =
    '?from=-3h&to=-1h&server=web-1&server=web-2&sort=errors&q=POST+cart&v=heatmap&tab=slow&state=ignored&live=0';
  const view = parseViewQuery(search);
  expect(view).toMatchObject({
    from: '-3h',
    to: '-1h',
    servers: ['web-1', 'web-2'],
    sort: 'errors',
    q: 'POST cart',
    hero: 'heatmap',
    tab: 'slow',
    state: 'ignored',
    order: 'newest',
    sel: '',
    tail: false,
    live: false,
  });
  expect(formatViewQuery(view)).toBe(search);
});

it.each([
  [`?sort=slowest&q=status%3A5xx&sel=${'0a'.repeat(16)}`, { order: 'slowest', sort: 'time', sel: '0a'.repeat(16) }],
  ['?v=tail', { tail: true, hero: 'breakdown' }],
])('a view of the request log: %s', (search, want) => {
  expect(parseViewQuery(search)).toMatchObject(want);
  expect(formatViewQuery(parseViewQuery(search))).toBe(search);
});

it.each([
  ['?sel=../x', 'sel'],
  ['?sort=nonsense', 'sort'],
  ['?v=nonsense', 'hero'],
  ['?tab=nonsense', 'tab'],
  ['?state=nonsense', 'state'],
  ['?from=', 'from'],
  [`?from=${'9'.repeat(100)}`, 'from'],
  ['?server=*', 'servers'],
  ['?live=1', 'live'],
] as const)('%s is the default %s', (search, key) => {
  expect(parseViewQuery(search)[key]).toEqual(DEFAULT_VIEW[key]);
});

it('bounds what a link can hold, and writes what it read', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (search) => {
      const view = parseViewQuery(search);
      expect(view.servers.length).toBeLessThanOrEqual(100);
      expect(view.q.length).toBeLessThanOrEqual(1000);
      expect(parseViewQuery(formatViewQuery(view))).toEqual(view);
    }),
  );
});
