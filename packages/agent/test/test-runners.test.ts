/** An application's own test suite runs with the agent in it, and ends: under Jest 29, which loads CommonJS into realms of its own, and under Vitest. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../../test/e2e/carpy-process.ts';
import { npmPackages } from '../../../test/support/npm-packages.ts';
import { runProgram } from '../../../test/support/run-program.ts';
import { type BuiltAgent, buildAgent } from './built-agent.ts';
import { openReceiver, type Receiver } from './statsd-receiver.ts';

const jest = await npmPackages({ jest: '29.7.0' });

/** A shop and its tests, in CommonJS; `globals` are test, expect and afterAll. */
const app = `
const agent = require('./agent.cjs');
class NotFound extends Error {}
const load = agent.wrap('load', async (id) => { await null; if (id === 2) throw new NotFound('two'); return { id }; });
exports.find = (id) => agent.transaction('find', () => load(id));
exports.agent = agent;
`;
const suite = `
test('finds', async () => { expect(await find(1)).toEqual({ id: 1 }); });
test('rejects as before', async () => { await expect(find(2)).rejects.toThrow('two'); });
test('gives native promises', () => { const p = find(1); expect(p).toBeInstanceOf(Promise); return p; });
afterAll(() => agent.flush());
`;

describe.each(['jest', 'vitest'] as const)("an application's suite under %s", { timeout: 120_000 }, (runner) => {
  let built: BuiltAgent;
  let receiver: Receiver;
  let folder: string;
  beforeAll(async () => {
    built = await buildAgent();
  }, 60_000);
  afterAll(() => built.remove());
  beforeEach(async () => {
    receiver = await openReceiver();
    // Jest runs no tests below node_modules.
    folder = mkdtempSync(join(tmpdir(), 'carpy-suite-'));
    return async () => {
      await receiver.close();
      rmSync(folder, { recursive: true });
    };
  });

  it.skipIf(runner === 'jest' && jest.missing !== undefined)('passes, reports, and exits by itself', async () => {
    cpSync(built.file, join(folder, 'agent.cjs'));
    writeFileSync(join(folder, 'app.cjs'), app);
    symlinkSync(join(runner === 'jest' ? jest.folder : root, 'node_modules'), join(folder, 'node_modules'));
    let args: string[];
    if (runner === 'jest') {
      writeFileSync(
        join(folder, 'package.json'),
        '{"jest":{"testEnvironment":"node","haste":{"enableSymlinks":false}}}',
      );
      writeFileSync(join(folder, 'app.test.js'), `const { find, agent } = require('./app.cjs');\n${suite}`);
      args = [
        join(jest.folder, 'node_modules/jest/bin/jest.js'),
        '--rootDir',
        folder,
        '--watchman=false',
        '--no-cache',
      ];
    } else {
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      const imports = `import { afterAll, expect, test } from 'vitest';\nimport app from './app.cjs';\nconst { find, agent } = app;`;
      writeFileSync(join(folder, 'app.test.js'), `${imports}\n${suite}`);
      args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder];
    }
    const env = {
      PATH: process.env['PATH'],
      CARPY_APP: 'app',
      CARPY_SERVER: 'one',
      CARPY_URL: 'off',
      CARPY_STATSD: receiver.address,
    };
    const { code, text } = await runProgram(process.execPath, args, env);
    expect(text).toMatch(/3 passed/);
    expect(text).not.toContain('did not exit');
    expect(code).toBe(0);
    const lines = await receiver.waitFor(/find\.children\.load\.error:/);
    expect(lines.filter((line) => line.startsWith('carpy.app.one.find.ok:'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('carpy.app.one.find.error:'))).toHaveLength(1);
  });
});
