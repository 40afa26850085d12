// A Python that has carbon and whisper from PyPI: CARPY_BENCH_PYTHON, else the machine's own, else a virtual environment that the first
// run makes under node_modules and later ones use again. What can't be had is named, never guessed.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../carpy-process.mjs';

const run = promisify(execFile);
const folder = join(root, 'node_modules/.cache/carpy-bench-peers');
const PACKAGES = ['carbon==1.1.10', 'whisper==1.1.10'];

const has = (python) =>
  run(python, ['-c', 'import carbon, whisper']).then(
    () => true,
    () => false,
  );

/** `{python}` or `{missing}`, the reason. */
export async function graphitePython() {
  const own = process.env.CARPY_BENCH_PYTHON;
  if (own !== undefined) return (await has(own)) ? { python: own } : { missing: `${own} has no carbon and whisper` };
  if (await has('python3')) return { python: 'python3' };
  const python = join(folder, 'bin/python');
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', folder]);
    if (!(await has(python))) await run(python, ['-m', 'pip', 'install', '-q', ...PACKAGES]);
    return { python };
  } catch (error) {
    return {
      missing: `${PACKAGES.join(' and ')} could not be installed: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    };
  }
}

/** Runs one of the scripts beside this file and reads its answer, one line of JSON. */
export async function script(python, name, args) {
  const file = new URL(name, import.meta.url).pathname;
  const { stdout } = await run(python, [file, ...args.map(String)], { maxBuffer: 64 * 2 ** 20 });
  return JSON.parse(stdout);
}
