/**
 * Tests of a library's instrumentation: one program, run on each version as an ES module and as CommonJS under
 * `@carpy/agent/register`, and once without it. What it answers must be the same each time, and the functions timed are counted.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NpmPackages, npmPackages } from '../../../../test/support/npm-packages.ts';
import { type RunningService, reasonToSkip, type Service } from '../../../../test-services/index.ts';
import { type App, type AppOptions, startApp } from '../instrumented-app.ts';

export interface LibraryCase {
  readonly library: string;
  readonly service?: Service;
  /** Exact versions, as for npm; the newest major first. None for Node's own modules. */
  readonly versions?: readonly Readonly<Record<string, string>>[];
  /** Packages that must run a script of theirs when they are installed. */
  readonly scripts?: readonly string[];
  /** Names in the program, with the module each is the default export of. */
  readonly imports: Readonly<Record<string, string>>;
  /** Those of the names that are a module's namespace. */
  readonly namespaces?: readonly string[];
  /**
   * Body of an async function that returns plain data. It has `transaction` and `time` of the agent, `host` and `port` of the service,
   * and `unhandled(fn)`: the error of the promise that `fn` leaves alone.
   */
  readonly body: string;
  /** More files of the program's folder, and a program of the packages that runs there first: as for an application. */
  readonly files?: AppOptions['files'];
  readonly before?: AppOptions['before'];
  /** Instrumentations that are off, as `http-server`. */
  readonly off?: string;
  /** Calls by name and outcome, without `.children` and with ports as `_`: `{ 't.pg_select_users.ok': 1 }`. */
  readonly counted: Readonly<Record<string, number>>;
}

/** The registry and a busy machine may take that long, ms. */
const SET_UP_MS = 240_000;
const RUN_MS = 60_000;

export async function describeLibrary(test: LibraryCase): Promise<void> {
  const missing = test.service === undefined ? undefined : await reasonToSkip(test.service);
  const sets = await Promise.all(
    (test.versions ?? [undefined]).map(async (set) => set && (await npmPackages(set, test.scripts))),
  );
  const title = missing === undefined ? test.library : `${test.library}: ${missing}`;
  describe.skipIf(missing !== undefined)(title, () => {
    let service: RunningService | undefined;
    beforeAll(async () => {
      service = await test.service?.start();
    }, SET_UP_MS);
    afterAll(() => service?.stop(), SET_UP_MS);

    sets.forEach((packages, at) => {
      const version = Object.entries(test.versions?.[at] ?? { Node: process.version }).map((pair) => pair.join(' '));
      describe.skipIf(packages?.missing !== undefined)(version.join(', '), () => {
        let expected: unknown;
        it('answers without the agent', { timeout: RUN_MS }, async () => {
          const app = await run(test, packages, 'cjs', 'none', service?.address);
          try {
            expected = answerOf(app);
          } finally {
            await app.end();
          }
        });

        it.each(['esm', 'cjs'] as const)('is timed, and answers the same: %s', { timeout: RUN_MS }, async (format) => {
          const app = await run(test, packages, format, 'import', service?.address);
          try {
            expect(answerOf(app)).toEqual(expected);
            expect(shortened(await app.counted())).toEqual(test.counted);
            expect((await app.stats()).hookFaults).toEqual({});
            expect(app.output().stderr).toBe('');
          } finally {
            await app.end();
          }
        });
      });
    });
  });
}

function run(
  test: LibraryCase,
  packages: NpmPackages | undefined,
  format: 'esm' | 'cjs',
  load: 'import' | 'none',
  address = 'none:0',
): Promise<App> {
  const imports = Object.entries({ ...test.imports, agent: '@carpy/agent' }).map(([name, module]) => {
    if (format === 'cjs') return `const ${name} = require('${module}');`;
    return name === 'agent' || test.namespaces?.includes(name)
      ? `import * as ${name} from '${module}';`
      : `import ${name} from '${module}';`;
  });
  const [host, port] = address.split(':');
  const program = `${imports.join('\n')}
const { transaction, time } = agent;
const [host, port] = ['${host}', ${port}];
const unhandled = (fn) => new Promise((resolve) => {
  process.once('unhandledRejection', (error) => resolve(error.message));
  fn();
});
(async () => {${test.body}})().then(
  (answer) => console.log(JSON.stringify({ answer })),
  (error) => console.log(JSON.stringify({ error: error.stack })),
);
setInterval(() => {}, 1e6);
`;
  return startApp({
    program,
    format,
    load,
    env: { NODE_NO_WARNINGS: '1', ...(test.off === undefined ? {} : { CARPY_INSTRUMENTATIONS: `${test.off}=off` }) },
    ...(packages === undefined ? {} : { packages }),
    ...(test.files === undefined ? {} : { files: test.files }),
    ...(test.before === undefined ? {} : { before: test.before }),
  });
}

function answerOf(app: App): unknown {
  const said = JSON.parse(app.said) as { answer?: unknown; error?: string };
  if (said.error !== undefined) throw new Error(`the program failed: ${said.error}\n${app.output().stderr}`);
  return said.answer;
}

function shortened(counted: Readonly<Record<string, number>>): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [name, n] of Object.entries(counted)) {
    const short = name.replaceAll('.children', '').replace(/127_0_0_1_\d+/, '127_0_0_1_');
    result[short] = (result[short] ?? 0) + n;
  }
  return result;
}
