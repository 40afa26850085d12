// The process under measurement of functions.mjs: times a function inside a transaction, again and again. A message is {kind, calls}; the
// answer what it took, {cpuUs}.
import { byHand, timingOf } from './timed.mjs';

const CALLS_A_TRANSACTION = 50;
/** Transactions without a turn of the event loop. */
const A_TURN = 20;

const variant = process.argv[2];
const { timed, transaction, ready } = variant.startsWith('bare') ? byHand() : await timingOf(variant);
await ready?.();

let sink = 0;
const add = (x) => x + 1;
const addLater = async (x) => x + 1;
const bodies = {
  sync: () => {
    for (let i = 0; i < CALLS_A_TRANSACTION; i++) sink += timed('add', () => add(i));
  },
  async: async () => {
    for (let i = 0; i < CALLS_A_TRANSACTION; i++) sink += await timed('add later', () => addLater(i));
  },
};

process.on('message', async ({ kind, calls }) => {
  const before = process.cpuUsage();
  for (let i = 0; i < calls / CALLS_A_TRANSACTION; i++) {
    const result = transaction(bodies[kind]);
    if (kind === 'async') await result;
    if (i % A_TURN === 0) await new Promise((next) => setImmediate(next));
  }
  const { user, system } = process.cpuUsage(before);
  process.send({ cpuUs: user + system, sink });
});
process.on('disconnect', () => process.exit());
process.send('ready');
