import { HTTP_SERVER } from './http-test-server.ts';
import { describeLibrary } from './library-case.ts';

const BODY = `${HTTP_SERVER}
    const ask = async (...args) => (await fetch(...args)).json();
    await transaction('forms', async () => {
      const seen = [await ask(at + '/a?secret=1'), await ask(new URL(at)), await ask(new Request(at, { method: 'POST', body: 'x' }))];
      answers.push(seen.map((s) => [s.method, rightTrace(s)]));
      answers.push((await ask(at, { headers: { traceparent: 'own' } })).traceparent);
      const forms = (...pairs) => [new Headers(pairs), pairs, Object.fromEntries(pairs)];
      for (const headers of forms(['a', 'b'])) answers.push(rightTrace(await ask(at, { headers })));
      for (const headers of forms(['TraceParent', 'own'])) answers.push((await ask(at, { headers })).traceparent);
      answers.push((await ask(new Request(at, { headers: { traceparent: 'own' } }), {})).traceparent);
      answers.push((await ask(at + '/moved')).method);
      answers.push([fetch.name, fetch.length]);
    });
    await transaction('outcomes', async () => {
      answers.push((await fetch(at + '/404')).status, (await fetch(at + '/500')).status);
      answers.push(await fetch(nowhere).catch((e) => [e.name, e.message, e.cause.code]));
      answers.push(await fetch(at + '/broken').then((r) => r.text()).catch((e) => e.name));
      answers.push(await fetch(at + '/hang', { signal: AbortSignal.timeout(50) }).catch((e) => e.name));
    });
    await transaction('nested', () => time('outer', async () => await ask(at)));
    answers.push(await unhandled(() => transaction('unhandled', () => void fetch(nowhere))));
    answers.push((await ask(at)).traceparent);
`;

const COUNTED = {
  'forms.ok': 1,
  'forms.http_127_0_0_1_.ok': 13,
  'outcomes.ok': 1,
  'outcomes.http_127_0_0_1_.ok': 1,
  'outcomes.http_127_0_0_1_.error': 4,
  'nested.ok': 1,
  'nested.outer.ok': 1,
  'nested.outer.http_127_0_0_1_.ok': 1,
  'unhandled.ok': 1,
  'unhandled.http_127_0_0_1_.error': 1,
};

await describeLibrary({
  library: 'fetch',
  off: 'http-server',
  imports: { http: 'node:http' },
  body: `${BODY} return answers;`,
  counted: COUNTED,
});

await describeLibrary({
  library: 'undici',
  // 8 needs Node 22.19.
  versions: [{ undici: '7.30.2' }, { undici: '6.29.1' }],
  off: 'http-server',
  imports: { http: 'node:http', stream: 'node:stream', undici: 'undici' },
  body: `const { fetch, Headers, Request } = undici; ${BODY}
    await transaction('request', async () => {
      const { statusCode, body } = await undici.request(at);
      answers.push(statusCode, rightTrace(await body.json()));
      const pool = new undici.Pool(at);
      answers.push((await (await pool.request({ path: '/', method: 'GET', headers: ['traceparent', 'own'] })).body.json()).traceparent);
      answers.push(rightTrace(await (await pool.request({ path: '/', method: 'GET', headers: ['a', 'b', 'c', ['d', 'e']] })).body.json()));
      answers.push(rightTrace(await (await pool.request({ path: '/', method: 'GET', headers: new Headers({ a: 'b' }) })).body.json()));
      const chunks = [];
      await undici.stream(at, { method: 'GET' }, () => new stream.Writable({ write: (c, e, cb) => { chunks.push(c); cb(); } }));
      answers.push(chunks.length > 0);
      await pool.close();
    });
    return answers;`,
  counted: { ...COUNTED, 'request.ok': 1, 'request.http_127_0_0_1_.ok': 5 },
});
