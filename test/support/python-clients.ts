/** Python's own StatsD clients, in a virtual environment below node_modules/.cache, made at the first use and kept while the versions fit. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { requireAll, root } from '../e2e/carpy-process.ts';

const PACKAGES = { statsd: '4.0.1', datadog: '0.56.0' } as const;
const folder = join(root, 'node_modules/.cache/python-clients');
const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Why Python's clients can't run here; undefined where they can. With CARPY_TEST_REQUIRE=all a missing one is an error. */
export const noPythonClients: string | undefined = await prepare();
if (noPythonClients !== undefined) {
  if (requireAll) throw new Error(noPythonClients);
  console.warn(`skipped: ${noPythonClients}`);
}

/** Runs a script with the clients at hand; rejects with what it wrote when it fails. */
export async function runPython(script: string, args: readonly string[]): Promise<void> {
  const { code, text } = await run(python, ['-c', script, ...args]);
  if (code !== 0) throw new Error(`Python ended with ${code}: ${text}`);
}

async function prepare(): Promise<string | undefined> {
  const want = Object.entries(PACKAGES).map(([name, version]) => `${name}==${version}`);
  const check = `from importlib.metadata import version as v; assert "${want.join(' ')}" == " ".join(n + "==" + v(n) for n in ${JSON.stringify(Object.keys(PACKAGES))})`;
  if ((await run(python, ['-c', check])).code === 0) return undefined;
  const venv = await run('python3', ['-m', 'venv', '--clear', folder]);
  if (venv.code !== 0) return `python3 with venv is not here: ${lastLine(venv.text)}`;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', ...want];
  const install = await run(python, pip);
  return install.code === 0 ? undefined : `pip can't install ${want.join(' and ')}: ${lastLine(install.text)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Code -1 when there is no such program. */
function run(command: string, args: readonly string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const take = (chunk: Buffer): void => {
      text += chunk;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (e) => resolve({ code: -1, text: e.message }));
    child.once('close', (code) => resolve({ code, text }));
  });
}
