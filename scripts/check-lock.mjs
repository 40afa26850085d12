#!/usr/bin/env node
// Says why `npm ci` would refuse a lock file: optional dependencies (other platforms' binaries) that the lock lacks.
// `npm install` leaves such an entry out silently when the registry does not have it (yet). Asks no registry.
// Usage: node check-lock.mjs [package-lock.json]   exit 1 when something is missing
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const packages = JSON.parse(readFileSync(file, 'utf8')).packages;

/** Node's own look-up: the nearest node_modules going up from the dependent's folder. */
function isLocked(from, name) {
  for (let dir = from; ; dir = dir.includes('/node_modules/') ? dir.slice(0, dir.lastIndexOf('/node_modules/')) : '') {
    if (packages[`${dir === '' ? '' : `${dir}/`}node_modules/${name}`] !== undefined) return true;
    if (dir === '') return false;
  }
}

let missing = 0;
for (const [path, entry] of Object.entries(packages)) {
  const absent = Object.entries(entry.optionalDependencies ?? {}).filter(([name]) => !isLocked(path, name));
  if (absent.length === 0) continue;
  missing += absent.length;
  console.log(
    `${path}@${entry.version}: ${absent.length} optional dependencies are not in the lock, e.g. ${absent[0].join('@')}`,
  );
}
console.log(
  missing === 0
    ? 'complete: npm ci will take this lock'
    : `${missing} missing: npm ci will refuse; pin an older version of the packages above`,
);
process.exitCode = missing === 0 ? 0 : 1;
