/** The agent changes nothing of what an application does, prints, or how it ends. */
import { describe, expect, it } from 'vitest';
import { npmPackages } from '../../../test/support/npm-packages.ts';
import { nodeMajor } from './instrumented-app.ts';
import { comparable, type Program, runBoth } from './with-and-without.ts';

interface Case extends Program {
  readonly what: string;
  /** What the program must have printed, so that the comparison is of something. */
  readonly stdout: string | RegExp;
  /** How it must end; 0 unless given. */
  readonly code?: number;
}

function itIsTheSame(cases: readonly Case[]): void {
  it.each(cases)('$what', async ({ stdout, code = 0, ...program }) => {
    const both = await runBoth(program);
    expect(comparable(both.with)).toEqual(comparable(both.without));
    expect(both.without.stdout).toMatch(stdout);
    expect(both.without).toMatchObject({ code, signal: null });
  });
}

const undici = await npmPackages({ undici: '7.30.2' });

const router = await npmPackages({ 'find-my-way': '9.9.0' });

/** What a fetch of `module`, or the global one, prints in a process of its own, without ids of processes. */
const printing = (module: string): Pick<Case, 'env' | 'program' | 'stdout'> => ({
  env: { NODE_DEBUG: 'fetch' },
  program: `const { spawnSync } = require('node:child_process');
    if (process.argv[2] === 'child') serve((req, res) => res.end('x')).then(async ({ server, port }) => {
      const { fetch = globalThis.fetch } = ${module};
      await (await fetch('http://127.0.0.1:' + port)).text();
      server.close(); server.closeAllConnections();
    });
    else {
      const child = spawnSync(process.execPath, [...process.execArgv, __filename, 'child'], { encoding: 'utf8' });
      console.log(child.stderr.replace(/\\d{2,}/g, 'n'), child.status);
    }`,
  stdout: /sending request[\s\S]*trailers received[\s\S]* 0\n$/,
});

