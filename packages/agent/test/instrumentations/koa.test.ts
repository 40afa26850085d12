import { BOOM, COMMON, describeFramework } from './route-names.ts';

const program = `
// As a CommonJS module it may be one made of an ES module.
const Router = koaRouter.default ?? koaRouter;
const app = new Koa();
app.silent = true;
app.use(async (ctx, next) => { if (ctx.query.stop) { ctx.status = 401; return; } await next(); });
const router = new Router();
router.get('/', (ctx) => { ctx.body = 'home'; });
router.get('/users/:id', async (ctx) => { ctx.body = await time('load', async () => ({ id: ctx.params.id, matched: ctx._matchedRoute, own: Object.hasOwn(ctx, '_matchedRoute') })); });
router.post('/users', (ctx) => { ctx.status = 201; });
router.get(/^\\/re\\/(\\d+)$/, (ctx) => { ctx.body = 're'; });
router.get('/fail/:id', () => { throw new TypeError('boom'); });
router.get('/teapot/:id', (ctx) => ctx.throw(418, 'short and stout'));
router.get('/named', (ctx) => { setName('my own name'); ctx.body = 'named'; });
const nested = new Router();
nested.get('/items/:item', (ctx) => { ctx.body = 'item'; });
const shop = new Router({ prefix: '/shops/:shop' });
shop.use(nested.routes());
const inner = new Koa();
const mounted = new Router();
mounted.get('/', (ctx) => { ctx.body = 'mounted'; });
mounted.get('/rooms/:room', (ctx) => { ctx.body = 'room'; });
inner.use(mounted.routes());
app.use(mount('/hotel', inner));
app.use(router.routes()).use(router.allowedMethods()).use(shop.routes());
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

await describeFramework({
  name: 'Koa',
  versions: {
    '2.16.4 with @koa/router 14.0.0': { koa: '2.16.4', '@koa/router': '14.0.0', 'koa-mount': '4.2.0' },
    '3.3.0 with @koa/router 15.7.0': { koa: '3.3.0', '@koa/router': '15.7.0', 'koa-mount': '4.2.0' },
  },
  imports: [
    ['Koa', 'koa'],
    ['koaRouter', '@koa/router'],
    ['mount', 'koa-mount'],
  ],
  program,
  cases: [
    ...COMMON,
    {
      path: '/users/7',
      status: 200,
      text: /^{"id":"7","matched":"\/users\/:id","own":true}$/,
      names: ['GET-users-_id.children.load.ok', 'GET-users-_id.ok'],
    },
    { path: '/users', method: 'POST', status: 201, names: ['POST-users.ok'] },
    { path: '/users', method: 'PUT', status: 405, names: ['PUT-_.ok'] },
    { path: '/re/5', status: 200, names: ['GET-__-re_-__d___-.ok'] },
    { path: '/fail/1', status: 500, names: ['GET-fail-_id.error'], error: BOOM },
    { path: '/teapot/1', status: 418, names: ['GET-teapot-_id.ok'] },
    { path: '/shops/1/items/2', status: 200, names: ['GET-shops-_shop-items-_item.ok'] },
    { path: '/hotel', status: 200, names: ['GET-hotel.ok'] },
    { path: '/hotel/rooms/2?a=/b', status: 200, names: ['GET-hotel-rooms-_room.ok'] },
    { path: '/hotel/users', status: 404, names: ['unmatched.ok'] },
    { path: '/users/7?stop=1', status: 401, names: ['GET-_.ok'] },
  ],
});
