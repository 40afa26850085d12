/** Bundles the agent: CommonJS files with core inside, and ES modules that re-export them, so that both kinds share one agent. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
export const entries = ['index', 'decorators', 'otel', 'register'];

/** Writes the files to `folder`. What the entries share is in files of its own, one of each in a process. */
export async function bundle(folder) {
  const build = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [placeOf(entry), join(here, 'src', `${entry}.ts`)])),
    platform: 'node',
    external: [/^node:/],
    resolve: { conditionNames: ['@carpy/source', 'import', 'default'] },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    exports: 'named',
    // As the sources are: a wrapper in sloppy code would hand the function that it calls a global object for `this`, where it had none.
    banner: "'use strict';",
    // The sources hold the comments; in the package they would be a sixth of its size.
    comments: { legal: true, annotation: true, jsdoc: false },
    entryFileNames: '[name].cjs',
    // Stack traces show this name.
    chunkFileNames: ({ moduleIds }) =>
      moduleIds.some((id) => id.endsWith('/src/agent.ts')) ? 'shared/agent.cjs' : 'shared/[name].cjs',
  });
  await build.close();
  for (const { isEntry, name, exports } of output) {
    if (!isEntry) continue;
    const entry = entries.find((one) => placeOf(one) === name);
    writeFileSync(join(folder, `${entry}.js`), moduleOf(entry, exports));
    if (name !== entry) writeFileSync(join(folder, `${entry}.cjs`), reexport(name, exports));
  }
}

/**
 * Before Node loads CommonJS for an ES module it reads the file for names of exports, which takes some 40 ms for one of 60 KB: so the file
 * that `--import` comes to first is a small one.
 */
const placeOf = (entry) => (entry === 'register' ? 'shared/register' : entry);

const reexport = (name, names) =>
  `'use strict';\nconst all = require('./${name}.cjs');\n${names.map((one) => `exports.${one} = all.${one};\n`).join('')}`;

/** Names are written out, so that `import { x }` is checked when the module is linked. One that makes ready is waited for. */
function moduleOf(entry, names) {
  const lines = names.map((name) => `export const ${name} = cjs.${name};`);
  if (names.includes('ready')) lines.push('await ready;');
  return `import cjs from './${entry}.cjs';\n\n${lines.join('\n')}\n`;
}