describe('errors and the end of the process', { timeout: 60_000 }, () => {
  itIsTheSame([
    {
      what: 'a rejection that nobody handles ends the process',
      program: `serve(async (req, res) => { console.log('asked'); throw new RangeError('lost'); }).then(({ port }) => ask(port));`,
      stdout: 'asked',
      code: 1,
    },
    {
      what: 'an exception in a handler ends the process',
      program: `serve((req, res) => { console.log('asked'); throw new RangeError('lost'); }).then(({ port }) => ask(port));`,
      stdout: 'asked',
      code: 1,
    },
    {
      what: 'an exception in a listener of a body ends the process',
      program: `serve((req, res) => req.on('data', () => { console.log('asked'); throw new RangeError('lost'); }))
        .then(({ port }) => raw(port, 'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\n\\r\\nx'));`,
      stdout: 'asked',
      code: 1,
    },
    {
      what: 'listeners of uncaughtException and unhandledRejection get the errors themselves, once each',
      program: `
        const thrown = new Error('thrown'); const rejected = new Error('rejected');
        process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error === thrown, origin));
        process.on('uncaughtException', (error, origin) => console.log(error === thrown, origin));
        process.on('unhandledRejection', (error, promise) => console.log(error === rejected, promise instanceof Promise));
        serve((req, res) => {
          res.end('x');
          if (req.url === '/reject') Promise.reject(rejected); else throw thrown;
        }).then(async ({ server, port }) => { await ask(port, '/throw'); await ask(port, '/reject'); server.close(); });`,
      stdout: 'monitor true uncaughtException\ntrue uncaughtException\ntrue true\n',
    },
    {
      what: 'process.exit in a handler, and what runs at exit',
      program: `process.on('exit', (code) => console.log('exit', code));
        serve((req, res) => { res.end('x'); process.exit(3); }).then(({ port }) => ask(port));`,
      stdout: 'exit 3\n',
      code: 3,
    },
    {
      what: 'process.exitCode, and beforeExit as often as ever',
      program: `let times = 0;
        process.on('beforeExit', (code) => { console.log('beforeExit', code); if (times++ < 2) setTimeout(() => {}, 1); });
        serve((req, res) => { res.end('x'); process.exitCode = 4; }).then(async ({ server, port }) => { await ask(port); server.close(); });`,
      stdout: 'beforeExit 4\nbeforeExit 4\nbeforeExit 4\n',
      code: 4,
    },
    {
      what: 'an await at the top that never settles',
      format: 'esm',
      program: `console.log('waits'); await new Promise(() => {});`,
      stdout: 'waits\n',
      code: 13,
    },
    {
      // One below Node's bound: with any `--import` Node has a listener of its own.
      what: 'as many listeners as Node lets pass without a warning',
      program: `for (const event of ['exit', 'beforeExit', 'SIGTERM', 'SIGINT'])
          for (let i = 0; i < 9; i++) process.on(event, () => {});
        serve((req, res) => res.end('x')).then(async ({ server, port }) => { console.log(await ask(port)); server.close(); process.exit(); });`,
      stdout: /^HTTP\/1\.1 200 OK/,
    },
    {
      what: 'domains catch what is thrown in them',
      flags: ['--no-deprecation'],
      program: `const domain = require('node:domain');
        serve((req, res) => {
          const one = domain.create();
          one.on('error', (error) => { console.log(error.message, process.domain === undefined || process.domain === null); res.end('caught'); });
          one.run(() => setTimeout(() => { throw new Error('late'); }, 1));
        }).then(async ({ server, port }) => { console.log((await ask(port)).split('\\r\\n\\r\\n')[1]); server.close(); });`,
      stdout: /^late/,
    },
  ]);

  it.skipIf(nodeMajor < 25)('runs on where --permission lets it talk to nobody', async () => {
    const both = await runBoth({
      flags: ['--permission', '--allow-fs-read=*', '--no-warnings'],
      program: `const agent = globalThis[Symbol.for('carpy.agent')];
        agent?.start();
        agent?.transaction('job', () => {});
        setTimeout(() => console.log('still here', Object.keys(agent?.stats().hookFaults ?? {})), 1500);`,
      env: { CARPY_URL: 'http://127.0.0.1:9' },
      stderrClosed: true,
    });
    expect(both.with).toEqual(both.without);
    expect(both.with).toMatchObject({ code: 0, stdout: 'still here []\n' });
  });

  it('says its own lines without harm where nobody reads standard error', async () => {
    const both = await runBoth({
      program: `serve((req, res) => res.end('x')).then(async ({ server, port }) => {
          await ask(port);
          setTimeout(() => { console.log('still here'); server.close(); }, 1500);
        });`,
      env: { CARPY_URL: 'http://127.0.0.1:9', CARPY_STATSD: 'no address', CARPY_APDEX_T: 'x' },
      stderrClosed: true,
    });
    expect(both.with).toMatchObject({ code: 0, signal: null, stdout: 'still here\n' });
  });
});

describe('several processes and threads', { timeout: 60_000 }, () => {
  itIsTheSame([
    {
      what: 'cluster: workers serve, die and disconnect as ever',
      program: `const cluster = require('node:cluster');
        if (cluster.isPrimary) {
          const ends = [];
          cluster.on('exit', (worker, code, signal) => { ends.push([code, signal]); if (ends.length === 2) console.log(JSON.stringify(ends.sort())); });
          cluster.on('listening', async (worker, { port }) => {
            if (worker.id === 1) { console.log(await ask(port, '/die')); cluster.fork(); }
            else { console.log(await ask(port, '/')); worker.disconnect(); }
          });
          cluster.fork();
        } else http.createServer((req, res) => { if (req.url === '/die') process.exit(7); res.end('alive'); }).listen(0, '127.0.0.1');`,
      stdout: /alive[\s\S]*\[\[0,null\],\[7,null\]\]\n$/,
    },
    {
      what: 'worker threads: messages, errors, exit codes and terminate',
      program: `const { Worker } = require('node:worker_threads');
        const run = (code, options) => new Promise((resolve) => {
          const said = [];
          const worker = new Worker(code, { eval: true, stdout: true, stderr: true, ...options });
          let text = '';
          worker.stdout.on('data', (part) => { text += part; }); worker.stderr.on('data', (part) => { text += part; });
          worker.on('message', (message) => { if (message === 'stop') void worker.terminate(); said.push(message); });
          worker.on('error', (error) => said.push(error.message));
          worker.on('exit', (exit) => resolve(JSON.stringify({ said, text, exit })));
        });
        (async () => {
          console.log(await run("require('worker_threads').parentPort.postMessage(1); console.log('out'); console.error('err')"));
          console.log(await run("throw new Error('of the worker')"));
          console.log(await run("process.exit(6)"));
          console.log(await run("Promise.reject(new Error('rejected'))"));
          console.log(await run("require('worker_threads').parentPort.postMessage('stop'); setInterval(() => {}, 1e6)"));
          console.log(await run("process.stdout.write(String(process.execArgv.length))", { execArgv: [], env: {} }));
          console.log(await run("console.log(typeof process.env.PATH)", { env: {}, resourceLimits: { maxOldGenerationSizeMb: 64 } }));
        })();`,
      stdout: /"out\\nerr\\n"[\s\S]*of the worker[\s\S]*"exit":6[\s\S]*rejected[\s\S]*"exit":1[\s\S]*undefined/,
    },
    {
      what: 'child processes and what they inherit',
      program: `const { fork, spawnSync } = require('node:child_process');
        if (process.argv[2] === 'child') process.on('message', (m) => { process.send(m + 1); setImmediate(() => process.disconnect()); });
        else {
          const child = fork(__filename, ['child']);
          child.on('message', (m) => console.log(m));
          child.on('exit', (...end) => console.log(end));
          child.send(1);
          console.log(spawnSync(process.execPath, ['-p', '6 * 7'], { encoding: 'utf8' }).stdout);
        }`,
      stdout: '42\n\n2\n[ 0, null ]\n',
    },
  ]);
});

