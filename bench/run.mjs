// Runs the benchmarks of this folder, each in a process of its own: `npm run bench`, `npm run bench -- statsd agent`.
// --smoke: the small size of each, to see that none has rotted. Other options go to the one benchmark that is named before them:
// `npm run bench -- store --series 100000`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const smoke = process.argv.includes('--smoke');
const args = process.argv.slice(2).filter((a) => a !== '--smoke');
const firstOption = args.findIndex((a) => a.startsWith('--'));
const wanted = firstOption < 0 ? args : args.slice(0, firstOption);
const forwarded = args.slice(wanted.length);
const all = readdirSync(here, { withFileTypes: true })
  .filter((e) => e.isDirectory() && existsSync(join(here, e.name, 'index.mjs')))
  .map((e) => e.name);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  process.exit(2);
}
if (forwarded.length > 0 && wanted.length !== 1) {
  console.error(`${forwarded[0]} belongs to one benchmark: name it first, as in ${all[0]} ${forwarded[0]}`);
  process.exit(2);
}

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
const failed = [];
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n== ${name}`);
  const options = [...(smoke ? ['--quick'] : []), ...forwarded];
  const run = spawnSync(process.execPath, [join(here, name, 'index.mjs'), ...options], { stdio: 'inherit' });
  if (run.status !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
