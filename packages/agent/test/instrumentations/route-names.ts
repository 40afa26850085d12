/** The one test of all web frameworks: an application under the agent, requests, and the names that came of each. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NpmPackages } from '../../../../test/support/npm-packages.ts';
import { type App, type AppOptions, startApp } from '../instrumented-app.ts';
import { openClient } from '../requests.ts';

export interface Case {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
  readonly status: number;
  /** What the answer must hold. */
  readonly text?: RegExp;
  /** All that the request sends, in the order of the alphabet: `GET-users-_id.ok`. */
  readonly names: readonly string[];
}

/** A JSON body that comes in several parts. */
export const LARGE: string = JSON.stringify({ a: 'x'.repeat(90_000) });

/** Asks each in its turn, and compares. */
export function itNamesRequests(
  options: AppOptions & { readonly packages: NpmPackages },
  cases: readonly Case[],
): void {
  const { missing } = options.packages;
  let app: App;
  let client: ReturnType<typeof openClient>;
  beforeAll(async () => {
    if (missing !== undefined) return;
    app = await startApp(options);
    client = openClient(app.said);
  }, 600_000);
  afterAll(async () => {
    client?.close();
    await app?.end();
  });

  it.skipIf(missing !== undefined).each(cases.map((c) => ({ method: 'GET', ...c })))(
    '$method $path is $names',
    async ({ path, method, body, status, text, names }) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await client.ask(path, { method, headers, ...(body === undefined ? {} : { body }) });
      expect(answer.status, answer.text).toBe(status);
      if (text !== undefined) expect(answer.text).toMatch(text);
      const counted = await app.counted();
      expect(Object.keys(counted).sort()).toEqual(names);
      expect(Object.values(counted)).toEqual(names.map(() => 1));
    },
  );

  it.skipIf(missing !== undefined)('has no fault and says nothing', async () => {
    expect((await app.stats()).hookFaults).toEqual({});
    expect((await app.stats()).internalErrors).toBe(0);
    expect(app.output().stderr).not.toMatch(/carpy:/);
  });
}

/** Each version from ES modules and from CommonJS. */
export const inBothFormats = <V extends string>(versions: readonly V[]): { version: V; format: 'esm' | 'cjs' }[] =>
  versions.flatMap((version) => (['esm', 'cjs'] as const).map((format) => ({ version, format })));