describe('options of Node', { timeout: 60_000 }, () => {
  const program = `serve(async (req, res) => {
      await nextTurn();
      require('node:dns').lookup('127.0.0.1', (error, address) => res.end(address));
    }).then(async ({ server, port }) => {
      console.log(await ask(port));
      console.log(await (await fetch('http://127.0.0.1:' + port)).text());
      server.close();
    });`;
  const stdout = /^HTTP\/1\.1 200 OK[\s\S]*127\.0\.0\.1\n$/;
  itIsTheSame([
    { what: '--frozen-intrinsics', flags: ['--frozen-intrinsics', '--no-warnings'], program, stdout },
    { what: '--disable-proto=throw', flags: ['--disable-proto=throw'], program, stdout },
    {
      what: '--throw-deprecation --pending-deprecation',
      flags: ['--throw-deprecation', '--pending-deprecation'],
      program,
      stdout,
    },
    {
      what: '--disallow-code-generation-from-strings',
      flags: ['--disallow-code-generation-from-strings'],
      program,
      stdout,
    },
    {
      what: '--permission, with what the application itself needs',
      flags: [
        nodeMajor < 22 ? '--experimental-permission' : '--permission',
        '--allow-fs-read=*',
        '--no-warnings',
        ...(nodeMajor < 25 ? [] : ['--allow-net']),
      ],
      program,
      stdout,
    },
    { what: '--preserve-symlinks', flags: ['--preserve-symlinks'], program, stdout },
    { what: '--unhandled-rejections=strict', flags: ['--unhandled-rejections=strict'], program, stdout },
    { what: '--trace-warnings', flags: ['--trace-warnings'], program, stdout },
    {
      what: '--enable-source-maps: stacks show the source',
      flags: ['--enable-source-maps'],
      // One line of `code.js` from the third line of `code.ts`.
      files: {
        'code.ts': '\n\nexport function fail() { throw new Error("mapped"); }\n',
        'code.js': `exports.fail = function fail() { throw new Error("mapped"); };\n//# ${'sourceMappingURL'}=data:application/json;base64,${Buffer.from(
          JSON.stringify({ version: 3, sources: ['code.ts'], names: [], mappings: 'AAEA' }),
        ).toString('base64')}\n`,
      },
      program: `const { fail } = require('./code.js');
        serve((req, res) => { try { fail(); } catch (error) { res.end(error.stack.split('\\n')[1].replace(/.*\\//, '')); } })
          .then(async ({ server, port }) => { console.log(await ask(port)); server.close(); });`,
      stdout: /code\.ts:3/,
    },
  ]);
});

