import { BOOM, COMMON, describeFramework, POSTED } from './route-names.ts';

const program = `
const app = new Hono();
app.use(async (c, next) => { await next(); });
app.use('/private/*', async (c, next) => (c.req.query('key') ? next() : c.text('no', 401)));
app.get('/', (c) => c.text('home'));
app.get('/users/:id', (c) => time('load', async () => c.json({ id: c.req.param('id'), path: c.req.path })));
app.post('/users', async (c) => { const body = await c.req.json(); return time('save', () => c.json(Object.keys(body), 201)); });
app.get('/fail/:id', () => { throw new TypeError('boom'); });
app.get('/named', (c) => { setName('my own name'); return c.text('named'); });
app.get('/private/:page', (c) => c.text('page'));
const shop = new Hono();
shop.get('/items/:item', async (c, next) => next(), (c) => c.text('item'));
app.route('/shops/:shop', shop);
app.onError((error, c) => c.text(error.message, 500));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => console.log('http://127.0.0.1:' + info.port));
`;

await describeFramework({
  name: 'Hono',
  versions: {
    '4.13.19 on @hono/node-server 2.1.8': { hono: '4.13.19', '@hono/node-server': '2.1.8' },
    '4.6.0 on @hono/node-server 1.13.0': { hono: '4.6.0', '@hono/node-server': '1.13.0' },
  },
  imports: [
    ['{ Hono }', 'hono'],
    ['{ serve }', '@hono/node-server'],
  ],
  program,
  cases: [
    ...COMMON,
    { path: '/users/7', status: 200, text: /7/, names: ['GET-users-_id.children.load.ok', 'GET-users-_id.ok'] },
    POSTED,
    { path: '/fail/1', status: 500, names: ['GET-fail-_id.error'], error: BOOM },
    { path: '/private/a', status: 401, names: ['GET-private-_.ok'] },
    { path: '/private/a?key=1', status: 200, names: ['GET-private-_page.ok'] },
    { path: '/shops/1/items/2', status: 200, names: ['GET-shops-_shop-items-_item.ok'] },
  ],
});
