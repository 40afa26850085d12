// Answers of /api/v1 and the built pages (dist), with made-up data, for developing the pages without a server: a gap, a deploy, a slow spell that stays,
// errors, one silent server, a flush every 10 s. `node dev/fixture-server.mjs [port] [mode]`, mode one of:
//   shop (default) | off (no records) | two (two apps) | young (first point 3 min ago) | empty | first-data (empty for 20 s) | error | slow | quiet (range without requests, no errors)
// CARPY_TEST_TAIL_RATE: requests a second of the live tail, 40 unless given.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { made } from './fixture-errors.mjs';
import { heatmap, points } from './fixture-heatmap.mjs';
import { annotations, computed, gridOf, overview, serverSummaries, transaction } from './fixture-metrics.mjs';
import { FINE_S, FLUSH_MS, mode, port, startedAtMs } from './fixture-mode.mjs';
import { answerRecords, sendTail } from './fixture-records.mjs';

const isEmpty = () => mode === 'empty' || (mode === 'first-data' && Date.now() - startedAtMs < 20_000);

function ingest() {
  const none = isEmpty() && (mode === 'empty' || Date.now() - startedAtMs < 8000);
  return {
    packets: none ? 0 : 812,
    metrics: none ? 0 : 9120,
    carbonPoints: 0,
    bad: none ? {} : { no_value: 2 },
    badSamples: [],
    flushes: 12,
    lastPacketAtMs: none ? null : Date.now(),
    lastSender: none ? null : '127.0.0.1:51324',
    seriesActive: none ? 0 : 214,
  };
}

function status() {
  return {
    version: '0.1.0',
    startedAtMs,
    nowMs: Date.now(),
    listeners: {
      http: 'http://127.0.0.1:2277',
      statsdUdp: 'udp://127.0.0.1:8127',
      statsdTcp: 'tcp://127.0.0.1:8127',
      carbon: 'tcp://127.0.0.1:2003',
      carbonPickle: 'tcp://127.0.0.1:2004',
    },
    notices: ['8125 is taken by netdata (pid 812): this server listens on 8127'],
    flushIntervalMs: FLUSH_MS,
    ingest: ingest(),
    store: {
      engine: 'embedded',
      seriesCount: 214,
      diskBytes: 4_200_000,
      tiers: [{ stepS: 10, retentionS: 86_400 }],
      faults: [],
    },
    memoryBytes: 90_000_000,
  };
}

function apps(query) {
  const names = isEmpty() ? [] : mode === 'two' ? ['shop', 'billing'] : ['shop'];
  const { range, grid } = gridOf(query);
  return {
    range,
    grid,
    apps: names.map((app) => {
      const o = overview(app, query);
      return {
        app,
        display: app,
        servers: serverSummaries(),
        firstPointMs: o.firstPointMs,
        lastPointMs: o.lastPointMs,
        totals: o.totals,
        spark: o.ok.count,
      };
    }),
  };
}

const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html' };

/** A file of the built UI, or its page with the base path put in, as the real server does. */
async function page(pathname, response) {
  try {
    const file = await readFile(new URL(`../dist${pathname}`, import.meta.url));
    response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'text/plain' }).end(file);
  } catch {
    const html = await readFile(new URL('../dist/index.html', import.meta.url), 'utf8');
    response
      .writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy':
          "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'",
      })
      .end(html.replace('<head>', '<head><base href="/">'));
  }
}

let requests = 0;
const answerErrors = made(mode);
const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://x');
  const parts = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (parts[0] !== 'api') {
    void page(url.pathname, response);
    return;
  }
  if (parts[2] === 'live') {
    if (mode === 'error') {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (url.searchParams.get('topic') === 'tail') {
      sendTail(request, url.searchParams, send, Number(process.env.CARPY_TEST_TAIL_RATE ?? 40));
      return;
    }
    send('hello', { nowMs: Date.now(), flushIntervalMs: FLUSH_MS });
    const flush = setInterval(
      () =>
        send('flush', {
          slotS: Math.floor(Date.now() / FLUSH_MS) * (FLUSH_MS / 1000),
          stepS: FINE_S,
          apps: isEmpty() ? [] : ['shop'],
        }),
      FLUSH_MS,
    );
    const counts = setInterval(() => send('ingest', ingest()), 1000);
    request.on('close', () => {
      clearInterval(flush);
      clearInterval(counts);
    });
    return;
  }
  const requestId = `fixture-${++requests}`;
  const answer = (code, body) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const fail = (code, name, message) => answer(code, { error: { code: name, message, requestId } });
  const run = () => {
    if (mode === 'error') return fail(503, 'CARPY_STORE_FAILED', 'the store failed: no space left on device');
    if (answerRecords(parts, url.searchParams, answer, fail, mode === 'off')) return;
    if (parts[2] === 'status') return answer(200, status());
    if (parts[2] === 'apps' && parts.length === 3) return answer(200, apps(url.searchParams));
    const errors = answerErrors(parts, url.searchParams, request.method, body);
    if (errors !== undefined) return answer(...errors);
    if (parts[2] === 'records' && parts[3] === 'points' && mode !== 'off') return answer(200, points(url.searchParams));
    if (parts[2] === 'annotations') return answer(200, annotations());
    if (parts[2] === 'apps' && !['shop', 'billing'].includes(parts[3]))
      return fail(404, 'CARPY_NOT_FOUND', `not found: no app ${parts[3]}`);
    if (parts[4] === 'overview') return answer(200, overview(parts[3], url.searchParams));
    if (parts[4] === 'heatmap') {
      const found = heatmap(parts[3], url.searchParams);
      return found === undefined ? fail(404, 'CARPY_NOT_FOUND', 'not found: no such transaction') : answer(200, found);
    }
    if (parts[4] === 'transactions' && parts.length === 5) {
      const { range, grid, list } = computed(url.searchParams);
      return answer(200, { range, grid, app: parts[3], display: parts[3], rows: list });
    }
    if (parts[4] === 'transactions') {
      const found = transaction(parts[3], parts[5], url.searchParams);
      return found === undefined
        ? fail(404, 'CARPY_NOT_FOUND', `not found: no transaction ${parts[5]}`)
        : answer(200, found);
    }
    return fail(404, 'CARPY_NOT_FOUND', `not found: ${url.pathname}`);
  };
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => setTimeout(run, mode === 'slow' ? 4000 : 0));
});
server.listen(port, '127.0.0.1', () => console.log(`fixture ${mode} on http://127.0.0.1:${server.address().port}`));
