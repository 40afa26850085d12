import { BOOM, type Case, COMMON, describeFramework, POSTED } from './route-names.ts';

const program = `
const server = hapi.server({ port: 0, host: '127.0.0.1', debug: false });
server.route([
  { method: 'GET', path: '/', handler: () => 'home' },
  { method: 'GET', path: '/users/{id}', handler: (request) => time('load', async () => ({ id: request.params.id })) },
  { method: 'POST', path: '/users', handler: (request, h) => time('save', () => h.response(Object.keys(request.payload)).code(201)) },
  { method: 'GET', path: '/fail/{id}', handler: () => { throw new TypeError('boom'); } },
  { method: 'GET', path: '/named', handler: () => { setName('my own name'); return 'named'; } },
  { method: '*', path: '/any/{rest*}', handler: () => 'any' },
]);
server.register({ name: 'shop', register: (s) => s.route({ method: 'GET', path: '/items/{item}', handler: () => 'item' }) }, { routes: { prefix: '/shop' } })
  .then(() => server.start()).then(() => console.log(server.info.uri));
`;

const of = (version: string, cases: readonly Case[]): Promise<void> =>
  describeFramework({
    name: 'hapi',
    versions: { [version]: { '@hapi/hapi': version } },
    imports: [['hapi', '@hapi/hapi']],
    program,
    cases: [...COMMON, ...cases],
  });

const cases: readonly Case[] = [
  { path: '/users/7', status: 200, text: /7/, names: ['GET-users-_id_.children.load.ok', 'GET-users-_id_.ok'] },
  POSTED,
  { path: '/users', method: 'POST', body: '{', status: 400, names: ['POST-users.ok'] },
  { path: '/any/a/b', status: 200, names: ['GET-any-_rest__.ok'] },
  { path: '/shop/items/2', status: 200, names: ['GET-shop-items-_item_.ok'] },
];
const failing: Case = { path: '/fail/1', status: 500, names: ['GET-fail-_id_.error'], error: BOOM };

// From Node 22 on, the copy that hapi 20 makes of an error has no stack.
await of('20.3.0', [...cases, { ...failing, mayLoseStack: true }]);
await of('21.4.10', [...cases, failing]);
