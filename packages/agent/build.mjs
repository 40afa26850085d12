/**
 * Builds the published package: CommonJS files with core inside, ES modules that re-export them (so that `import` and `require` share one
 * agent), and the types for each. Run after `tsc -b`, which makes the .d.ts files.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, entries } from './bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
rmSync(dist, { recursive: true, force: true });

await bundle(dist);
copyTypes();

/**
 * Copies the entries' .d.ts files, once as ES modules and once, with other endings, as CommonJS. What they reach is there once, as CommonJS, which
 * both may import.
 */
function copyTypes() {
  const packages = { agent: join(here, 'build'), core: join(here, '..', 'core', 'dist') };
  const done = new Set();
  const waiting = entries.map((entry) => join(packages.agent, `${entry}.d.ts`));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    if (!existsSync(file)) throw new Error(`${file} is missing: run tsc -b first`);
    const source = readFileSync(file, 'utf8')
      .replace(/\n\/\/# sourceMappingURL=.*$/m, '')
      .replace(/import type \{([^}]*)\} from '@carpy\/core';/g, (_, names) => coreImports(names));
    const target = placeOf(file);
    for (const kind of isEntry(file) ? ['js', 'cjs'] : ['cjs']) {
      const text = source.replace(
        /(from |import\()(['"])(\.[^'"]*|@carpy\/core\/[a-z-]+)\2/g,
        (_, before, quote, specifier) => {
          const imported = specifier.startsWith('@carpy/core/')
            ? join(packages.core, `${specifier.slice('@carpy/core/'.length)}.d.ts`)
            : resolve(dirname(file), specifier.replace(/\.[tj]s$/, '.d.ts'));
          waiting.push(imported);
          const to = relative(dirname(target), placeOf(imported)).replace(/^(?!\.)/, './');
          return `${before}${quote}${to.replace(/\.d\.ts$/, isEntry(imported) ? `.${kind}` : '.cjs')}${quote}`;
        },
      );
      const out = kind === 'js' ? target : target.replace(/\.d\.ts$/, '.d.cts');
      mkdirSync(dirname(out), { recursive: true });
      writeFileSync(out, text);
    }
  }

  function isEntry(file) {
    return entries.some((entry) => file === join(packages.agent, `${entry}.d.ts`));
  }

  /** Each name from the file that declares it: core's index would bring all its types along. */
  function coreImports(names) {
    const files = readdirSync(packages.core).filter((name) => name.endsWith('.d.ts'));
    return names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => {
        const declares = new RegExp(`export (?:declare )?(?:interface|type|class|const|function) ${name}\\b`);
        const found = files.find((at) => declares.test(readFileSync(join(packages.core, at), 'utf8')));
        if (found === undefined) throw new Error(`no file of core declares ${name}`);
        return `import type { ${name} } from '@carpy/core/${found.replace(/\.d\.ts$/, '')}';`;
      })
      .join('\n');
  }

  function placeOf(file) {
    const name = file.startsWith(packages.agent) ? 'agent' : 'core';
    return join(dist, 'types', name, relative(packages[name], file));
  }
}
