/** The bridge with OpenTelemetry's own SDK, versions 2 and 1, and with its HTTP instrumentation in a process of its own. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { npmPackages } from '../../../test/support/npm-packages.ts';
import { close, flush, start, stats } from '../src/index.ts';
import { CarpySpanProcessor } from '../src/otel.ts';
import { type BuiltAgent, buildAgent } from './built-agent.ts';
import { acceptingRecords, type HelloServer, openHelloServer } from './hello-server.ts';
import { openReceiver, type Receiver } from './statsd-receiver.ts';

const API = { '@opentelemetry/api': '1.9.0' };
const sets = [
  { version: 2, packages: await npmPackages({ ...API, '@opentelemetry/sdk-trace-node': '2.12.1' }) },
  { version: 1, packages: await npmPackages({ ...API, '@opentelemetry/sdk-trace-node': '1.30.1' }) },
];
const instrumented = await npmPackages({
  ...API,
  '@opentelemetry/sdk-trace-node': '2.12.1',
  '@opentelemetry/instrumentation': '0.223.0',
  '@opentelemetry/instrumentation-http': '0.223.0',
  '@opentelemetry/instrumentation-net': '0.67.0',
});

interface Span {
  setAttributes(attributes: object): Span;
  setStatus(status: object): Span;
  recordException(error: Error): void;
  end(time?: number): void;
}
interface Sdk {
  readonly tracer: { startSpan(name: string, options?: object, context?: unknown): Span };
  /** The context below a span. */
  below(span: Span): unknown;
  readonly root: unknown;
  shutdown(): Promise<void>;
}

function openSdk(folder: string): Sdk {
  const load = createRequire(join(folder, 'x.js'));
  const { trace, ROOT_CONTEXT } = load('@opentelemetry/api');
  const { BasicTracerProvider } = load('@opentelemetry/sdk-trace-node');
  const provider = new BasicTracerProvider({ spanProcessors: [new CarpySpanProcessor()] });
  return {
    tracer: provider.getTracer('test'),
    below: (span) => trace.setSpan(ROOT_CONTEXT, span),
    root: ROOT_CONTEXT,
    shutdown: () => provider.shutdown(),
  };
}

