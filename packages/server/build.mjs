// Bundles the server, its threads, the command line and the demo into dist/, with the built UI and the fonts of pictures beside them.
// lmdb and resvg stay outside (they have binaries). Run after `tsc -b` and the UI's build: `npm run build` at the root does all in order.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const web = join(here, '../web/dist');

rmSync(dist, { recursive: true, force: true });

// One flat folder: threads find each other's files beside their own. A thread's code is one file, since each file that a thread loads costs
// it about a millisecond; the command line's is in parts, of which a command loads its own. V8 holds the text of each file once a thread:
// with a byte a character where all are Latin 1, and with two where one is not. So what documents the code stays out, and other characters
// are escapes.
const entries = {
  cli: 'src/cli/cli.ts',
  'store-thread': 'src/threads/store-thread.ts',
  'ingest-thread': 'src/threads/ingest-thread.ts',
  'forward-thread': 'src/threads/forward-thread.ts',
  'seal-thread': 'src/threads/seal-thread.ts',
  'records-thread': 'src/threads/records-thread.ts',
  'query-thread': 'src/threads/query-thread.ts',
  demo: '../demo/src/main.ts',
};
for (const [name, file] of Object.entries(entries)) {
  const bundle = await rolldown({
    input: { [name]: join(here, file) },
    platform: 'node',
    external: [/^node:/, 'lmdb', 'node-unix-socket', '@resvg/resvg-wasm'],
    resolve: { conditionNames: ['@carpy/source', 'import', 'default'] },
  });
  await bundle.write({
    dir: dist,
    format: 'esm',
    sourcemap: true,
    chunkFileNames: '[name]-[hash].js',
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await bundle.close();
}
for (const file of readdirSync(dist)) {
  if (file.endsWith('.js')) writeFileSync(join(dist, file), asAscii(readFileSync(join(dist, file), 'utf8'), file));
}

// The faces that query/raster.ts asks for; the package of them all is four times as large.
const dejavu = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/LICENSE'));
mkdirSync(join(dist, 'fonts'));
for (const file of readdirSync(join(dejavu, 'ttf'))) {
  if (!/^DejaVu(Sans|Serif|SansMono)(-Bold)?\.ttf$|^DejaVuSans-(Bold)?Oblique\.ttf$/.test(file)) continue;
  cpSync(join(dejavu, 'ttf', file), join(dist, 'fonts', file));
}
cpSync(join(dejavu, 'LICENSE'), join(dist, 'fonts/LICENSE'));

if (!existsSync(join(web, 'index.html'))) throw new Error('the UI is not built: npm run build -w @carpy/web');
cpSync(web, join(dist, 'web'), { recursive: true });
for (const file of readdirSync(join(dist, 'web'), { recursive: true }).map(String)) {
  if (!['.js', '.css', '.svg', '.html'].includes(extname(file))) continue;
  const path = join(dist, 'web', file);
  const bytes = readFileSync(path);
  if (bytes.length < 1024) continue;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

/** In strings, templates and regular expressions an escape means its character; `String.raw` would show it. */
function asAscii(code, file) {
  const raw = /\\\P{ASCII}|String\.raw`[^`]*?\P{ASCII}/u.exec(code);
  if (raw !== null) throw new Error(`${file}: ${raw[0]}: only ASCII can follow a backslash or be raw here`);
  return code.replace(/\P{ASCII}/gu, (character) => character.split('').map(escapeOf).join(''));
}

function escapeOf(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
