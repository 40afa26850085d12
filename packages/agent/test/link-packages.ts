import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { NpmPackages } from '../../../test/support/npm-packages.ts';

/** Has a node_modules folder show these packages. */
export function linkPackages(packages: NpmPackages, modules: string): void {
  const from = join(packages.folder, 'node_modules');
  for (const name of readdirSync(from)) if (!name.startsWith('.')) symlinkSync(join(from, name), join(modules, name));
}
