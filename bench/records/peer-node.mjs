// A Node that has node:sqlite: the one that runs, else CARPY_BENCH_NODE, else one from npm that the first run installs under node_modules and
// later ones use again. What can't be had is named.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../carpy-process.mjs';

const run = promisify(execFile);
const PACKAGE = 'node@24.21.0';
const folder = join(root, 'node_modules/.cache/carpy-bench-node');

/** `{node}` or `{missing}`, the reason. */
export async function sqliteNode() {
  for (const node of [process.execPath, process.env.CARPY_BENCH_NODE])
    if (node !== undefined && (await hasSqlite(node))) return { node };
  const node = join(folder, 'node_modules/node/bin/node');
  try {
    if (!existsSync(node)) {
      mkdirSync(folder, { recursive: true });
      await run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', PACKAGE]);
    }
    return (await hasSqlite(node)) ? { node } : { missing: `${PACKAGE} has no node:sqlite with FTS5` };
  } catch (error) {
    return {
      missing: `${PACKAGE} could not be installed: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    };
  }
}

const TRIAL =
  "const { DatabaseSync } = require('node:sqlite'); new DatabaseSync(':memory:').exec('create virtual table t using fts5 (text)')";

const hasSqlite = (node) =>
  run(node, ['-e', TRIAL]).then(
    () => true,
    () => false,
  );
