/** One request through a framework under the agent's hooks: its record, as a carpy server lists it. */
import type { LiveTailEvents, RecordsPage } from '@carpy/api';
import type { RequestRecord } from '@carpy/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../../packages/agent/test/instrumented-app.ts';
import { openClient } from '../../packages/agent/test/requests.ts';
import { type NpmPackages, npmPackages } from '../support/npm-packages.ts';
import { type CarpyProcess, eventually, getJson, startCarpy } from './carpy-process.ts';

const installed: Readonly<Record<string, NpmPackages>> = {
  '4.22.3': await npmPackages({ express: '4.22.3' }),
  '5.3.0': await npmPackages({ express: '5.3.0' }),
};
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const PROGRAM = `
import express from 'express';
import { logged, time } from '@carpy/agent';
const app = express();
app.set('env', 'test');
const users = express.Router();
users.get('/:id', (req, res) => time('load', async () => res.json({ id: req.params.id })));
users.post('/:id/fail', (req, res) => {
  logged('warn', 'about to fail');
  throw new RangeError('no such cart');
});
app.use('/users', users);
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

describe.each(Object.entries(installed))('records of requests through Express %s', (_version, packages) => {
  let carpy: CarpyProcess;
  let app: App;
  let client: ReturnType<typeof openClient>;

  beforeAll(async () => {
    if (packages.missing !== undefined) return;
    carpy = await startCarpy();
    const env = { CARPY_URL: carpy.url, CARPY_RECORDS: 'true' };
    app = await startApp({ packages, format: 'esm', program: PROGRAM, env });
    client = openClient(app.said);
    await eventually(app.stats, ({ hellosAnswered }) => hellosAnswered > 0);
  });
  afterAll(async () => {
    client?.close();
    await app?.end();
    await carpy?.stop();
  });

  /** Flushes, and reads what the server lists. */
  async function listed(): Promise<Readonly<Record<string, RequestRecord | undefined>>> {
    await app.sent();
    const { records } = await getJson<{ records: RequestRecord[] }>(`${carpy.url}/api/v1/records?app=app`);
    return Object.fromEntries(records.map((record) => [record.transaction, record]));
  }

  it.skipIf(packages.missing !== undefined)(
    'carry what the framework and the request say, and what was thrown',
    async () => {
      const headers = {
        'x-request-id': 'r-17',
        traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`,
        cookie: 'session=secret',
      };
      expect((await client.ask('/users/7?token=secret', { headers })).status).toBe(200);
      expect((await client.ask('/users/7/fail', { method: 'POST' })).status).toBe(500);

      const records = await listed();
      expect(Object.keys(records).sort()).toEqual(['GET /users/:id', 'POST /users/:id/fail']);
      expect(records['GET /users/:id']).toMatchObject({
        outcome: 'ok',
        kind: 'http',
        method: 'GET',
        route: '/users/:id',
        status: 200,
        requestId: 'r-17',
        traceId: TRACE_ID,
        children: [{ name: 'load', parent: -1, outcome: 'ok' }],
      });
      expect(records['POST /users/:id/fail']).toMatchObject({
        outcome: 'error',
        kind: 'http',
        method: 'POST',
        route: '/users/:id/fail',
        status: 500,
        error: { type: 'RangeError', message: 'no such cart', stack: expect.stringContaining('app.mjs') },
        logs: [{ level: 'warn', message: 'about to fail' }],
      });
      expect(records['POST /users/:id/fail']).not.toHaveProperty('requestId');
      expect(JSON.stringify(records)).not.toContain('secret');
    },
  );

  it.skipIf(packages.missing !== undefined)('are seen in the live tail, and found by what they are', async () => {
    const gone = new AbortController();
    const q = 'status:500 transaction:"POST /users/:id/fail" level:warn';
    const answer = await fetch(`${carpy.url}/api/v1/live?${new URLSearchParams({ topic: 'tail', app: 'app', q })}`, {
      signal: gone.signal,
    });
    await client.ask('/users/8/fail', { method: 'POST' });
    await client.ask('/users/9');
    await app.sent();
    let text = '';
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      if (text.includes('event: tail')) break;
    }
    gone.abort();
    const { rows } = JSON.parse(/event: tail\ndata: (.*)\n/.exec(text)?.[1] ?? '{}') as LiveTailEvents['tail'];
    expect(rows).toMatchObject([{ app: 'app', status: 500, errorType: 'RangeError', message: 'no such cart' }]);

    const search = new URLSearchParams({ app: 'app', q: `${q} "such cart"`, buckets: '1' });
    const page = await getJson<RecordsPage>(`${carpy.url}/api/v1/records?${search}`);
    expect(page.records?.map(({ id }) => id)).toContain(rows[0]?.id);
    expect(page.estimated).toBe(page.matched);
  });
});
