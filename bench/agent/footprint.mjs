// What an agent adds to the start of an application (an Express app, until it listens) and to its memory then, and what it adds to
// node_modules. Memory under load is in the table of requests.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../carpy-process.mjs';
import { table, withInterval } from './figures.mjs';
import { chosen, rotations } from './options.mjs';
import { startBackends, startMeasured } from './processes.mjs';
import { variants } from './variants.mjs';

const names = ['bare', 'bare again', ...chosen('variants', Object.keys(variants)).filter((n) => !n.startsWith('bare'))];
const backends = await startBackends();
const figures = new Map(names.map((name) => [name, []]));
// The first rotation fills the caches of the disk.
for (let rotation = -1; rotation < rotations; rotation++)
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + rotation + 1) % names.length];
    if (!figures.has(name)) continue;
    const began = performance.now();
    const app = startMeasured('app.mjs', name, backends.addresses, { args: ['express'] });
    if (app.missing !== undefined) {
      figures.delete(name);
      console.log(`left out: ${name}: ${app.missing}`);
      continue;
    }
    const { cpuUs, rss } = await app.first;
    const wallMs = performance.now() - began;
    await app.end();
    if (rotation >= 0) figures.get(name).push({ wallMs, cpuMs: cpuUs / 1_000, rssMib: rss / 2 ** 20 });
  }
await backends.end();

console.log(
  `from the start of the process until it listens, more than bare; n = ${rotations}, Node ${process.version}`,
);
const bare = figures.get('bare');
const more = (measured, what) =>
  withInterval(
    measured.map((one, i) => one[what] - bare[i][what]),
    0,
  );
table(
  ['', 'ms of CPU', 'ms', 'MiB resident'],
  [...figures].map(([name, of]) => [name, more(of, 'cpuMs'), more(of, 'wallMs'), more(of, 'rssMib')]),
);

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json'], {
    cwd: join(root, 'packages/agent'),
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
console.log(
  `@carpy/agent: ${(packed.size / 1_000).toFixed(0)} KB packed, ${(packed.unpackedSize / 1_000).toFixed(0)} KB unpacked`,
);
