/** Applications that esbuild made one file of: what hooks see of them, and what to do where they don't. */
import { join } from 'node:path';
import { build, type Format } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { type NpmPackages, npmPackages } from '../../../test/support/npm-packages.ts';
import { BOOM, type Case, COMMON, importing, itNamesRequests } from './instrumentations/route-names.ts';
import { builtModules, startApp } from './instrumented-app.ts';
import { openClient } from './requests.ts';

const AGENT = ['@carpy/agent', '@carpy/agent/*'];

/** The whole application as one text; `external` stays outside. */
async function bundled(program: string, packages: NpmPackages, external: string[], format: Format = 'cjs') {
  if (packages.missing !== undefined) return '';
  const modules = await builtModules();
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: modules },
    nodePaths: [modules, join(packages.folder, 'node_modules')],
    bundle: true,
    platform: 'node',
    format,
    external,
    // CommonJS packages inside of an ES module need it.
    banner:
      format === 'esm'
        ? { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` }
        : {},
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text as string;
}

const fastify = `
const app = fastify();
app.get('/', async () => 'home');
app.get('/users/:id', (req) => time('load', async () => ({ id: req.params.id })));
app.get('/named', async () => { setName('my own name'); return 'named'; });
app.register(async (shop) => {
  shop.get('/items/:item', async () => 'item');
  shop.get('/fail/:item', async () => { throw new TypeError('boom'); });
}, { prefix: '/shops/:shop' });
app.listen({ port: 0, host: '127.0.0.1' }).then((address) => console.log(address));`;
const express = `
const app = express();
app.get('/', (req, res) => res.send('home'));
app.get('/users/:id', (req, res) => time('load', () => res.json({ id: req.params.id })));
app.get('/named', (req, res) => { setName('my own name'); res.send('named'); });
const shop = express.Router();
shop.get('/items/:item', (req, res) => res.send('item'));
shop.get('/fail/:item', () => { throw new TypeError('boom'); });
app.use('/shops/:shop', shop);
app.use((err, req, res, next) => res.status(500).send('failed'));
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`;

const routed: readonly Case[] = [
  ...COMMON,
  { path: '/users/7', status: 200, text: /7/, names: ['GET-users-_id.children.load.ok', 'GET-users-_id.ok'] },
  { path: '/shops/1/items/3', status: 200, names: ['GET-shops-_shop-items-_item.ok'] },
];
const failing: Case = { path: '/shops/1/fail/3', status: 500, names: ['GET-shops-_shop-fail-_item.error'] };
const unrouted: readonly Case[] = [
  { path: '/', status: 200, names: ['GET-_.ok'] },
  { path: '/named', status: 200, names: ['my_own_name.ok'] },
  { path: '/wp-login.php', status: 404, names: ['unmatched.ok'] },
  { path: '/users/7', status: 200, names: ['GET-_.children.load.ok', 'GET-_.ok'] },
];

const fastify4 = await npmPackages({ fastify: '4.29.1' });
const fastify5 = await npmPackages({ fastify: '5.12.8' });
const express5 = await npmPackages({ express: '5.3.0' });
const useFastify = importing('esm', [['fastify', 'fastify']]) + fastify;
const useExpress = importing('esm', [['express', 'express']]) + express;
const useMiddleware =
  importing('esm', [['express', 'express']], 'middleware, setName, time') +
  express.replace('express();', 'express(); app.use(middleware());');

const subjects = [
  {
    name: 'Fastify 4 inside is seen by its channel',
    packages: fastify4,
    program: await bundled(useFastify, fastify4, AGENT),
    cases: [...routed, { ...failing, error: BOOM }],
  },
  {
    name: 'Fastify 5 inside is seen by its channel',
    packages: fastify5,
    program: await bundled(useFastify, fastify5, AGENT),
    cases: [...routed, { ...failing, error: BOOM }],
  },
  {
    name: 'Fastify 5 inside of an ES module is seen by its channel',
    format: 'esm' as const,
    packages: fastify5,
    program: await bundled(useFastify, fastify5, AGENT, 'esm'),
    cases: [...routed, { ...failing, error: BOOM }],
  },
  {
    name: 'a copy of the agent inside shares the one that runs',
    packages: fastify5,
    program: await bundled(useFastify, fastify5, []),
    cases: [...routed, { ...failing, error: BOOM }],
  },
  {
    name: 'Express 5 outside is hooked',
    packages: express5,
    program: await bundled(useExpress, express5, [...AGENT, 'express']),
    cases: [...routed, { ...failing, error: BOOM }],
  },
  {
    name: 'Express 5 inside is named by middleware',
    packages: express5,
    program: await bundled(useMiddleware, express5, AGENT),
    cases: [...routed, failing],
  },
  {
    name: 'Express 5 inside without it has one name',
    packages: express5,
    program: await bundled(useExpress, express5, AGENT),
    cases: unrouted,
  },
];

describe.each(subjects)('bundled: $name', ({ packages, program, cases, ...rest }) => {
  itNamesRequests({ packages, program, format: 'cjs', ...rest }, cases);
});

describe('bundled: the agent with the application', () => {
  const skipped = fastify5.missing !== undefined;

  it.skipIf(skipped)('comes in by require as the first line', async () => {
    const source = `require('@carpy/agent/register');\n${useFastify}`;
    const app = await startApp({ program: await bundled(source, fastify5, []), format: 'cjs', load: 'none' });
    const client = openClient(app.said);
    await client.ask('/users/7');
    expect(await app.counted()).toEqual({ 'GET-users-_id.children.load.ok': 1, 'GET-users-_id.ok': 1 });
    expect(app.output().stderr).toBe('');
    client.close();
    await app.end();
  });

  it.skipIf(express5.missing !== undefined)('tells that its middleware does nothing beside another copy', async () => {
    const program = await bundled(useMiddleware, express5, []);
    const app = await startApp({ program, format: 'cjs' });
    const client = openClient(app.said);
    expect(await client.ask('/users/7')).toMatchObject({ status: 200 });
    expect(await app.counted()).toEqual({ 'GET-_.children.load.ok': 1, 'GET-_.ok': 1 });
    const told = () => app.output().stderr.match(/another copy of @carpy\/agent runs already/g)?.length;
    await expect.poll(told, { timeout: 10_000, interval: 5 }).toBe(1);
    client.close();
    await app.end();
  });
});
