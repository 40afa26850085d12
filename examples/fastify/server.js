// A Fastify application. One hook makes each request a transaction; `time` shows what a request waits for.
import { setTimeout as sleep } from 'node:timers/promises';
import { configure, startTransaction, time } from '@carpy/agent';
import Fastify from 'fastify';

configure({ app: 'fastify-example' });

// Stands for a query of a real database.
const findUser = (id) => time('db.select.users', () => sleep(5 + Math.random() * 20, { id, name: 'Ada' }));

const app = Fastify();

app.addHook('onRequest', (request, reply, done) => {
  // Fastify knows the route, with the prefixes of its plugins, before any handler runs; there is none for a 404.
  const route = request.routeOptions.url;
  const transaction = startTransaction(route === undefined ? 'no route' : `${request.method} ${route}`);
  // 'close' comes after an answer and after a client that went away alike.
  reply.raw.once('close', () => {
    if (reply.raw.statusCode >= 500) transaction.setError();
    transaction.end();
  });
  transaction.run(done);
});

app.get('/', async () => ({ hello: 'world' }));

app.get('/users/:id', async (request) => findUser(request.params.id));

app.get('/fail', async () => {
  throw new Error('this route always fails');
});

const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log(`${address} (try /users/7 and /fail)`);
