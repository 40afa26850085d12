/**
 * The store beside whisper, carbon-cache and SQLite: each part in a process of its own, one after the other, so that none warms or
 * fills another. Every figure is a median (least to greatest, n) with the goal beside it. `npm run build` first. Linux.
 *
 *     node bench/store/index.mjs [--quick] [--series N] [--only flushes,reads]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { only, quick, seriesGiven } from './options.mjs';

const parts = [
  'flushes',
  'carbon-lines',
  'carbon-tcp',
  'ingest-pause',
  'bytes',
  'reads',
  'find',
  'held-memory',
  'drop',
  'recovery',
  'wide-reads',
];
const unknown = only?.filter((name) => !parts.includes(name)) ?? [];
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(',')}: there are ${parts.join(', ')}`);
  process.exit(2);
}
const failed = [];
for (const part of only ?? parts) {
  const file = fileURLToPath(new URL(`${part}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...argsOf(part)], { stdio: 'inherit' });
  if (status !== 0) failed.push(part);
}
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** wide-reads has one size. */
function argsOf(part) {
  const series = seriesGiven === undefined || part === 'wide-reads' ? [] : ['--series', String(seriesGiven)];
  return [...(quick ? ['--quick'] : []), ...series];
}
