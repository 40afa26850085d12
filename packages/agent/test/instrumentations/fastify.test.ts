import { BOOM, COMMON, describeFramework, POSTED } from './route-names.ts';

const program = `
const app = fastify();
app.get('/', async () => 'home');
app.get('/users/:id', async (req) => time('load', async () => ({ id: req.params.id })));
app.post('/users', (req, reply) => time('save', () => { reply.code(201).send(Object.keys(req.body)); }));
app.get('/fail/:id', async () => { throw new TypeError('boom'); });
app.get('/teapot/:id', async () => { throw Object.assign(new Error('short and stout'), { statusCode: 418 }); });
app.get('/callback/:id', (req, reply) => { setTimeout(() => time('late', () => { reply.send('late'); }), 2); });
app.get('/named', async () => { setName('my own name'); return 'named'; });
app.get('/static/*', async () => 'file');
app.get('/optional/:part?', async () => 'optional');
app.get('/printed', async () => app.printRoutes({ includeHooks: true }));
app.register(async (v1) => {
  v1.addHook('preHandler', async (req, reply) => { if (req.query.stop) return reply.code(401).send('stop'); });
  v1.addHook('onRequest', async (req, reply) => { await new Promise((r) => setTimeout(r, 1)); if (req.query.early) { reply.code(403).send('early'); return reply; } });
  v1.get('/items/:item', async () => 'item');
  v1.register(async (deep) => deep.get('/:leaf', async () => 'leaf'), { prefix: '/deep' });
}, { prefix: '/v1' });
app.listen({ port: 0, host: '127.0.0.1' }).then((address) => console.log(address));
`;

await describeFramework({
  name: 'Fastify',
  versions: { '4.29.1': { fastify: '4.29.1' }, '5.12.8': { fastify: '5.12.8' } },
  imports: [['fastify', 'fastify']],
  program,
  cases: [
    ...COMMON,
    { path: '/users/7', status: 200, text: /id.*7/, names: ['GET-users-_id.children.load.ok', 'GET-users-_id.ok'] },
    POSTED,
    { path: '/users', method: 'POST', body: '{', status: 400, names: ['POST-users.ok'] },
    { path: '/fail/1', status: 500, names: ['GET-fail-_id.error'], error: BOOM },
    { path: '/teapot/1', status: 418, names: ['GET-teapot-_id.ok'] },
    { path: '/callback/1', status: 200, names: ['GET-callback-_id.children.late.ok', 'GET-callback-_id.ok'] },
    { path: '/static/a/b.css', status: 200, names: ['GET-static-_.ok'] },
    { path: '/optional', status: 200, names: ['GET-optional-_part_.ok'] },
    { path: '/optional/1', status: 200, names: ['GET-optional-_part_.ok'] },
    // Its own list is as without the agent.
    { path: '/printed', status: 200, text: /^(?!.*onError)/s, names: ['GET-printed.ok'] },
    { path: '/v1/items/3', status: 200, names: ['GET-v1-items-_item.ok'] },
    { path: '/v1/items/3?stop=1', status: 401, names: ['GET-v1-items-_item.ok'] },
    { path: '/v1/items/3?early=1', status: 403, names: ['GET-v1-items-_item.ok'] },
    { path: '/v1/deep/x', status: 200, names: ['GET-v1-deep-_leaf.ok'] },
    { path: '/v1/none', status: 404, names: ['unmatched.ok'] },
  ],
});
