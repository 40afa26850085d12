// Graphite's API: evaluation from memory, then whole requests over HTTP beside a real graphite-web, find, and what a heavy query does
// to the others. How fast carbon's points are taken is the store's benchmark (`npm run bench -- store`).
//
//     npm run build && npm run bench -- graphite [--quick] [--only render,find]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { only, quick } from '../store/options.mjs';

const parts = ['in-memory', 'render', 'find', 'heavy'];
const unknown = (only ?? []).filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there are: ${parts.join(', ')}`);
  process.exit(2);
}
for (const part of only ?? parts) {
  const file = fileURLToPath(new URL(`${part}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...(quick ? ['--quick'] : [])], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
