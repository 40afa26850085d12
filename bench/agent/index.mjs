// What the agent costs: CPU time of a request and of a timed function, memory, start-up, size, and whether its memory stays flat, beside
// the application without an agent and with other agents.
//
//     npm run build && npm run bench -- agent [--quick] [--only requests,functions] [--rotations 9] [--minutes 30]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chosen } from './options.mjs';

for (const part of chosen('only', ['requests', 'functions', 'footprint', 'soak'])) {
  console.log(`\n-- ${part}`);
  const file = fileURLToPath(new URL(`${part}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