describe.each(sets)('CarpySpanProcessor with the SDK, version $version', ({ packages }) => {
  let receiver: Receiver;
  let server: HelloServer;
  let sdk: Sdk;
  beforeEach(async () => {
    receiver = await openReceiver();
    server = await openHelloServer({
      serverTimeMs: 1,
      apdexTMs: 500,
      statsd: null,
      statsdAll: [],
      records: { accepted: true, maxBytes: 1 },
    });
    const { hellosAnswered } = stats();
    start({ app: 'shop', server: 'web', statsd: receiver.address, url: server.url, records: true, runtime: false });
    await expect.poll(() => stats().hellosAnswered, { timeout: 10_000, interval: 5 }).toBeGreaterThan(hellosAnswered);
    if (packages.missing === undefined) sdk = openSdk(packages.folder);
  });
  afterEach(async () => {
    await close();
    await receiver.close();
    await server.close();
  });

  const skipped = packages.missing !== undefined;
  const T = 1_700_000_000_000;
  const lines = async (mark: RegExp): Promise<string[]> => {
    await flush();
    return (await receiver.waitFor(mark)).map((line) => line.replace('carpy.shop.web.', ''));
  };

  it.skipIf(skipped)('makes transactions and functions of one tree', async () => {
    const span = sdk.tracer.startSpan('GET', { kind: 1, startTime: T, attributes: { 'http.request.method': 'GET' } });
    const inner = sdk.tracer.startSpan('load cart', { startTime: T + 10 }, sdk.below(span));
    const query = sdk.tracer.startSpan(
      'SELECT carts',
      {
        kind: 2,
        startTime: T + 12,
        attributes: { 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT', 'db.collection.name': 'carts' },
      },
      sdk.below(inner),
    );
    query.end(T + 17);
    inner.end(T + 20);
    const call = sdk.tracer.startSpan(
      'POST',
      { kind: 2, startTime: T + 20, attributes: { 'http.request.method': 'POST', 'server.address': 'api.pay.com' } },
      sdk.below(span),
    );
    call.recordException(new TypeError('refused'));
    call.setStatus({ code: 2, message: 'refused' });
    call.end(T + 50);
    span.recordException(new TypeError('refused'));
    span.setAttributes({ 'http.route': '/cart/:id', 'http.response.status_code': 500 }).setStatus({ code: 2 });
    span.end(T + 60);
    expect(await lines(/_own/)).toEqual([
      'GET-cart-_id.children.load_cart.ok:10|ms',
      'GET-cart-_id.children.load_cart.children.postgresql_select_carts.ok:5|ms',
      'GET-cart-_id.children.http_api_pay_com.error:30|ms',
      'GET-cart-_id.error:60|ms',
      'GET-cart-_id.apdex.frustrated:1|c',
      'GET-cart-_id.children._own.ok:20|ms',
    ]);
    await flush();
    expect(server.bodies.flatMap(({ records }) => records)).toEqual([
      expect.objectContaining({
        startMs: T,
        durationMs: 60,
        transaction: 'GET /cart/:id',
        outcome: 'error',
        kind: 'http',
        method: 'GET',
        route: '/cart/:id',
        status: 500,
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
        error: { type: 'TypeError', message: 'refused', stack: expect.stringContaining('TypeError: refused') },
        children: [
          { name: 'load cart', parent: -1, startOffsetMs: 10, durationMs: 10, outcome: 'ok' },
          { name: 'postgresql.select.carts', parent: 0, startOffsetMs: 12, durationMs: 5, outcome: 'ok' },
          { name: 'http.api.pay.com', parent: -1, startOffsetMs: 20, durationMs: 30, outcome: 'error' },
        ],
      }),
    ]);
  });

  it.skipIf(skipped)(
    'takes a consumer in a running span, and a span with a remote parent, for transactions',
    async () => {
      const job = sdk.tracer.startSpan('nightly', { startTime: T });
      const message = sdk.tracer.startSpan(
        'process orders',
        { kind: 4, startTime: T, attributes: { 'messaging.destination.name': 'orders' } },
        sdk.below(job),
      );
      message.end(T + 5);
      job.end(T + 10);
      expect(await lines(/nightly\.apdex/)).toEqual([
        'process_orders.ok:5|ms',
        'process_orders.apdex.satisfied:1|c',
        'nightly.ok:10|ms',
        'nightly.apdex.satisfied:1|c',
      ]);
    },
  );

  it.skipIf(skipped)('does not time what outlives its transaction, nor what is ended after a shutdown', async () => {
    const job = sdk.tracer.startSpan('job', { startTime: T });
    const late = sdk.tracer.startSpan('late', { startTime: T }, sdk.below(job));
    const below = sdk.tracer.startSpan('below', { startTime: T + 1 }, sdk.below(late));
    below.end(T + 2);
    job.end(T + 5);
    late.end(T + 9);
    const after = sdk.tracer.startSpan('after', { startTime: T });
    await sdk.shutdown();
    after.end(T + 1);
    expect(await lines(/_own/)).toEqual([
      'job.children.below.ok:1|ms',
      'job.ok:5|ms',
      'job.apdex.satisfied:1|c',
      'job.children._own.ok:4|ms',
    ]);
  });

  it.skipIf(skipped)('holds a bounded number of spans that are never ended', async () => {
    const first = sdk.tracer.startSpan('first', { startTime: T });
    for (let i = 0; i < 10_000; i++) sdk.tracer.startSpan('open', { startTime: T });
    first.end(T + 1);
    const last = sdk.tracer.startSpan('last', { startTime: T });
    last.end(T + 1);
    expect(await lines(/last\.apdex/)).toEqual(['last.ok:1|ms', 'last.apdex.satisfied:1|c']);
  });
});

describe('the instrumentations of OpenTelemetry', () => {
  let built: BuiltAgent;
  beforeAll(async () => {
    built = await buildAgent();
    await build({
      entryPoints: [new URL('../src/otel.ts', import.meta.url).pathname],
      outfile: join(built.folder, 'otel.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      conditions: ['@carpy/source'],
      logLevel: 'silent',
    });
  }, 60_000);
  afterAll(() => built.remove());

  it.skipIf(instrumented.missing !== undefined)(
    'makes transactions of requests and functions of calls',
    { timeout: 60_000 },
    async () => {
      const receiver = await openReceiver();
      const program = `
      const require2 = require('node:module').createRequire(${JSON.stringify(join(instrumented.folder, 'x.js'))});
      const { NodeTracerProvider } = require2('@opentelemetry/sdk-trace-node');
      const { registerInstrumentations } = require2('@opentelemetry/instrumentation');
      const { HttpInstrumentation } = require2('@opentelemetry/instrumentation-http');
      const { CarpySpanProcessor } = require('./otel.cjs');
      const provider = new NodeTracerProvider({ spanProcessors: [new CarpySpanProcessor()] });
      provider.register();
      registerInstrumentations({ instrumentations: [new HttpInstrumentation()], tracerProvider: provider });
      const http = require('node:http');
      const get = (port) => new Promise((done) => http.get({ host: 'localhost', port }, (r) => r.resume().on('end', done)));
      const inner = http.createServer((q, r) => r.end()).listen(0, () => {
        const outer = http.createServer(async (q, r) => { await get(inner.address().port); r.end(); }).listen(0, async () => {
          await get(outer.address().port);
          await provider.forceFlush();
          inner.close(); outer.close();
        });
      });`;
      const ending = await built.run(program, { CARPY_STATSD: receiver.address });
      expect(ending).toMatchObject({ code: 0, stderr: '' });
      const got = await receiver.waitFor(/carpy\.app\.one\.GET\.children\.http_localhost\.ok:/);
      // Both servers have no routes: their spans are called GET, as is that of the call outside of any.
      expect(got.filter((line) => line.startsWith('carpy.app.one.GET.ok:'))).toHaveLength(3);
      await receiver.close();
    },
  );

  it.skipIf(instrumented.missing !== undefined)(
    "sees nothing of the agent's own connections, which would be transactions with records to post",
    { timeout: 60_000 },
    async () => {
      const receiver = await openReceiver();
      const server = await openHelloServer(acceptingRecords);
      const program = `
      const require2 = require('node:module').createRequire(${JSON.stringify(join(instrumented.folder, 'x.js'))});
      const { NodeTracerProvider } = require2('@opentelemetry/sdk-trace-node');
      const { registerInstrumentations } = require2('@opentelemetry/instrumentation');
      const { NetInstrumentation } = require2('@opentelemetry/instrumentation-net');
      const { CarpySpanProcessor } = require('./otel.cjs');
      const provider = new NodeTracerProvider({ spanProcessors: [new CarpySpanProcessor()] });
      provider.register();
      registerInstrumentations({ instrumentations: [new NetInstrumentation()], tracerProvider: provider });
      const net = require('node:net');
      const server = net.createServer((socket) => socket.end()).listen(0, () => {
        provider.getTracer('own').startActiveSpan('job', (span) => {
          net.connect(server.address().port, '127.0.0.1').resume().on('close', () => { span.end(); server.close(); });
        });
      });`;
      const ending = await built.run(program, {
        CARPY_STATSD: receiver.address,
        CARPY_URL: server.url,
        CARPY_RECORDS: 'true',
      });
      expect(ending).toMatchObject({ code: 0, stderr: '' });
      expect(server.hellos.length).toBeGreaterThan(0);
      expect(server.bodies.flatMap(({ records }) => records.map((r) => r.transaction))).toEqual(['job']);
      const got = await receiver.waitFor(/^carpy\.app\.one\.job\.children\.tcp_connect\.ok:/);
      expect(got.filter((line) => line.startsWith('carpy.app.one.tcp_connect.'))).toEqual([]);
      await Promise.all([receiver.close(), server.close()]);
    },
  );
});
