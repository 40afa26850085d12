// An Express application. The middleware makes each request a transaction; `time` shows what a request waits for.
import { setTimeout as sleep } from 'node:timers/promises';
import { configure, time } from '@carpy/agent';
import express from 'express';
import { carpyMiddleware } from './carpy-middleware.js';

configure({ app: 'express-example' });

// Stand for queries of a real database.
const findUser = (id) => time('db.select.users', () => sleep(5 + Math.random() * 20, { id, name: 'Ada' }));
const findOrders = () => time('db.select.orders', () => sleep(10 + Math.random() * 30, [{ order: 1 }, { order: 2 }]));

const app = express();
app.use(carpyMiddleware);

app.get('/', (_request, response) => {
  response.json({ hello: 'world' });
});

app.get('/users/:id', async (request, response) => {
  // Both at once: the page of the transaction then says that its children ran in parallel.
  const [user, orders] = await Promise.all([findUser(request.params.id), findOrders()]);
  response.json({ ...user, orders });
});

app.get('/fail', () => {
  throw new Error('this route always fails');
});

// Express knows an error handler by its four parameters.
app.use((error, _request, response, _next) => {
  response.status(500).json({ error: error.message });
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port} (try /users/7 and /fail)`);
});
