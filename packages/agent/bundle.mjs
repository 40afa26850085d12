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
    input: Object.fromEntries(entries.map((entry) => [entry, join(here, 'src', `${entry}.ts`)])),
    platform: 'node',
    external: [/^node:/],
    resolve: { conditionNames: ['@carpy/source', 'import', 'default'] },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    exports: 'named',
    // The sources hold the comments; in the package they would be a sixth of its size.
    comments: { legal: true, annotation: true, jsdoc: false },
    entryFileNames: '[name].cjs',
    // Stack traces show this name.
    chunkFileNames: ({ moduleIds }) =>
      moduleIds.some((id) => id.endsWith('/src/agent.ts')) ? 'shared/agent.cjs' : 'shared/[name].cjs',
  });
  await build.close();
  for (const { isEntry, name, exports } of output)
    if (isEntry) writeFileSync(join(folder, `${name}.js`), moduleOf(name, exports));
}

/** Names are written out, so that `import { x }` is checked when the module is linked. One that makes ready is waited for. */
function moduleOf(entry, names) {
  const lines = names.map((name) => `export const ${name} = cjs.${name};`);
  if (names.includes('ready')) lines.push('await ready;');
  return `import cjs from './${entry}.cjs';\n\n${lines.join('\n')}\n`;
}