describe('requests', { timeout: 60_000 }, () => {
  itIsTheSame([
    {
      what: 'headers in all the ways to write them',
      program: `const ways = {
          '/set': (res) => { res.setHeader('X-One', '1'); res.setHeader('x-one', ['2', '3']); res.appendHeader('X-Two', 'a'); res.end('set'); },
          '/head': (res) => { res.setHeader('X-One', '1'); res.writeHead(201, 'Made', { 'X-One': '2' }); res.end('head'); },
          '/list': (res) => { res.writeHead(200, ['X-A', '1', 'X-A', '2']); res.write('a'); res.end('b'); },
          '/flush': (res) => { res.flushHeaders(); setImmediate(() => res.end('late')); },
          '/hints': (res) => { res.writeEarlyHints({ link: '</a.css>; rel=preload' }); res.writeProcessing(); res.end('hinted'); },
          '/trailers': (res) => { res.writeHead(200, { Trailer: 'X-T' }); res.write('body'); res.addTrailers({ 'X-T': '1' }); res.end(); },
          '/none': (res) => { res.statusCode = 204; res.end(); },
          '/twice': (res) => {
            const seen = [res.headersSent];
            res.writeHead(200); seen.push(res.headersSent);
            res.write('x'); seen.push(res.headersSent);
            for (const again of [() => res.writeHead(200), () => res.setHeader('a', 'b'), () => res.removeHeader('a')])
              try { again(); } catch (error) { seen.push(error.code); }
            res.end(seen.join());
          },
          '/strict': (res) => { res.strictContentLength = true; res.setHeader('Content-Length', 3); try { res.end('long'); } catch (e) { console.log(e.code); res.destroy(); } },
          '/bad': (res) => { try { res.setHeader('a b', '1'); } catch (e) { res.end(e.code); } },
        };
        serve((req, res) => ways[req.url](res)).then(async ({ server, port }) => {
          for (const way of Object.keys(ways)) console.log(await ask(port, way));
          console.log(await raw(port, 'HEAD /set HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'));
          console.log(await raw(port, 'GET /set HTTP/1.0\\r\\n\\r\\n'));
          server.close();
        });`,
      stdout:
        /X-One: 2[\s\S]*103 Early Hints[\s\S]*ERR_HTTP_HEADERS_SENT[\s\S]*ERR_HTTP_CONTENT_LENGTH_MISMATCH[\s\S]*ERR_INVALID_HTTP_TOKEN/,
    },
    {
      what: 'requests sent ahead are answered in their order',
      program: `serve((req, res) => setTimeout(() => res.end(req.url), 20 - 4 * Number(req.url.slice(1)))).then(async ({ server, port }) => {
          const requests = [0, 1, 2, 3, 4].map((i) => 'GET /' + i + ' HTTP/1.1\\r\\nHost: a\\r\\n' + (i === 4 ? 'Connection: close\\r\\n' : '') + '\\r\\n');
          console.log(await raw(port, requests.join('')));
          server.close();
        });`,
      stdout: /\/0[\s\S]*\/1[\s\S]*\/2[\s\S]*\/3[\s\S]*\/4/,
    },
    {
      what: 'what the parser refuses, upgrades, CONNECT and Expect',
      program: `serve((req, res) => { console.log('request', req.method); res.end('x'); }).then(async ({ server, port }) => {
          console.log(await raw(port, 'no http\\r\\n\\r\\n'));
          server.on('clientError', (error, socket) => { console.log(error.code); socket.end('HTTP/1.1 400 Mine\\r\\n\\r\\n'); });
          console.log(await raw(port, 'GET / HTTP/1.1\\r\\nbad header\\r\\n\\r\\n'));
          server.on('upgrade', (req, socket, head) => socket.end('upgraded ' + head));
          console.log(await raw(port, 'GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: Upgrade\\r\\nUpgrade: x\\r\\n\\r\\nhead'));
          server.on('connect', (req, socket, head) => socket.end('connected ' + head));
          console.log(await raw(port, 'CONNECT a:1 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nhead'));
          server.on('checkContinue', (req, res) => { res.writeContinue(); req.on('end', () => res.end('went on')); req.resume(); });
          server.on('checkExpectation', (req, res) => { res.statusCode = 417; res.end(); });
          const post = (expect) => 'POST / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\nContent-Length: 1\\r\\nExpect: ' + expect + '\\r\\n\\r\\n';
          console.log(await raw(port, post('100-continue') + 'x'));
          console.log(await raw(port, post('miracles') + 'x'));
          server.close();
        });`,
      stdout:
        /400 Bad Request[\s\S]*400 Mine[\s\S]*upgraded head[\s\S]*connected head[\s\S]*100 Continue[\s\S]*went on[\s\S]*417/,
    },
    {
      what: 'events of an upload that its client gives up, and of an answer that nobody takes',
      program: `serve((req, res) => {
          for (const [name, emitter] of Object.entries({ req, res }))
            for (const event of ['aborted', 'error', 'end', 'finish', 'close'])
              emitter.on(event, (error) => console.log(req.url, name, event, error?.code, res.writableEnded, req.complete));
          if (req.url === '/answer') { res.write('part'); return; }
          req.once('data', () => req.socket.listenerCount('close') > 0 && console.log('data'));
        }).then(async ({ server, port }) => {
          server.on('request', (req) => setTimeout(() => clients.get(req.url).destroy(), 20));
          const clients = new Map();
          for (const [url, head] of [['/upload', 'Content-Length: 100\\r\\n'], ['/answer', '']]) {
            const socket = net.connect(port, '127.0.0.1', () => socket.write('POST ' + url + ' HTTP/1.1\\r\\nHost: a\\r\\n' + head + '\\r\\nsome'.slice(0, head === '' ? 2 : 6)));
            clients.set(url, socket);
            await new Promise((resolve) => socket.on('close', () => setTimeout(resolve, 50)));
          }
          server.close();
        });`,
      stdout: /data\n\/upload req aborted[\s\S]*\/answer res close/,
    },
    {
      what: 'a server that closes: idle connections end, those at work are waited for',
      program: `serve((req, res) => { if (req.url === '/slow') setTimeout(() => res.end('slow'), 50); else res.end('quick'); }).then(async ({ server, port }) => {
          const order = [];
          const keep = (path, then) => raw(port, 'GET ' + path + ' HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', then).then(() => order.push('closed ' + path));
          const quick = new Promise((answered) => keep('/quick', answered));
          await quick;
          const slow = keep('/slow');
          await new Promise((resolve) => server.once('request', resolve));
          server.close(() => order.push('server closed'));
          await slow;
          await nextTurn();
          console.log(order.join());
        });`,
      stdout: /^closed \/quick,closed \/slow,server closed\n$|^closed \/quick,server closed,closed \/slow\n$/,
    },
    {
      what: 'calls that go out, without traceparent where settings say so',
      env: { CARPY_TRACEPARENT: 'off' },
      program: `serve((req, res) => {
          if (req.url === '/inner') { res.end(req.rawHeaders.filter((name) => !/^\\d+$|:\\d+$/.test(name)).join()); return; }
          const at = { host: '127.0.0.1', port, path: '/inner', agent: false };
          const calls = [at, { ...at, headers: { a: 'b' } }, { ...at, headers: ['a', 'b', 'Host', 'x'] }, { ...at, headers: { Expect: '100-continue' } }];
          const texts = calls.map((options) => new Promise((resolve) => http.get(options, async (answer) => resolve((await answer.toArray()).join('')))));
          const fetched = ['b', 'c'].map(async (b) => (await fetch('http://127.0.0.1:' + port + '/inner', { headers: { a: b } })).text());
          Promise.all([...texts, ...fetched]).then((all) => res.end(all.join('\\n')));
        }).then(async (served) => { port = served.port; console.log(await ask(port)); served.server.close(); served.server.closeAllConnections(); });
        let port;`,
      stdout: /a,b/,
    },
    {
      what: "the handlers that Fastify's router answers to whoever else uses it",
      packages: router,
      program: `const router = require('find-my-way')();
        function own(req, res, params, store) { res.end([this.own, params.id, store.a].join()); }
        router.on('GET', '/users/:id', own, { a: 1 });
        router.on('GET', '/stored', own, null);
        const { handler, store } = router.find('GET', '/users/7');
        console.log(handler === own, store.a, router.routes[0].handler === own, router.findRoute('GET', '/users/:id').handler === own);
        serve((req, res) => router.lookup(req, res, { own: true })).then(async ({ server, port }) => {
          console.log((await ask(port, '/users/7')).split('\\r\\n').at(-1));
          server.close();
        });`,
      stdout: /^true 1 true true\n/,
    },
    { what: 'what fetch prints when NODE_DEBUG asks for it', ...printing("require('node:process')") },
    {
      what: 'one hundred requests on one connection, and as many on one outgoing one, leave no listeners behind',
      program: `serve((req, res) => {
          if (req.url === '/inner') { res.end('x'); return; }
          http.get({ port, agent, path: '/inner' }, (answer) => { answer.resume(); answer.on('end', () => res.end('y')); });
        }).then(async (served) => {
          port = served.port;
          served.server.on('connection', (socket) => sockets.push(socket));
          const client = new http.Agent({ keepAlive: true, maxSockets: 1 });
          const counts = (socket) => socket.eventNames().map(String).sort().map((name) => socket.listenerCount(name));
          let first;
          for (let i = 0; i < 100; i++) {
            await new Promise((resolve) => http.get({ port, agent: client }, (answer) => { answer.resume(); answer.on('end', () => setImmediate(resolve)); }));
            const now = JSON.stringify([sockets.map(counts), Object.values(agent.freeSockets).flat().map(counts)]);
            if (i === 1) first = now;
            if (i > 1 && now !== first) { console.log(i, first, now); break; }
          }
          console.log(sockets.length);
          agent.destroy(); client.destroy(); served.server.close();
        });
        let port; const sockets = []; const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });`,
      stdout: '2\n',
    },
  ]);
});

