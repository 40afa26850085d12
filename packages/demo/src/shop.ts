/** The shop: its transactions, and the functions that they call. Time passes by timers, so that it costs hardly any CPU. */
import { counter, gauge, logged, time, transaction } from '@carpy/agent';
import { exchange } from './exchange.ts';
import {
  chargeCard,
  deadlock,
  declined,
  type Failure,
  mailTimeout,
  noRating,
  notFound,
  outOfStock,
  PaymentTimeout,
  ShopError,
} from './failures.ts';
import { logNormal, type Random } from './random.ts';
import type { Conditions } from './scenario.ts';

export interface World {
  readonly random: Random;
  readonly conditions: () => Conditions;
  /** Waits for that long, ms. */
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Kind {
  readonly name: string;
  /** How often it comes, relative to the others of its list. */
  readonly weight: number;
  /** Apdex T of its own, ms. */
  readonly apdexTMs?: number;
  readonly body: (world: World) => Promise<void>;
}

/** Runs one transaction. Its failure is the shop's own affair: it is counted by the agent and goes no further. */
export async function run(kind: Kind, world: World): Promise<void> {
  const [, method, route] = /^([A-Z]+) (\/.*)$/.exec(kind.name) ?? [];
  if (method === undefined || route === undefined) {
    const options = kind.apdexTMs === undefined ? {} : { apdexTMs: kind.apdexTMs };
    await transaction(kind.name, () => kind.body(world), options).catch((e: unknown) => {
      if (!(e instanceof ShopError)) throw e;
    });
    return;
  }
  const status = method === 'POST' ? 201 : 200;
  const handle = async (): Promise<number> => {
    await kind.body(world);
    return status;
  };
  await exchange({ method, route, apdexTMs: kind.apdexTMs }, world.random, handle, (e) => {
    if (!(e instanceof ShopError)) throw e;
    return e.status;
  });
}

/** A timed call that takes about `medianMs`. */
function call(world: World, name: string, medianMs: number, spread = 0.35, failure?: Failure): Promise<void> {
  return time(name, async () => {
    await world.sleep(logNormal(world.random, medianMs, spread));
    if (failure === undefined) return;
    const { share, error } = failure;
    if (world.random() < share) throw error(world.random);
  });
}

/** The transaction's own work between its calls. */
const think = (world: World, medianMs: number): Promise<void> => world.sleep(logNormal(world.random, medianMs, 0.3));

const session = (world: World): Promise<void> => call(world, 'redis.get', 1.5);

const SLOW_QUERY_MS = 60;

export const WEB: readonly Kind[] = [
  {
    name: 'GET /',
    weight: 26,
    async body(world) {
      await session(world);
      await Promise.all([call(world, 'mysql.select.products', 14), call(world, 'mysql.select.banners', 6)]);
      await call(world, 'render.home', 7, 0.25);
    },
  },
  {
    name: 'GET /search',
    weight: 20,
    apdexTMs: 150,
    async body(world) {
      await session(world);
      await call(world, 'search.query', 22, 0.4);
      const began = performance.now();
      await call(world, 'mysql.select.products', 35 * world.conditions().searchSlowdown, 0.45);
      const tookMs = Math.round(performance.now() - began);
      if (tookMs > SLOW_QUERY_MS) logged('warn', `slow query: ${tookMs} ms for a page of products`);
      await call(world, 'render.results', 9, 0.25);
    },
  },
  {
    name: 'GET /products/:id',
    weight: 30,
    async body(world) {
      await session(world);
      await call(world, 'mysql.select.product', 8, 0.4, notFound);
      await Promise.all([call(world, 'mysql.select.reviews', 16, 0.4), call(world, 'http.recommendations', 38, 0.5)]);
      await call(world, 'render.product', 8, 0.25, noRating);
    },
  },
  {
    name: 'POST /cart',
    weight: 12,
    async body(world) {
      await session(world);
      await call(world, 'mysql.select.stock', 7, 0.4, outOfStock);
      await call(world, 'mysql.insert.cart', 12, 0.4);
      await call(world, 'redis.set', 1.5);
      await call(world, 'render.cart', 5, 0.25);
      gauge('carts_open', 180 + Math.round(world.random() * 60));
    },
  },
  {
    name: 'POST /checkout',
    weight: 6,
    apdexTMs: 1_000,
    async body(world) {
      const { paymentSlowdown, paymentTimeouts } = world.conditions();
      await session(world);
      await call(world, 'mysql.select.cart', 9);
      await time('cart.price', async () => {
        for (let item = Math.ceil(world.random() * 4); item > 0; item--) await call(world, 'mysql.select.price', 4);
        await think(world, 3);
      });
      await time('http.payments', async () => {
        await call(world, 'tls.connect', 25, 0.3);
        const timedOut = world.random() < paymentTimeouts;
        await world.sleep(timedOut ? 3_000 : logNormal(world.random, 190 * paymentSlowdown, 0.35));
        if (timedOut) throw new PaymentTimeout('the payment provider did not answer within 3 s');
        if (world.random() < declined.share) throw chargeCard(world.random);
      });
      await call(world, 'mysql.insert.order', 18, 0.4, deadlock);
      await Promise.all([call(world, 'redis.set', 1.5), call(world, 'queue.push', 3)]);
      await think(world, 6);
      counter('orders');
    },
  },
  {
    name: 'GET /account/orders',
    weight: 6,
    async body(world) {
      await session(world);
      await call(world, 'mysql.select.orders', 28, 0.6);
      await call(world, 'render.orders', 8, 0.25);
    },
  },
];

export const JOBS: readonly Kind[] = [
  {
    name: 'mail.send',
    weight: 6,
    apdexTMs: 2_000,
    async body(world) {
      await call(world, 'mysql.select.order', 8);
      await call(world, 'template.render', 6, 0.25);
      await call(world, 'smtp.send', 140, 0.5, mailTimeout);
    },
  },
  {
    name: 'invoice.pdf',
    weight: 3,
    apdexTMs: 2_000,
    async body(world) {
      await call(world, 'mysql.select.order', 8);
      await call(world, 'pdf.render', 420, 0.3);
      await call(world, 's3.put', 60, 0.4);
    },
  },
  {
    name: 'cart.expire',
    weight: 1,
    async body(world) {
      await call(world, 'mysql.select.carts', 40, 0.4);
      for (let batch = Math.ceil(world.random() * 5); batch > 0; batch--)
        await call(world, 'mysql.delete.carts', 15, 0.4, deadlock);
      counter('carts_expired', Math.ceil(world.random() * 20));
    },
  },
];
