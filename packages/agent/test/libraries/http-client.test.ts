import { HTTP_SERVER } from './http-test-server.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'http client',
  off: 'http-server',
  imports: { http: 'node:http', https: 'node:https', net: 'node:net' },
  body: `${HTTP_SERVER}
    const text = async (response) => { let all = ''; for await (const part of response) all += part; return JSON.parse(all); };
    const ask = (...args) => new Promise((resolve, reject) => http.request(...args).on('response', resolve).on('error', reject).end()).then(text);
    await transaction('forms', async () => {
      const seen = [await ask(at + '/a?secret=1'), await ask(new URL(at)), await ask({ host: '127.0.0.1', port: server.address().port, method: 'PUT' }), await ask(at, { headers: { a: 'b' } })];
      answers.push(seen.map((s) => [s.method, rightTrace(s)]));
      answers.push(await new Promise((resolve) => http.get(at, (response) => resolve(text(response)))).then((s) => rightTrace(s)));
      const own = await ask(at, { headers: { traceparent: 'own' } });
      answers.push(own.traceparent);
      const lists = [['a', 'b', 'host', 'h'], [['a', 'b'], ['host', 'h']], [['A', 'b'], ['Host', 'h'], ['TraceParent', 'own']], ['host', 'h', 'traceparent', 'own'], []];
      for (const headers of lists) {
        const given = JSON.stringify(headers);
        // Without a host the server refuses it.
        const s = await ask(at, { headers }).catch(() => 'refused');
        answers.push([s.method, s === 'refused' || s.traceparent === 'own' || rightTrace(s), JSON.stringify(headers) === given]);
      }
      for (const headers of [{ expect: '100-continue' }, { Expect: '100-continue', TraceParent: 'own' }]) {
        const s = await ask(at, { method: 'POST', headers });
        answers.push([s.method, s.traceparent === 'own' || rightTrace(s)]);
      }
      const posted = await new Promise((resolve) => {
        const request = http.request(at, { method: 'POST' }, (response) => resolve(text(response)));
        request.write('part');
        request.end('and part');
      });
      answers.push(posted.method, rightTrace(posted));
      answers.push(typeof http.request.name, http.request.length, http.get.name);
      try { http.request('no url'); } catch (e) { answers.push(e.code); }
    });
    await transaction('outcomes', async () => {
      answers.push((await ask(at + '/404')).method, (await ask(at + '/500')).method);
      answers.push(await ask(nowhere).catch((e) => e.code));
      answers.push(await ask(at + '/broken').catch((e) => e.code));
      answers.push(await new Promise((resolve) => {
        const request = http.get(at + '/hang').on('error', (e) => resolve(e.code));
        setImmediate(() => request.destroy());
      }));
      const aborting = new AbortController();
      answers.push(await new Promise((resolve) => {
        http.get(at + '/hang', { signal: aborting.signal }).on('error', (e) => resolve(e.code));
        setImmediate(() => aborting.abort());
      }));
    });
    // A response that nobody listens to is thrown away, as ever; so the request ends.
    await transaction('unread', () => new Promise((resolve) => http.request(at).on('close', resolve).end()));
    await transaction('keep-alive', async () => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      await Promise.all([1, 2, 3].map(() => ask(at, { agent })));
      agent.destroy();
    });
    answers.push(await new Promise((resolve) => {
      process.once('uncaughtException', (e) => resolve(e.code));
      transaction('uncaught', () => void http.get(nowhere));
    }));
    await transaction('https', () => new Promise((resolve) => https.get(nowhere.replace('http', 'https')).on('error', resolve)));
    await transaction('no agent', () => new Promise((resolve) => {
      const { port } = server.address();
      http.get({ agent: null, path: '/', createConnection: () => net.connect(port, '127.0.0.1') }, (response) => resolve(text(response)));
    }));
    await transaction('bad port', () => { try { http.get({ port: 99999 }); } catch (e) { answers.push(e.code); } });
    server.on('upgrade', (request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: x\\r\\n\\r\\nhello'));
    await transaction('upgrade', () => new Promise((resolve) => {
      http.get(at, { headers: { connection: 'Upgrade', upgrade: 'x' } }).on('upgrade', (response, socket, head) => {
        answers.push(response.statusCode, String(head));
        socket.destroy();
      }).on('close', resolve);
    }));
    await transaction('nested', () => time('outer', async () => await ask(at)));
    const trace = new Set();
    await transaction('one trace', async () => {
      for (let i = 0; i < 2; i++) trace.add(((await ask(at)).traceparent ?? '').slice(0, 36));
    });
    answers.push(trace.size);
    await ask(at);
    answers.push((await ask(at)).traceparent);
    return answers;
  `,
  counted: {
    'forms.ok': 1,
    'forms.http_127_0_0_1_.ok': 14,
    'outcomes.ok': 1,
    'outcomes.http_127_0_0_1_.ok': 1,
    'outcomes.http_127_0_0_1_.error': 5,
    'unread.ok': 1,
    'unread.http_127_0_0_1_.ok': 1,
    'keep-alive.ok': 1,
    'keep-alive.http_127_0_0_1_.ok': 3,
    'uncaught.ok': 1,
    'uncaught.http_127_0_0_1_.error': 1,
    'https.ok': 1,
    'https.http_127_0_0_1_.error': 1,
    'no_agent.ok': 1,
    'no_agent.http_localhost.ok': 1,
    'bad_port.ok': 1,
    'bad_port.http_localhost_99999.error': 1,
    'upgrade.ok': 1,
    'upgrade.http_127_0_0_1_.ok': 1,
    'nested.ok': 1,
    'nested.outer.ok': 1,
    'nested.outer.http_127_0_0_1_.ok': 1,
    'one_trace.ok': 1,
    'one_trace.http_127_0_0_1_.ok': 2,
  },
});
