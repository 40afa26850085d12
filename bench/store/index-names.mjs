/**
 * The index of names: memory, building, find and resolve over 100 k and 1 M names. It is no part of the package's interface, so it is read
 * from the built files: `npm run build` first. `--quick` is a smoke run whose figures mean nothing.
 *
 *     node bench/store/index-names.mjs [--quick]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NameIndex } from '../../packages/store/dist/index-tree/name-index.js';

const { values: args } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
const PLAIN = 5;
const traits = () => PLAIN;

console.log(
  `machine: ${cpus().length} x ${cpus()[0]?.model}; Node ${process.version}; median (least to greatest) of n`,
);
for (const count of args.quick ? [2_000] : [100_000, 1_000_000]) bench(count);

/** 100 leaves a branch, each under three levels; and 1,000 leaves under one node. About 50 characters. */
function nameOf(i, count) {
  if (i < 1_000) return `datacentre.one-node-with-many.leaves.of-its-own.leaf-${i}`;
  const host = Math.floor(i / 100);
  return `servers-by-name.rack-${host % 64}.web-${host}-of-${count}.collectd.s${i % 100}`;
}

function bench(count) {
  gc();
  const before = process.memoryUsage().rss;
  const index = new NameIndex();
  let started = performance.now();
  for (let i = 0; i < count; i++) index.declare(nameOf(i, count), 'plain', traits);
  console.log(`${count} names: built in ${(performance.now() - started).toFixed(0)} ms`);
  gc();
  console.log(`  memory, RSS growth: ${((process.memoryUsage().rss - before) / 1e6).toFixed(1)} MB`);
  started = performance.now();
  for (let i = 0; i < count; i++) index.declare(nameOf(i, count), 'plain', traits);
  console.log(
    `  declare of a known name: ${(((performance.now() - started) / count) * 1e6).toFixed(0)} ns, its making included`,
  );
  const host = Math.floor(count / 200);
  time('resolve 1,000 leaves of one node', () => index.resolve('datacentre.*.leaves.*.*', 1e6));
  time('resolve a wide glob', () => index.resolve('*.*.*.*.s5', 1e6));
  time('find a wide glob', () => index.find('*.*.*.*.s5'));
  time('children of one node', () =>
    index.find(`servers-by-name.rack-${host % 64}.web-${host}-of-${count}.collectd.*`),
  );
  const all = new Uint32Array(count).map((_, i) => i);
  started = performance.now();
  index.remove(all);
  console.log(`  removed all in ${(performance.now() - started).toFixed(0)} ms`);
}

function time(what, run) {
  const times = [];
  let found = 0;
  for (let i = 0; i < (args.quick ? 3 : 30); i++) {
    const started = performance.now();
    found = run().length;
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const [least, median, most] = [times[0], times[times.length >> 1], times.at(-1)].map((t) => t.toFixed(3));
  console.log(`  ${what} (${found}): ${median} ms (${least} to ${most})`);
}
