/**
 * The real carbon and whisper, as oracles: a Python that has them, from the virtual environment that the end-to-end tests make, else the
 * machine's own. Where there is none the tests are skipped by name; CARPY_TEST_REQUIRE=all makes the environment first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('../../../node_modules/.cache/graphite-web/bin/python', import.meta.url));
// Its import makes the environment, or throws the reason why it can't be had.
if (process.env['CARPY_TEST_REQUIRE'] === 'all') await import('../../../test/support/graphite-web.ts');
const python = [own, 'python3'].find(
  (command) =>
    (command !== own || existsSync(own)) && spawnSync(command, ['-c', 'import carbon, whisper']).status === 0,
);

/** Why carbon can't be asked; undefined where it can. */
export const noCarbon: string | undefined =
  python === undefined ? 'no Python with carbon and whisper is here: npm run test:e2e makes one' : undefined;
if (noCarbon !== undefined) console.warn(`skipped: ${noCarbon}`);

/** Runs a script that reads JSON from its input and prints JSON. */
export function askPython<T>(script: string, input: unknown): T {
  const { status, stdout, stderr } = spawnSync(python as string, ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw new Error(`Python ended with ${status}: ${stderr.slice(-2_000)}`);
  return JSON.parse(stdout) as T;
}
