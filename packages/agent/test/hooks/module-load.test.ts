import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newCounts } from '../../src/counts.ts';
import { HookSet } from '../../src/hooks/hook-set.ts';
import { type Hook, onModule } from '../../src/hooks/index.ts';

let folder: string;
let hook: Hook;
let warnings: string[];
const counts = newCounts();

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'carpy-modules-')));
  write('node_modules/lib/package.json', '{"name":"lib","version":"2.1.0","main":"./main"}');
  write('node_modules/lib/main.js', `exports.inner = require('./inner/part'); exports.name = 'lib';`);
  write('node_modules/lib/inner/part.js', `module.exports = function part() { return 'part'; };`);
  write('node_modules/lib/other.js', `exports.name = 'other';`);
  write('app.js', `module.exports = require('lib');`);
  warnings = [];
  counts.hookFaults = {};
  hook = new HookSet({ counts, begin: () => undefined, warn: (line) => warnings.push(line) }).hook('lib');
});
afterEach(() => {
  hook.undo();
  rmSync(folder, { recursive: true });
});

const load = (path: string): { name: string; inner: () => string; patched?: string } =>
  createRequire(join(folder, 'x.js'))(path);

it('changes what a package exports, once, with its version and folder', () => {
  let calls = 0;
  onModule(hook, 'lib', '>=2 <3', (exports, loaded) => {
    calls++;
    exports.patched = `${loaded.version} ${loaded.folder === join(folder, 'node_modules/lib')}`;
  });
  expect(load('./app.js').patched).toBe('2.1.0 true');
  expect(load('lib').patched).toBe('2.1.0 true');
  load('lib/other.js');
  expect(calls).toBe(1);
});

it('has others stand for the exports of a file that the package itself requires, and takes no other result for that', () => {
  onModule(hook, 'lib/inner/part.js', '', () => () => 'replaced');
  onModule(hook, 'lib', '', () => true);
  expect(load('lib').inner()).toBe('replaced');
  expect(load('lib').name).toBe('lib');
});

it('changes what was loaded before', () => {
  const early = load('lib');
  onModule(hook, 'lib', '', (exports) => {
    exports.patched = 'late';
  });
  expect(early.patched).toBe('late');
});

it('patches anew what was loaded anew', () => {
  onModule(hook, 'lib', '', (exports) => {
    exports.patched = 'yes';
  });
  const { cache, resolve } = createRequire(join(folder, 'x.js'));
  const first = load('lib');
  delete cache[resolve('lib')];
  const second = load('lib');
  expect(second).not.toBe(first);
  expect(second.patched).toBe('yes');
});

it('leaves other versions alone', () => {
  onModule(hook, 'lib', '>=3', (exports) => {
    exports.patched = 'no';
  });
  expect(load('lib').patched).toBeUndefined();
});

it('gives the exports as they are where a patch throws', () => {
  onModule(hook, 'lib', '', () => {
    throw new Error('ours');
  });
  expect(load('lib').name).toBe('lib');
  expect(counts.hookFaults).toEqual({ lib: 1 });
  expect(warnings).toHaveLength(1);
});

it('lets errors of loading through, and takes its patch of the loader back', () => {
  const before = createRequire(import.meta.url)('node:module')._load;
  onModule(hook, 'lib', '', () => {});
  expect(() => load('lib/none.js')).toThrow(/Cannot find module/);
  expect(() => load('nowhere')).toThrow(/Cannot find module/);
  hook.undo();
  expect(createRequire(import.meta.url)('node:module')._load).toBe(before);
});
