/**
 * The request log: its engine beside SQLite, bodies through HTTP and the live tail of a whole server, each part in a process of its own. `npm run build` first. Linux.
 *
 *     node bench/records/index.mjs [--smoke] [--records N] [--only segments]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const parts = ['segments', 'http', 'tail'];
const args = process.argv.slice(2);
const onlyAt = args.indexOf('--only');
const only = onlyAt < 0 ? parts : String(args.splice(onlyAt, 2)[1]).split(',');
const unknown = only.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(',')}: there are ${parts.join(', ')}`);
  process.exit(2);
}
const failed = only.filter((part) => {
  console.log(`\n${part}`);
  const file = fileURLToPath(new URL(`${part}.mjs`, import.meta.url));
  return spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
