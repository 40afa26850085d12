// A Python that has carbon and whisper from PyPI, and graphite-web where asked for: CARPY_BENCH_PYTHON, else the machine's own, else a
// virtual environment that the first run makes under node_modules and later ones use again. What can't be had is named, never guessed.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../carpy-process.mjs';

const run = promisify(execFile);
const folder = join(root, 'node_modules/.cache/carpy-bench-peers');
const CARBON = { packages: ['carbon==1.1.10', 'whisper==1.1.10'], modules: 'carbon, whisper' };
const WEB = { packages: [...CARBON.packages, 'graphite-web==1.1.10'], modules: 'carbon, whisper, graphite' };
const GUNICORN = { packages: ['gunicorn==27.0.1'], modules: 'gunicorn' };

const has = (python, { modules }) =>
  run(python, ['-c', `import ${modules}`]).then(
    () => true,
    () => false,
  );

/** `{python, gunicorn}`, the latter whether there is one, or `{missing}`, the reason. */
export async function graphitePython({ web = false } = {}) {
  const wanted = web ? WEB : CARBON;
  const own = process.env.CARPY_BENCH_PYTHON;
  if (own !== undefined)
    return (await has(own, wanted)) ? withGunicorn(own) : { missing: `${own} has no ${wanted.modules}` };
  if (await has('python3', wanted)) return withGunicorn('python3');
  const python = join(folder, 'bin/python');
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', folder]);
    await install(python, wanted);
    if (web) await install(python, GUNICORN).catch(() => undefined);
    return withGunicorn(python);
  } catch (error) {
    return {
      missing: `${wanted.packages.join(' and ')} could not be installed: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    };
  }
}

const withGunicorn = async (python) => ({ python, gunicorn: await has(python, GUNICORN) });

async function install(python, wanted) {
  if (!(await has(python, wanted))) await run(python, ['-m', 'pip', 'install', '-q', ...wanted.packages]);
}

/** Runs a script, by its URL or by its name beside this file, and reads its answer, one line of JSON. */
export async function script(python, name, args) {
  const file = new URL(name, import.meta.url).pathname;
  const { stdout } = await run(python, [file, ...args.map(String)], { maxBuffer: 64 * 2 ** 20 });
  return JSON.parse(stdout);
}
