/**
 * Exact versions of libraries that tests run against, each set in a folder of its own below node_modules/.cache, made at the first
 * use: two majors of one library can't both be devDependencies. Once made, a set needs no registry.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { requireAll, root } from '../e2e/carpy-process.ts';
import { runProgram } from './run-program.ts';

export interface NpmPackages {
  /** The folder that holds `node_modules`. */
  readonly folder: string;
  /** Why they can't be used; undefined where they can. With CARPY_TEST_REQUIRE=all a missing set is an error. */
  readonly missing: string | undefined;
}

/** Installs these, as `{ express: '5.3.0' }`. Install scripts run only for packages named in `scripts`. */
export async function npmPackages(
  dependencies: Readonly<Record<string, string>>,
  scripts: readonly string[] = [],
): Promise<NpmPackages> {
  const names = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  const hash = createHash('sha256')
    .update(JSON.stringify([names, scripts, process.versions.modules]))
    .digest('hex');
  const folder = join(
    root,
    'node_modules/.cache/npm-packages',
    `${names[0]?.replace(/\W+/g, '-')}-${hash.slice(0, 12)}`,
  );
  if (existsSync(folder)) return { folder, missing: undefined };
  await mkdir(dirname(folder), { recursive: true });
  // Beside its place and moved there when whole, so that tests that run at the same time see all of it or nothing.
  const making = await mkdtemp(`${folder}-making-`);
  const allowed = Object.fromEntries(scripts.map((name) => [name, true]));
  await writeFile(join(making, 'package.json'), JSON.stringify({ private: true, dependencies, allowScripts: allowed }));
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', '--prefix', making];
  const made = await runProgram('npm', scripts.length === 0 ? [...args, '--ignore-scripts'] : args);
  if (made.code === 0) {
    await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }));
    return { folder, missing: undefined };
  }
  await rm(making, { recursive: true, force: true });
  const missing = `npm can't install ${names.join(' and ')}: ${made.text.trim().split('\n').at(-1)}`;
  if (requireAll) throw new Error(missing);
  console.warn(`skipped: ${missing}`);
  return { folder, missing };
}
