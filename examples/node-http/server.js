// A server of node:http with three routes. Each request is a transaction, named by its route; what it waits for is timed inside.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { configure, setError, time, transaction } from '@carpy/agent';

configure({ app: 'node-http-example' });

// Stands for a query of a real database.
const findUser = (id) =>
  time('db.select.users', async () => {
    await sleep(5 + Math.random() * 20);
    return { id, name: 'Ada' };
  });

const routes = [
  { name: 'GET /', pattern: /^\/$/, handler: async () => ({ status: 200, body: { hello: 'world' } }) },
  {
    name: 'GET /users/:id',
    pattern: /^\/users\/(\d+)$/,
    handler: async ([id]) => ({ status: 200, body: await findUser(id) }),
  },
  {
    name: 'GET /fail',
    pattern: /^\/fail$/,
    handler: async () => {
      throw new Error('this route always fails');
    },
  },
];

async function answer(route, parts) {
  try {
    return await route.handler(parts);
  } catch (e) {
    // The error is answered here and goes no further, so the transaction has to be told of it.
    setError(e);
    return { status: 500, body: { error: e.message } };
  }
}

const server = createServer(async (request, response) => {
  const path = request.url.split('?', 1)[0];
  const route = routes.find((r) => request.method === 'GET' && r.pattern.test(path));
  // Never name a transaction by the raw path: every scanner's guess would become a name of its own.
  const name = route === undefined ? 'no route' : route.name;
  await transaction(name, async () => {
    const { status, body } =
      route === undefined
        ? { status: 404, body: { error: 'not found' } }
        : await answer(route, route.pattern.exec(path).slice(1));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port} (try /users/7 and /fail)`);
});
