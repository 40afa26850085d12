import { expect, it } from 'vitest';
import { basePathOf, withinBase } from '../src/router/base-path.ts';

it.each([
  ['http://127.0.0.1:2277/', '/'],
  ['https://host/apm/', '/apm/'],
  ['https://host/apm/index.html', '/apm/'],
])('the base path of %s is %s', (uri, want) => {
  expect(basePathOf(uri)).toBe(want);
});

it.each([
  ['/a/shop', '/', '/a/shop'],
  ['/apm/a/shop', '/apm/', '/a/shop'],
  ['/apm/', '/apm/', '/'],
  ['/elsewhere', '/apm/', '/'],
])('%s under %s is %s', (pathname, base, want) => {
  expect(withinBase(pathname, base)).toBe(want);
});
