/** The one test of all web frameworks: an application under the agent, requests, and the names and records that came of each. */
import type { RequestRecord } from '@carpy/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NpmPackages, npmPackages } from '../../../../test/support/npm-packages.ts';
import { acceptingRecords, type HelloServer, openHelloServer } from '../hello-server.ts';
import { type App, type AppOptions, startApp } from '../instrumented-app.ts';
import { openClient, type WholeAnswer } from '../requests.ts';

export interface Case {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
  readonly status: number;
  /** What the answer must hold. */
  readonly text?: RegExp;
  /** All that the request sends, in the order of the alphabet: `GET-users-_id.ok`. */
  readonly names: readonly string[];
  /** What its record tells of what was thrown. */
  readonly error?: { readonly type: string; readonly message: string };
  /** The framework may have lost its stack by then. */
  readonly mayLoseStack?: boolean;
}

/** What they throw. */
export const BOOM = { type: 'TypeError', message: 'boom' } as const;

/** A JSON body that comes in several parts. */
const LARGE: string = JSON.stringify({ a: 'x'.repeat(90_000) });

/** Of the programs below all have these. */
export const COMMON: readonly Case[] = [
  { path: '/', status: 200, names: ['GET-.ok'] },
  { path: '/named', status: 200, names: ['my_own_name.ok'] },
  { path: '/wp-login.php', status: 404, names: ['unmatched.ok'] },
];
/** Answers the keys of the body. */
export const POSTED: Case = {
  path: '/users',
  method: 'POST',
  body: LARGE,
  status: 201,
  text: /^\["a"\]$/,
  names: ['POST-users.children.save.ok', 'POST-users.ok'],
};

export interface Framework {
  readonly name: string;
  /** By what the tests are called: versions as for npm. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the program imports from which module; without braces the default export. */
  readonly imports: readonly (readonly [names: string, module: string])[];
  /** Prints its address. It has `setName` and `time` of the agent. */
  readonly program: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

/** Each version from ES modules and from CommonJS. */
export async function describeFramework(framework: Framework): Promise<void> {
  const { name, versions, imports, program, files = {}, cases } = framework;
  const installed = new Map<string, NpmPackages>();
  for (const [version, set] of Object.entries(versions)) installed.set(version, await npmPackages(set));
  describe.each(inBothFormats([...installed.keys()]))(`${name} $version from $format`, ({ version, format }) => {
    const packages = installed.get(version) as NpmPackages;
    itNamesRequests({ packages, format, files, program: importing(format, imports) + program }, cases);
  });
}

/** The imports of a program, with those from the agent. */
export function importing(format: 'esm' | 'cjs', imports: Framework['imports'], ofAgent = 'setName, time'): string {
  return [...imports, [`{ ${ofAgent} }`, '@carpy/agent'] as const]
    .map(([names, module]) =>
      format === 'esm' ? `import ${names} from '${module}';` : `const ${names} = require('${module}');`,
    )
    .join('\n');
}

/** Asks each in its turn, under the agent and without it, and compares. */
export function itNamesRequests(
  options: AppOptions & { readonly packages: NpmPackages },
  cases: readonly Case[],
): void {
  const { missing } = options.packages;
  let server: HelloServer;
  let app: App;
  let client: ReturnType<typeof openClient>;
  let bareApp: App | undefined;
  let bareClient: ReturnType<typeof openClient> | undefined;
  beforeAll(async () => {
    if (missing !== undefined) return;
    server = await openHelloServer(acceptingRecords);
    app = await startApp({ ...options, env: { ...options.env, CARPY_URL: server.url, CARPY_RECORDS: 'true' } });
    client = openClient(app.said);
    // One that is built first is another each time.
    if (options.before !== undefined) return;
    bareApp = await startApp({ ...options, load: 'none', env: { ...options.env, CARPY_ENABLED: 'false' } });
    bareClient = openClient(bareApp.said);
  }, 600_000);
  afterAll(async () => {
    client?.close();
    bareClient?.close();
    await app?.end();
    await bareApp?.end();
    await server?.close();
  });

  it.skipIf(missing !== undefined)('starts', async () => {
    await app.sent();
    await expect.poll(async () => (await app.stats()).hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(1);
  });

  it.skipIf(missing !== undefined).each(cases.map((c) => ({ method: 'GET', ...c })))(
    '$method $path is $names',
    async ({ path, method, body, status, text, names, error, mayLoseStack }) => {
      const headers = { 'content-type': 'application/json' };
      const asked = { method, headers, ...(body === undefined ? {} : { body }) };
      const answer = await client.askWhole(path, asked);
      expect(answer.status, answer.text).toBe(status);
      if (bareClient !== undefined)
        expect(withoutPlaces(answer)).toEqual(withoutPlaces(await bareClient.askWhole(path, asked)));
      if (text !== undefined) expect(answer.text).toMatch(text);
      const before = server.bodies.length;
      const counted = await app.counted();
      expect(Object.keys(counted).sort()).toEqual(names);
      expect(Object.values(counted)).toEqual(names.map(() => 1));
      const records = server.bodies.slice(before).flatMap((sent) => sent.records);
      expect(records).toHaveLength(1);
      const [record] = records as [RequestRecord];
      expect(record).toMatchObject({ kind: 'http', method, status, ...(error !== undefined && { error }) });
      if (error !== undefined && mayLoseStack !== true) expect(record.error?.stack).toContain(error.message);
      expect(record.context['headersSentMs']).toBeGreaterThan(0);
      expect(record.context['headersSentMs']).toBeLessThanOrEqual(record.durationMs as number);
    },
  );

  it.skipIf(missing !== undefined)('has no fault and says nothing', async () => {
    expect((await app.stats()).hookFaults).toEqual({});
    expect((await app.stats()).internalErrors).toBe(0);
    expect(app.output().stderr).not.toMatch(/carpy:/);
  });
}

/** Of the body and of files: they hold paths and times. */
const OF_PLACES = ['content-length', 'etag', 'last-modified'];

/** An answer without what tells one process from another: lines of stacks, folders, times of files. */
const withoutPlaces = ({ status, text, headers }: WholeAnswer): object => ({
  status,
  headers: Object.entries(headers).filter(([name]) => !OF_PLACES.includes(name)),
  text: text.replace(/(?:\n|<br>|\\n)(?: |&nbsp;)+at [^\n<"]*/g, '').replace(/carpy-app-\w+/g, 'app'),
});

/** Each version from ES modules and from CommonJS. */
export const inBothFormats = <V extends string>(versions: readonly V[]): { version: V; format: 'esm' | 'cjs' }[] =>
  versions.flatMap((version) => (['esm', 'cjs'] as const).map((format) => ({ version, format })));
