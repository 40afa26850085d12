// Loaded into the server by NODE_OPTIONS, from outside: what is wrong with the product is made up, that its thread dies of it is not.
const { existsSync, readFileSync, rmSync } = require('node:fs');
const { workerData } = require('node:worker_threads');

const order = process.env.BREAK_RECORDS_BY;

function carryOut() {
  if (!existsSync(order)) return;
  const how = readFileSync(order, 'utf8');
  if (how === '') return;
  rmSync(order);
  if (how === 'fault') throw new Error('a fault that nobody catches');
  const kept = [];
  for (;;) kept.push(new Array(1e5).fill(kept.length));
}

// Of the threads only the one of the request log has maps of sources.
if (workerData?.sourceMaps !== undefined) setInterval(carryOut, 20).unref();
