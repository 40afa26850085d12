/** Hello and records to an `https://` address: the certificate is verified before anything is said. */
import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { OTHERS_CERTIFICATE, TEST_CERTIFICATE, TEST_KEY } from './fixtures/tls.ts';
import { acceptingRecords, type HelloServer, openHelloServer } from './hello-server.ts';
import { type App, type AppOptions, startApp } from './instrumented-app.ts';

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});

async function openServer(cert: string): Promise<HelloServer> {
  const server = await openHelloServer(acceptingRecords, { key: TEST_KEY, cert });
  open.push(server);
  return server;
}

/** Makes one transaction whose record waits, prints, and has nothing more to do. */
const PROGRAM = `
const { start, stats, transaction } = require('@carpy/agent');
start();
const ready = setInterval(() => {
  const { hellosAnswered, hellosFailed } = stats();
  if (hellosAnswered + hellosFailed === 0) return;
  clearInterval(ready);
  transaction('job', () => {});
  console.log('did it');
}, 5);
`;

async function run(url: string, files: AppOptions['files'], env: AppOptions['env']): Promise<App> {
  const settings = { CARPY_URL: url, CARPY_KEY: 'k3y', CARPY_RECORDS: 'true', NODE_NO_WARNINGS: '1', ...env };
  const app = await startApp({ program: PROGRAM, format: 'cjs', ...(files && { files }), env: settings });
  open.push({ close: () => app.end() });
  await new Promise((ended) => app.child.once('close', ended));
  return app;
}

it('verifies by a CA of the application, and sends what waits at the end', async () => {
  const server = await openServer(TEST_CERTIFICATE);
  const app = await run(server.url, { 'ca.pem': TEST_CERTIFICATE }, { NODE_EXTRA_CA_CERTS: 'ca.pem' });
  expect(app.output()).toEqual({ stdout: 'did it\n', stderr: '' });
  expect(app.child.exitCode).toBe(0);
  expect(server.hellos[0]).toMatchObject({ path: 'POST /api/v1/hello', headers: { authorization: 'Bearer k3y' } });
  expect(server.bodies.flatMap(({ records }) => records)).toMatchObject([{ transaction: 'job' }]);
});

it.each([
  {
    what: 'a certificate that nobody vouches for',
    cert: TEST_CERTIFICATE,
    env: {},
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  },
  {
    what: 'the certificate of another host',
    cert: OTHERS_CERTIFICATE,
    env: { NODE_EXTRA_CA_CERTS: 'ca.pem' },
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
])('tells nothing to a server with $what, and says so once', async ({ cert, env, code }) => {
  const server = await openServer(cert);
  const app = await run(server.url, { 'ca.pem': cert }, env);
  expect(app.output().stdout).toBe('did it\n');
  expect(app.output().stderr).toMatch(
    new RegExp(
      `^carpy: no carpy server answered at ${server.url} \\(its certificate can't be verified: ${code}; name the certificate of a CA of your own in NODE_EXTRA_CA_CERTS\\); .+\\n$`,
    ),
  );
  expect(app.child.exitCode).toBe(0);
  expect(server.hellos).toEqual([]);
  expect(server.bodies).toEqual([]);
});

it('says what a server is that does not speak TLS', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push({ close: () => void server.close() });
  const { port } = server.address() as { port: number };
  const app = await run(`https://127.0.0.1:${port}`, undefined, {});
  expect(app.output().stderr).toMatch(/^carpy: no carpy server answered at https:\S+ \(\w+\); .+\n$/);
  expect(app.child.exitCode).toBe(0);
});
