// Whole requests over HTTP on loopback, on connections that are kept: from the first byte sent to the last byte received.
import { Agent, get } from 'node:http';

const agent = new Agent({ keepAlive: true });

/** Answers {ms, status, body}. */
export function ask(url) {
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    get(url, { agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ ms: performance.now() - startedAtMs, status: response.statusCode, body: Buffer.concat(chunks) }),
      );
    }).on('error', reject);
  });
}

/** The same, and throws what is not 200. */
export async function asked(url) {
  const answer = await ask(url);
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${answer.body.toString().slice(0, 500)}`);
  return answer;
}

/** Asks every server in turn, `rounds` times: {ms: [...], cpuMs a request, body} of each, in order. */
export async function alternating(servers, path, rounds, warmUps = 3) {
  for (let i = 0; i < warmUps; i++) for (const { url } of servers) await asked(url + path);
  const results = servers.map(() => ({ ms: [], body: undefined }));
  const before = servers.map((server) => server.cpuSeconds());
  for (let i = 0; i < rounds; i++)
    for (const [n, { url }] of servers.entries()) {
      const { ms, body } = await asked(url + path);
      results[n].ms.push(ms);
      results[n].body = body;
    }
  return results.map((result, n) => ({
    ...result,
    cpuMs: ((servers[n].cpuSeconds() - before[n]) * 1000) / rounds,
  }));
}
