/** Python's own StatsD clients, in a virtual environment below node_modules/.cache, made at the first use and kept while the versions fit. */
import { join } from 'node:path';
import { requireAll, root } from '../e2e/carpy-process.ts';
import { runProgram } from './run-program.ts';

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
  const { code, text } = await runProgram(python, ['-c', script, ...args]);
  if (code !== 0) throw new Error(`Python ended with ${code}: ${text}`);
}

async function prepare(): Promise<string | undefined> {
  const want = Object.entries(PACKAGES).map(([name, version]) => `${name}==${version}`);
  const check = `from importlib.metadata import version as v; assert "${want.join(' ')}" == " ".join(n + "==" + v(n) for n in ${JSON.stringify(Object.keys(PACKAGES))})`;
  if ((await runProgram(python, ['-c', check])).code === 0) return undefined;
  const venv = await runProgram('python3', ['-m', 'venv', '--clear', folder]);
  if (venv.code !== 0) return `python3 with venv is not here: ${lastLine(venv.text)}`;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', ...want];
  const install = await runProgram(python, pip);
  return install.code === 0 ? undefined : `pip can't install ${want.join(' and ')}: ${lastLine(install.text)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
