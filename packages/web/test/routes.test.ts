import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchRoute, pathOf, type Route } from '../src/router/routes.ts';

it.each<[string, Route]>([
  ['/', { page: 'apps' }],
  ['/welcome', { page: 'welcome' }],
  ['/welcome/', { page: 'welcome' }],
  ['/a/shop', { page: 'overview', app: 'shop' }],
  ['/a/shop/', { page: 'overview', app: 'shop' }],
  ['/a/shop/transactions', { page: 'transactions', app: 'shop' }],
  ['/a/shop/t/POST-cart', { page: 'transactions', app: 'shop', transaction: 'POST-cart' }],
  ['/a/my%20app/servers', { page: 'servers', app: 'my app' }],
  ['/a/shop/errors', { page: 'errors', app: 'shop' }],
  ['/a/shop/errors/9f3a', { page: 'errors', app: 'shop', fingerprint: '9f3a' }],
  ['/settings/privacy', { page: 'privacy' }],
  ['/settings', { page: 'not-found', path: '/settings' }],
  ['/a/shop/requests', { page: 'requests', app: 'shop' }],
  ['/requests/9f2c', { page: 'request', id: '9f2c' }],
  ['/requests', { page: 'not-found', path: '/requests' }],
  ['/a', { page: 'not-found', path: '/a' }],
  ['/a/shop/t', { page: 'not-found', path: '/a/shop/t' }],
  ['/a/shop/servers/web-1', { page: 'not-found', path: '/a/shop/servers/web-1' }],
  ['/a/%zz', { page: 'not-found', path: '/a/%zz' }],
  ['/a/shop/t/x/y', { page: 'not-found', path: '/a/shop/t/x/y' }],
])('%s', (path, want) => {
  expect(matchRoute(path)).toEqual(want);
});

const name = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });

it('finds any app and transaction again that it wrote', () => {
  fc.assert(
    fc.property(name, name, (app, transaction) => {
      for (const route of [
        { page: 'overview', app },
        { page: 'servers', app },
        { page: 'requests', app },
        { page: 'request', id: transaction },
        { page: 'transactions', app },
        { page: 'transactions', app, transaction },
        { page: 'errors', app },
        { page: 'errors', app, fingerprint: transaction },
      ] as const)
        expect(matchRoute(`/${pathOf(route)}`)).toEqual(route);
    }),
  );
});
