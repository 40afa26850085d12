/** Explicit middleware, without `register`; and with it, where it adds nothing. */
import { describe } from 'vitest';
import { npmPackages } from '../../../test/support/npm-packages.ts';
import { type Case, COMMON, importing, itNamesRequests } from './instrumentations/route-names.ts';

const express = `
const app = express();
app.use(middleware());
app.get('/', (req, res) => res.send('home'));
app.get('/users/:id', (req, res) => time('load', () => res.json({ id: req.params.id })));
app.get('/named', (req, res) => { setName('my own name'); res.send('named'); });
const shop = express.Router();
shop.get('/items/:item', (req, res) => res.send('item'));
shop.get('/fail/:item', () => { throw new TypeError('boom'); });
app.use('/shops/:shop', shop);
app.use((err, req, res, next) => res.status(500).send('failed'));
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`;
const koa = `
const app = new Koa();
app.silent = true;
app.use(koaMiddleware());
const router = new Router();
router.get('/', (ctx) => { ctx.body = 'home'; });
router.get('/users/:id', async (ctx) => { ctx.body = await time('load', async () => ({ id: ctx.params.id })); });
router.get('/named', (ctx) => { setName('my own name'); ctx.body = 'named'; });
const shop = new Router({ prefix: '/shops/:shop' });
shop.get('/items/:item', (ctx) => { ctx.body = 'item'; });
shop.get('/fail/:item', () => { throw new TypeError('boom'); });
app.use(router.routes()).use(shop.routes());
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`;
const fastify = `
const app = fastify();
app.register(fastifyPlugin);
app.get('/', async () => 'home');
app.get('/users/:id', (req) => time('load', async () => ({ id: req.params.id })));
app.get('/named', async () => { setName('my own name'); return 'named'; });
app.register(async (shop) => {
  shop.get('/items/:item', async () => 'item');
  shop.get('/fail/:item', async () => { throw new TypeError('boom'); });
}, { prefix: '/shops/:shop' });
app.listen({ port: 0, host: '127.0.0.1' }).then((address) => console.log(address));`;
const hono = `
const app = new Hono();
app.use(honoMiddleware());
app.get('/', (c) => c.text('home'));
app.get('/users/:id', (c) => time('load', async () => c.json({ id: c.req.param('id') })));
app.get('/named', (c) => { setName('my own name'); return c.text('named'); });
const shop = new Hono();
shop.get('/items/:item', (c) => c.text('item'));
shop.get('/fail/:item', () => { throw new TypeError('boom'); });
app.route('/shops/:shop', shop);
app.onError((error, c) => c.text(error.message, 500));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => console.log('http://127.0.0.1:' + info.port));`;

const subjects = [
  {
    name: 'Express 4',
    packages: await npmPackages({ express: '4.22.3' }),
    program: importing('esm', [['express', 'express']], 'middleware, setName, time') + express,
  },
  {
    name: 'Express 5',
    packages: await npmPackages({ express: '5.3.0' }),
    program: importing('esm', [['express', 'express']], 'middleware, setName, time') + express,
  },
  {
    name: 'Koa 3',
    packages: await npmPackages({ koa: '3.3.0', '@koa/router': '15.7.0' }),
    program:
      importing(
        'esm',
        [
          ['Koa', 'koa'],
          ['Router', '@koa/router'],
        ],
        'koaMiddleware, setName, time',
      ) + koa,
  },
  {
    name: 'Fastify 4',
    packages: await npmPackages({ fastify: '4.29.1' }),
    program: importing('esm', [['fastify', 'fastify']], 'fastifyPlugin, setName, time') + fastify,
  },
  {
    name: 'Fastify 5',
    packages: await npmPackages({ fastify: '5.12.8' }),
    program: importing('esm', [['fastify', 'fastify']], 'fastifyPlugin, setName, time') + fastify,
  },
  {
    name: 'Hono 4',
    packages: await npmPackages({ hono: '4.13.19', '@hono/node-server': '2.1.8' }),
    program:
      importing(
        'esm',
        [
          ['{ Hono }', 'hono'],
          ['{ serve }', '@hono/node-server'],
        ],
        'honoMiddleware, setName, time',
      ) + hono,
  },
];

const cases: readonly Case[] = [
  ...COMMON,
  { path: '/users/7', status: 200, text: /7/, names: ['GET-users-_id.children.load.ok', 'GET-users-_id.ok'] },
  { path: '/shops/1/items/2', status: 200, names: ['GET-shops-_shop-items-_item.ok'] },
  { path: '/shops/1/fail/2', status: 500, names: ['GET-shops-_shop-fail-_item.error'] },
];

describe.each(subjects)('explicit middleware of $name', ({ packages, program }) => {
  describe.each(['none', 'import'] as const)('with register by %s', (load) => {
    itNamesRequests({ packages, program, load, format: 'esm' }, cases);
  });
});