// Node 24 has no such option any more.
describe.skipIf(nodeMajor >= 24)("undici where Node's own fetch is off", { timeout: 60_000 }, () => {
  itIsTheSame([
    {
      what: 'what its fetch prints when NODE_DEBUG asks for it',
      flags: ['--no-experimental-fetch'],
      packages: undici,
      ...printing("require('undici')"),
    },
  ]);
});

describe('contexts and the order of things', { timeout: 60_000 }, () => {
  itIsTheSame([
    {
      what: "the application's own AsyncLocalStorage, all the way",
      program:
        `const { AsyncLocalStorage, AsyncResource, executionAsyncId, triggerAsyncId } = require('node:async_hooks');
        const als = new AsyncLocalStorage(); const entered = new AsyncLocalStorage();
        const emitter = new (require('node:events'))();
        serve((req, res) => {
          entered.enterWith('entered ' + req.url);
          als.run({ url: req.url }, async () => {
            const seen = [];
            const note = (what) => seen.push(what + ':' + als.getStore()?.url + ':' + entered.getStore());
            note('now');
            await null; note('await');
            await new Promise((resolve) => setTimeout(resolve, 1)); note('timer');
            await nextTurn(); note('immediate');
            await fetch('http://127.0.0.1:' + port + '/inner' + req.url).then((answer) => answer.text()); note('fetch');
            await require('node:dns').promises.lookup('127.0.0.1'); note('dns');
            await new Promise((resolve) => require('node:dns').lookup('127.0.0.1', () => { note('dns callback'); resolve(); }));
            await new Promise((resolve) => http.get('http://127.0.0.1:' + port + '/inner', (answer) => { note('answer'); answer.resume(); answer.on('end', () => { note('end'); resolve(); }); }));
            als.exit(() => note('exit'));
            als.run({ url: 'other' }, () => note('run')); note('after');
            const bound = AsyncResource.bind(() => note('bound'));
            const snapshot = AsyncLocalStorage.snapshot();
            als.run({ url: 'else' }, () => { bound(); snapshot(() => note('snapshot')); });
            res.on('finish', () => { note('finish'); console.log(seen.join('\\n')); });
            req.resume().on('end', () => note('body'));
            res.end('x');
          });
        }).then(async (served) => {
          port = served.port;
          served.server.prependListener('request', (req, res) => { if (req.url.startsWith('/inner')) { req.url = ''; } });
          served.server.removeAllListeners('request');
          const [handle] = handlers;
          served.server.on('request', (req, res) => (req.url.startsWith('/inner') ? res.end('inner') : handle(req, res)));
          await Promise.all([ask(port, '/a').then(() => 0)]);
          await ask(port, '/b');
          console.log(als.getStore(), entered.getStore());
          served.server.close(); served.server.closeAllConnections();
        });
        let port;`
          .replace('serve((req, res) => {', 'const handlers = []; handlers.push((req, res) => {')
          .replace('}).then(async (served) => {', '}); serve(() => {}).then(async (served) => {'),
      stdout: /now:\/a:entered \/a[\s\S]*snapshot:\/a[\s\S]*now:\/b:entered \/b/,
    },
    {
      what: 'the order of ticks, microtasks, timers and immediates in a handler',
      program: `serve((req, res) => {
          const order = [];
          const note = (what) => () => order.push(what);
          setImmediate(note('immediate')); setTimeout(note('timeout'), 0);
          process.nextTick(note('tick')); queueMicrotask(note('microtask'));
          Promise.resolve().then(note('p1')).then(note('p2')).then(note('p3'));
          (async () => { note('sync')(); await null; note('a1')(); await new Promise((r) => r()); note('a2')(); await { then: (r) => r() }; note('a3')(); })();
          req.on('end', note('end')); req.on('data', note('data')); req.on('close', note('req close'));
          res.on('finish', note('finish')); res.on('close', note('res close')); res.on('prefinish', note('prefinish'));
          res.end('x', note('ended'));
          note('returned')();
          setTimeout(() => console.log(order.filter((what) => what !== 'immediate' && what !== 'timeout').join()), 30);
        }).then(async ({ server, port }) => {
          await raw(port, 'POST / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\nContent-Length: 2\\r\\n\\r\\nab');
          server.close();
        });`,
      stdout: /sync.*returned.*tick.*microtask/,
    },
    {
      what: 'frozen promises and resources',
      program: `const { AsyncResource } = require('node:async_hooks');
        serve((req, res) => {
          const step = Promise.resolve().then(() => new Promise((resolve, reject) => {
            http.get('http://127.0.0.1:' + port + '/inner', (answer) => { answer.resume(); answer.on('end', () => resolve('asked')); }).on('error', reject);
          }));
          Object.freeze(step);
          class Frozen extends AsyncResource { constructor() { super('FROZEN'); Object.freeze(this); } }
          new Frozen().runInAsyncScope(() => require('node:dns').lookup('127.0.0.1', (error, address) => step.then((text) => res.end(text + address), (error) => res.end(error.message))));
        }).then(async (served) => {
          port = served.port;
          const [handle] = served.server.listeners('request');
          served.server.removeAllListeners('request');
          served.server.on('request', (req, res) => (req.url === '/inner' ? res.end() : handle(req, res)));
          console.log((await ask(port)).split('\\r\\n\\r\\n')[1]);
          served.server.close(); served.server.closeAllConnections();
        });
        let port;`,
      stdout: 'asked127.0.0.1\n',
    },
    {
      what: 'functions of Node that are wrapped are themselves still',
      program: `const dns = require('node:dns'); const { wrap } = require('@carpy/agent'); const { promisify, inspect } = require('node:util');
        serve(async (req, res) => {
          const about = (fn) => [fn.name, fn.length, Object.hasOwn(fn, 'prototype'), Reflect.ownKeys(fn).map(String).sort()];
          console.log(JSON.stringify([dns.lookup, dns.promises.lookup, dns.Resolver.prototype.resolve4, http.Agent.prototype.addRequest].map(about)));
          console.log(await promisify(dns.lookup)('127.0.0.1'), dns.lookup === (await import('node:dns')).lookup);
          console.log(Object.keys(dns).join(), inspect(http.Agent.prototype));
          const { lookup } = dns.promises;
          console.log((await lookup('127.0.0.1')).address, wrap('strict', function () { 'use strict'; return typeof this; })());
          try { dns.lookup(1, 2, 3, 4); } catch (error) { console.log(error.code, error.message); }
          try { http.get('nowhere:'); } catch (error) { console.log(error.code); }
          res.end();
        }).then(async ({ server, port }) => { await ask(port); server.close(); });`,
      stdout:
        /"lookup",3[\s\S]*address: '127\.0\.0\.1', family: 4 \} true[\s\S]*127\.0\.0\.1 undefined[\s\S]*ERR_INVALID_ARG_TYPE/,
    },
  ]);
});

const clocks = await npmPackages({ '@sinonjs/fake-timers': '15.0.0' });

describe.skipIf(clocks.missing !== undefined)('a test suite with a clock of its own', { timeout: 60_000 }, () => {
  itIsTheSame([
    {
      what: 'finds none of the timers of the agent',
      packages: clocks,
      program: `const clock = require('@sinonjs/fake-timers').install();
        globalThis[Symbol.for('carpy.agent')]?.start();
        globalThis[Symbol.for('carpy.agent')]?.transaction('job', () => {});
        setTimeout(() => console.log('ran at', Date.now()), 5000);
        console.log(clock.countTimers());
        clock.runAll();
        console.log(clock.countTimers());
        clock.uninstall();`,
      env: { CARPY_URL: 'http://127.0.0.1:9' },
      stderrClosed: true,
      stdout: '1\nran at 5000\n0\n',
    },
  ]);
});
