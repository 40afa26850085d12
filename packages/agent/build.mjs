/**
 * Builds the published package: one CommonJS file with core inside, decorators and the
 * bridge to OpenTelemetry beside it that require it, ES modules that re-export
 * both (so that `import` and `require` share one agent), and the types for each. Run after `tsc -b`, which makes the .d.ts files.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
rmSync(dist, { recursive: true, force: true });

await bundle('index', {});
// Its import of the agent stays one: a second copy inside would be a second agent.
for (const entry of ['decorators', 'otel'])
  await bundle(entry, { external: [/index\.ts$/], paths: () => './index.cjs' });
writeModules();
copyTypes();

async function bundle(entry, { external = [], paths }) {
  const build = await rolldown({
    input: join(here, 'src', `${entry}.ts`),
    platform: 'node',
    external: [/^node:/, ...external],
    resolve: { conditionNames: ['@carpy/source', 'import', 'default'] },
  });
  await build.write({
    file: join(dist, `${entry}.cjs`),
    format: 'cjs',
    exports: 'named',
    ...(paths === undefined ? {} : { paths: (id) => (id.startsWith('node:') ? id : paths(id)) }),
  });
  await build.close();
}

/** Names are written out, so that `import { x }` is checked when the module is linked. */
function writeModules() {
  const require = createRequire(import.meta.url);
  for (const entry of ['index', 'decorators', 'otel']) {
    const names = Object.keys(require(join(dist, `${entry}.cjs`)));
    const lines = names.map((name) => `export const ${name} = cjs.${name};`);
    writeFileSync(join(dist, `${entry}.js`), `import cjs from './${entry}.cjs';\n\n${lines.join('\n')}\n`);
  }
}

/** Copies the entries' .d.ts files and all that they reach, once as ES modules and once, with other endings, as CommonJS. */
function copyTypes() {
  const packages = { agent: join(here, 'build'), core: join(here, '..', 'core', 'dist') };
  const done = new Set();
  const waiting = [
    join(packages.agent, 'index.d.ts'),
    join(packages.agent, 'decorators.d.ts'),
    join(packages.agent, 'otel.d.ts'),
  ];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    if (!existsSync(file)) throw new Error(`${file} is missing: run tsc -b first`);
    const source = readFileSync(file, 'utf8')
      .replace(/\n\/\/# sourceMappingURL=.*$/m, '')
      .replace(/import type \{([^}]*)\} from '@carpy\/core';/g, (_, names) => coreImports(names));
    const target = placeOf(file);
    for (const kind of ['js', 'cjs']) {
      const text = source.replace(
        /(from |import\()(['"])(\.[^'"]*|@carpy\/core\/[a-z-]+)\2/g,
        (_, before, quote, specifier) => {
          const imported = specifier.startsWith('@carpy/core/')
            ? join(packages.core, `${specifier.slice('@carpy/core/'.length)}.d.ts`)
            : resolve(dirname(file), specifier.replace(/\.[tj]s$/, '.d.ts'));
          waiting.push(imported);
          const to = relative(dirname(target), placeOf(imported)).replace(/^(?!\.)/, './');
          return `${before}${quote}${to.replace(/\.d\.ts$/, `.${kind}`)}${quote}`;
        },
      );
      const out = kind === 'js' ? target : target.replace(/\.d\.ts$/, '.d.cts');
      mkdirSync(dirname(out), { recursive: true });
      writeFileSync(out, text);
    }
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
