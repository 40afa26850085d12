// Weighs the built UI against its budgets, gzip -9, and fails the build over one. Run after `vite build`, which writes the manifest.
// A route's weight is what a browser fetches for it: its chunk, the entry, and everything they import statically.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const firstRoute = 'src/pages/overview/overview-page.tsx';
const budgets = { firstRouteJs: 90 * KB, firstRouteCss: 15 * KB, allRoutesJs: 180 * KB };

const dist = join(dirname(fileURLToPath(import.meta.url)), 'dist');
const manifestPath = join(dist, '.vite/manifest.json');
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));

/** Files of these chunks and of all that they import statically. */
function filesOf(keys) {
  const seen = new Set();
  const files = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`the manifest has no ${key}: has a page been moved?`);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const key of keys) visit(key);
  return [...files];
}

/** Bytes of the files with this ending, each packed by itself as the server sends them. */
const gzipBytes = (files, ending) =>
  files
    .filter((file) => file.endsWith(ending))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry === true);
if (entry === undefined) throw new Error('the manifest names no entry');
const first = filesOf([entry, firstRoute]);
const all = filesOf(Object.keys(manifest));
// index.html names it apart, and so the manifest doesn't.
const theme = gzipBytes(['theme.js'], '.js');

const figures = [
  ['first route, JavaScript', gzipBytes(first, '.js') + theme, budgets.firstRouteJs],
  ['first route, CSS', gzipBytes(first, '.css'), budgets.firstRouteCss],
  ['all routes, JavaScript', gzipBytes(all, '.js') + theme, budgets.allRoutesJs],
];
for (const [what, bytes, budget] of figures) {
  const over = bytes > budget;
  console.log(`${what}: ${(bytes / KB).toFixed(1)} of ${budget / KB} KB gzip${over ? ' - OVER BUDGET' : ''}`);
  if (over) process.exitCode = 1;
}
// Nothing reads it at run time, and what is in dist is served.
rmSync(dirname(manifestPath), { recursive: true });
