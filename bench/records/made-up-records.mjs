// Records as a shop's agents send them: 433 bytes of JSON on average, 200 transactions by Zipf in each of five apps, 2 % errors with a stack.
import { randomFillSync } from 'node:crypto';

export const APPS = ['shop', 'mail', 'search', 'pay', 'admin'];
export const TRANSACTIONS = Array.from({ length: 200 }, (_, i) => `${['GET', 'POST', 'GET', 'PUT'][i % 4]} /r${i}/:id`);
const FUNCTIONS = ['mysql.select.users', 'redis.get', 'render', 'http.get.stripe', 'mysql.insert.orders'];
const ERRORS = [
  ['CardError', 'card declined by the issuer'],
  ['TimeoutError', 'upstream did not answer within 3000 ms'],
  ['TypeError', "Cannot read properties of undefined (reading 'price')"],
  ['ConflictError', 'cart was changed meanwhile'],
];
const STACK = '\n    at checkout (/app/src/cart.js:41:17)\n    at async handle (/app/src/server.js:88:5)';

/** Random numbers in [0, 1) by a seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const zipfSums = TRANSACTIONS.map(() => 0);
for (let i = 0, sum = 0; i < zipfSums.length; i++) zipfSums[i] = sum += 1 / (i + 1);

function zipf(at) {
  const wanted = at * zipfSums.at(-1);
  let low = 0;
  let high = zipfSums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (zipfSums[middle] >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** `each` records, `everyMs` apart. Durations are log-normal about 20 ms, one in 10,000 over a second. */
export class MadeUpRecords {
  #next;
  #ids = Buffer.alloc(32 * 1024);
  #idAt = this.#ids.length;
  #n = 0;
  #startMs;
  #everyMs;
  #app;
  #server;

  constructor(seed, startMs, everyMs) {
    this.#next = random(seed);
    this.#startMs = startMs;
    this.#everyMs = everyMs;
  }

  get nowMs() {
    return Math.round(this.#startMs + this.#n * this.#everyMs);
  }

  #hex() {
    if (this.#idAt === this.#ids.length) {
      randomFillSync(this.#ids);
      this.#idAt = 0;
    }
    this.#idAt += 16;
    return this.#ids.toString('hex', this.#idAt - 16, this.#idAt);
  }

  record() {
    const next = this.#next;
    const n = this.#n++;
    const transaction = TRANSACTIONS[zipf(next())];
    const gauss = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const durationMs = Math.round(20_000 * Math.exp(gauss * 1.05)) / 1000;
    const isError = next() < 0.02;
    const [type, message] = ERRORS[Math.floor(next() * ERRORS.length)];
    const record = {
      id: this.#hex(),
      // Bodies come a little out of order.
      startMs: Math.round(this.#startMs + (n - next() * 400) * this.#everyMs),
      durationMs,
      transaction,
      outcome: isError ? 'error' : 'ok',
      kind: 'http',
      method: transaction.slice(0, transaction.indexOf(' ')),
      status: isError ? 500 : next() < 0.05 ? 404 : 200,
      traceId: this.#hex(),
      children: [
        {
          name: FUNCTIONS[Math.floor(next() * 5)],
          parent: -1,
          startOffsetMs: Math.round(next() * durationMs * 500) / 1000,
          durationMs: Math.round(next() * durationMs * 500) / 1000,
          outcome: 'ok',
        },
      ],
      context: { user: `u${Math.floor(next() * 50_000)}`, region: next() < 0.7 ? 'eu-west-1' : 'us-east-1' },
      logs: [],
      app: this.#app,
      server: this.#server,
      version: '4f2c1d',
    };
    if (!isError) return record;
    return {
      ...record,
      error: { type, message, stack: `${type}: ${message}${STACK}` },
      fingerprint: (0x9e3779b97f4a7c15n * BigInt(type.length)).toString(16).slice(-16),
    };
  }

  /** As a body of one process brings them; told when it came. */
  batch(size) {
    this.#app = APPS[Math.floor(this.#next() * APPS.length)];
    this.#server = `web-${1 + Math.floor(this.#next() * 8)}`;
    const records = Array.from({ length: size }, () => this.record());
    const counts = Object.fromEntries([...new Set(records.map((r) => r.transaction))].map((t) => [t, 10]));
    return { app: this.#app, server: this.#server, atMs: this.nowMs, seen: counts, kept: counts, records };
  }
}
