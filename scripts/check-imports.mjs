// Holds the arrows between packages (.dependency-cruiser.cjs), and proves that the check can fail: in the fixture each planted
// fault must be found.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformSync } from 'esbuild';

const cache = 'node_modules/.cache/imports';
const planted = ['core-imports-only-nothing', 'agent-imports-only-core', 'no-cycles', 'web-takes-only-types-from-api'];

/** Writes packages' sources as JavaScript below `out`, with `@carpy/x` as relative paths. */
function lower(from, out, types) {
  rmSync(out, { recursive: true, force: true });
  const sources = readdirSync(from, { recursive: true })
    .map(String)
    .filter((f) => /^[a-z]+\/src\/.*\.tsx?$/.test(f) && !f.endsWith('.d.ts'));
  for (const file of sources) {
    const text = readFileSync(join(from, file), 'utf8');
    const { code } = transformSync(
      types === 'kept' ? text.replace(/^(import|export) type (?=[{*]|\w+ from)/gm, '$1 ') : text,
      {
        loader: file.endsWith('x') ? 'tsx' : 'ts',
        jsx: 'preserve',
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      },
    );
    const here = dirname(join(out, file));
    const js = code
      .replace(/(['"])@carpy\/([a-z]+)(?:\/([a-z-]+))?\1/g, (_, q, name, sub = 'index') => {
        const path = relative(here, join(out, name, 'src', `${sub}.js`));
        return `${q}${path.startsWith('.') ? path : `./${path}`}${q}`;
      })
      .replace(/(from\s*|import\s*\(?\s*)(['"])(\.[^'"]*)\.tsx?\2/g, '$1$2$3.js$2');
    mkdirSync(here, { recursive: true });
    writeFileSync(join(out, file.replace(/\.tsx?$/, '.js')), js);
  }
}

function cruise(from, types) {
  const root = `${cache}/${types}/${from.replaceAll('/', '-')}`;
  lower(from, root, types);
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      root,
    ],
    {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, CARPY_CHECK_ROOT: root, CARPY_CHECK_TYPES: types },
    },
  );
  if (run.stdout === '') throw new Error(`dependency-cruiser said nothing: ${run.stderr}`);
  return JSON.parse(run.stdout).summary;
}

const faultsOf = (from) => ['kept', 'erased'].map((types) => cruise(from, types));

const found = faultsOf('scripts/fixtures/imports').flatMap((summary) => summary.violations.map((v) => v.rule.name));
const missed = planted.filter((rule) => !found.includes(rule));
if (missed.length > 0) {
  console.error(`import check: these planted faults were not found: ${missed.join(', ')}`);
  process.exit(1);
}

const summaries = faultsOf('packages');
const violations = summaries.flatMap((s) => s.violations);
for (const v of violations) {
  const to = v.cycle?.map((c) => c.name ?? c).join(' -> ') ?? v.to;
  console.error(`${v.rule.name}: ${v.from} -> ${to}`.replaceAll(`${cache}/`, ''));
}
console.log(
  `import check: ${summaries[0].totalCruised} modules, ${violations.length} faults (${planted.length} planted ones found)`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
