import { describe } from 'vitest';
import { npmPackages } from '../../../../test/support/npm-packages.ts';
import { inBothFormats, itNamesRequests, LARGE } from './route-names.ts';

const installed = {
  '20.3.0': await npmPackages({ '@hapi/hapi': '20.3.0' }),
  '21.4.10': await npmPackages({ '@hapi/hapi': '21.4.10' }),
};
const versions = Object.keys(installed) as (keyof typeof installed)[];

const PROGRAM = `
const server = hapi.server({ port: 0, host: '127.0.0.1', debug: false });
server.route([
  { method: 'GET', path: '/', handler: () => 'home' },
  { method: 'GET', path: '/users/{id}', handler: (request) => time('load', async () => ({ id: request.params.id })) },
  { method: 'POST', path: '/users', handler: (request, h) => time('save', () => h.response(Object.keys(request.payload)).code(201)) },
  { method: 'GET', path: '/fail/{id}', handler: () => { throw new Error('boom'); } },
  { method: 'GET', path: '/named', handler: () => { setName('my own name'); return 'named'; } },
  { method: '*', path: '/any/{rest*}', handler: () => 'any' },
]);
server.register({ name: 'shop', register: (s) => s.route({ method: 'GET', path: '/items/{item}', handler: () => 'item' }) }, { routes: { prefix: '/shop' } })
  .then(() => server.start()).then(() => console.log(server.info.uri));
`;
const IMPORTS = {
  esm: `import hapi from '@hapi/hapi'; import { setName, time } from '@carpy/agent';`,
  cjs: `const hapi = require('@hapi/hapi'); const { setName, time } = require('@carpy/agent');`,
};

describe.each(inBothFormats(versions))('hapi $version from $format', ({ version, format }) => {
  itNamesRequests({ packages: installed[version], format, program: IMPORTS[format] + PROGRAM }, [
    { path: '/', status: 200, names: ['GET-.ok'] },
    { path: '/users/7', status: 200, text: /7/, names: ['GET-users-_id_.children.load.ok', 'GET-users-_id_.ok'] },
    {
      path: '/users',
      method: 'POST',
      body: LARGE,
      status: 201,
      text: /^\["a"\]$/,
      names: ['POST-users.children.save.ok', 'POST-users.ok'],
    },
    { path: '/users', method: 'POST', body: '{', status: 400, names: ['POST-users.ok'] },
    { path: '/fail/1', status: 500, names: ['GET-fail-_id_.error'] },
    { path: '/named', status: 200, names: ['my_own_name.ok'] },
    { path: '/any/a/b', status: 200, names: ['GET-any-_rest__.ok'] },
    { path: '/shop/items/2', status: 200, names: ['GET-shop-items-_item_.ok'] },
    { path: '/wp-login.php', status: 404, names: ['unmatched.ok'] },
  ]);
});
