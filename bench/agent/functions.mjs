// CPU time of one timed function in a transaction of 50, beside the least that timing can cost: `bare` is an AsyncLocalStorage.getStore and
// two performance.now() by hand. The function itself and the loop are in all figures. Each variant has a process of its own, new in each
// rotation, and all take turns in slices.
import { table, withInterval } from './figures.mjs';
import { chosen, quick, rotations } from './options.mjs';
import { startBackends, startMeasured } from './processes.mjs';
import { variants } from './variants.mjs';

/** Before them; with fewer, V8 still compiles what is called, on threads whose CPU counts. */
const WARM_SLICES = quick ? 1 : 2;
const SLICES = 3;
/** What an agent does once a second runs at the begin of a slice, after the others' turns: in a short one it counts for more than it does in life. */
const CALLS = quick ? 1_000 : 400_000;
const KINDS = ['sync', 'async'];

const names = ['bare', ...chosen('variants', Object.keys(variants)).filter((name) => !name.startsWith('bare'))];
const backends = await startBackends();
const figures = new Map(names.map((name) => [name, { sync: [], async: [] }]));
for (let rotation = 0; rotation < rotations; rotation++) await rotate(rotation);
await backends.end();

console.log(`n = ${rotations} rotations of ${SLICES * CALLS} calls, ns of CPU a call, Node ${process.version}`);
const of = (name, kind) => withInterval(figures.get(name)[kind], 0);
table(
  ['', ...KINDS],
  [...figures.keys()].map((name) => [name, ...KINDS.map((kind) => of(name, kind))]),
);

async function rotate(rotation) {
  const running = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + rotation) % names.length];
    if (!figures.has(name)) continue;
    const child = startMeasured('function-calls.mjs', name, backends.addresses);
    if (child.missing === undefined) running.push({ name, child });
    else if (figures.delete(name)) console.log(`left out: ${name}: ${child.missing}`);
  }
  for (const { child } of running) await child.first;
  for (const kind of KINDS) {
    const cpuUs = new Map(running.map(({ name }) => [name, 0]));
    for (let slice = -WARM_SLICES; slice < SLICES; slice++)
      for (const { name, child } of running) {
        const taken = await child.ask({ kind, calls: CALLS });
        if (slice >= 0) cpuUs.set(name, cpuUs.get(name) + taken.cpuUs);
      }
    for (const [name, us] of cpuUs) figures.get(name)[kind].push((us * 1_000) / (SLICES * CALLS));
  }
  for (const { child } of running) await child.end();
}
