import { describe } from 'vitest';
import { npmPackages } from '../../../../test/support/npm-packages.ts';
import { inBothFormats, itNamesRequests, LARGE } from './route-names.ts';

const installed = {
  '4.13.19 on @hono/node-server 2.1.8': await npmPackages({ hono: '4.13.19', '@hono/node-server': '2.1.8' }),
  '4.6.0 on @hono/node-server 1.13.0': await npmPackages({ hono: '4.6.0', '@hono/node-server': '1.13.0' }),
};
const versions = Object.keys(installed) as (keyof typeof installed)[];

const PROGRAM = `
const app = new Hono();
app.use(async (c, next) => { await next(); });
app.use('/private/*', async (c, next) => (c.req.query('key') ? next() : c.text('no', 401)));
app.get('/', (c) => c.text('home'));
app.get('/users/:id', (c) => time('load', async () => c.json({ id: c.req.param('id'), path: c.req.path })));
app.post('/users', async (c) => { const body = await c.req.json(); return time('save', () => c.json(Object.keys(body), 201)); });
app.get('/fail/:id', () => { throw new Error('boom'); });
app.get('/named', (c) => { setName('my own name'); return c.text('named'); });
app.get('/private/:page', (c) => c.text('page'));
const shop = new Hono();
shop.get('/items/:item', async (c, next) => next(), (c) => c.text('item'));
app.route('/shops/:shop', shop);
app.onError((error, c) => c.text(error.message, 500));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => console.log('http://127.0.0.1:' + info.port));
`;
const IMPORTS = {
  esm: `import { Hono } from 'hono'; import { serve } from '@hono/node-server'; import { setName, time } from '@carpy/agent';`,
  cjs: `const { Hono } = require('hono'); const { serve } = require('@hono/node-server'); const { setName, time } = require('@carpy/agent');`,
};

describe.each(inBothFormats(versions))('hono $version from $format', ({ version, format }) => {
  itNamesRequests({ packages: installed[version], format, program: IMPORTS[format] + PROGRAM }, [
    { path: '/', status: 200, names: ['GET-.ok'] },
    { path: '/users/7', status: 200, text: /7/, names: ['GET-users-_id.children.load.ok', 'GET-users-_id.ok'] },
    {
      path: '/users',
      method: 'POST',
      body: LARGE,
      status: 201,
      text: /^\["a"\]$/,
      names: ['POST-users.children.save.ok', 'POST-users.ok'],
    },
    { path: '/fail/1', status: 500, names: ['GET-fail-_id.error'] },
    { path: '/named', status: 200, names: ['my_own_name.ok'] },
    { path: '/private/a', status: 401, names: ['GET-private-_.ok'] },
    { path: '/private/a?key=1', status: 200, names: ['GET-private-_page.ok'] },
    { path: '/shops/1/items/2', status: 200, names: ['GET-shops-_shop-items-_item.ok'] },
    { path: '/wp-login.php', status: 404, names: ['unmatched.ok'] },
  ]);
});
