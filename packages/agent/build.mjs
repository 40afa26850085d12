/**
 * Builds the published package: CommonJS files with core inside, ES modules that re-export them (so that `import` and `require` share one
 * agent), and the types for each. Run after `tsc -b`, which makes the .d.ts files.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, entries } from './bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
rmSync(dist, { recursive: true, force: true });

await bundle(dist);
copyTypes();

/** Copies the entries' .d.ts files and all that they reach, once as ES modules and once, with other endings, as CommonJS. */
function copyTypes() {
  const packages = { agent: join(here, 'build'), core: join(here, '..', 'core', 'dist') };
  const done = new Set();
  const waiting = entries.map((entry) => join(packages.agent, `${entry}.d.ts`));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    if (!existsSync(file)) throw new Error(`${file} is missing: run tsc -b first`);
    const source = readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*$/m, '');
    const target = placeOf(file);
    for (const kind of ['js', 'cjs']) {
      const text = source.replace(/(from |import\()(['"])(\.[^'"]*|@carpy\/core)\2/g, (_, before, quote, specifier) => {
        const imported =
          specifier === '@carpy/core'
            ? join(packages.core, 'index.d.ts')
            : resolve(dirname(file), specifier.replace(/\.[tj]s$/, '.d.ts'));
        waiting.push(imported);
        const to = relative(dirname(target), placeOf(imported)).replace(/^(?!\.)/, './');
        return `${before}${quote}${to.replace(/\.d\.ts$/, `.${kind}`)}${quote}`;
      });
      const out = kind === 'js' ? target : target.replace(/\.d\.ts$/, '.d.cts');
      mkdirSync(dirname(out), { recursive: true });
      writeFileSync(out, text);
    }
  }

  function placeOf(file) {
    const name = file.startsWith(packages.agent) ? 'agent' : 'core';
    return join(dist, 'types', name, relative(packages[name], file));
  }
}
