/**
 * Random clients of a server that answers in many ways: requests one after the other and sent ahead, bodies in parts, connections given up
 * anywhere, many at the same time. Each request is counted once, with what it called and nothing else, and nobody gets other bytes than
 * without the agent.
 */
import { get } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../instrumented-app.ts';
import { CALLS, HTTP_PROGRAM } from './http-program.ts';

const numRuns = Number(process.env['CARPY_TEST_CASES'] ?? 12);
const seed = Number(process.env['CARPY_TEST_SEED'] ?? 1);
const TIMEOUT_MS = 3_600_000;
const POLL = { timeout: 10_000, interval: 5 };

interface Asked {
  readonly way: string;
  readonly head: boolean;
  /** Bodies, by length or in chunks; one that asks first. */
  readonly body: 'none' | 'length' | 'chunks' | 'expects';
  /** Waits for the answers to all before it. */
  readonly waits: boolean;
}

interface Client {
  readonly asked: readonly Asked[];
  /** How its last request ends the connection; `gone`: the client goes away once it has sent that. */
  readonly ends: 'close' | 'upgrade' | 'hangs' | 'half' | 'destroys' | 'gone';
  /** Bytes that are sent at a time. */
  readonly piece: number;
}

const answering = Object.keys(CALLS).filter((way) => !['hangs', 'half', 'destroys'].includes(way));
const client: fc.Arbitrary<Client> = fc.record({
  asked: fc.array(
    fc.record({
      way: fc.constantFrom(...answering),
      head: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      body: fc.constantFrom('none', 'none', 'length', 'chunks', 'expects'),
      waits: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6, size: 'max' },
  ),
  ends: fc.constantFrom('close', 'close', 'close', 'upgrade', 'hangs', 'half', 'destroys', 'gone'),
  piece: fc.constantFrom(1_000_000, 1_000_000, 37, 100),
});

/** What reads a body is given one; what does not read it leaves it behind. */
const READS = ['listens', 'iterates', 'early'];

function textOf({ way, head, body }: Asked, id: number, last: boolean): string {
  // Where the connection is closed before all of a body came, what was answered may be lost.
  const given = READS.includes(way) && !(way === 'early' && last) ? body : 'none';
  const method = given !== 'none' ? 'POST' : head && !['large', 'half'].includes(way) ? 'HEAD' : 'GET';
  const lines = [`${method} /${way}/${id} HTTP/1.1`, 'Host: a'];
  if (last) lines.push('Connection: close');
  if (given === 'expects') lines.push('Expect: 100-continue');
  if (given === 'length' || given === 'expects') lines.push('Content-Length: 300');
  if (given === 'chunks') lines.push('Transfer-Encoding: chunked');
  const content =
    given === 'none' ? '' : given === 'chunks' ? `64\r\n${'y'.repeat(100)}\r\n0\r\n\r\n` : 'z'.repeat(300);
  return `${lines.join('\r\n')}\r\n\r\n${content}`;
}

/** Sends what the client asks, with ids from `firstId` on; answers all that came. */
async function send(port: number, { asked, ends, piece }: Client, firstId: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let got = '';
  let closed = false;
  let changed = (): void => {};
  socket.setEncoding('latin1');
  socket.on('data', (part) => {
    got += part;
    changed();
  });
  socket.on('error', () => {});
  socket.setTimeout(10_000, () => socket.destroy());
  const end = new Promise<void>((resolve) =>
    socket.on('close', () => {
      closed = true;
      changed();
      resolve();
    }),
  );
  const until = async (seen: () => boolean): Promise<void> => {
    while (!closed && !seen())
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
  };
  const write = async (text: string): Promise<void> => {
    for (let at = 0; at < text.length && !closed; at += piece) {
      socket.write(text.slice(at, at + piece));
      if (piece < text.length) await new Promise((turn) => setImmediate(turn));
    }
  };
  let ahead = '';
  for (const [i, one] of asked.entries()) {
    const isLast = i === asked.length - 1;
    // Node 24 leaves a connection open whose answer is destroyed before its turn.
    if (i > 0 && (one.waits || (isLast && ends === 'destroys'))) {
      await write(ahead);
      ahead = '';
      await until(() => got.includes(`id ${firstId + i - 1};`));
    }
    const way = isLast && ['hangs', 'half', 'destroys'].includes(ends) ? ends : one.way;
    if (isLast && ends === 'upgrade')
      ahead += `GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`;
    else ahead += textOf({ ...one, way }, firstId + i, isLast && ends === 'close');
  }
  await write(ahead);
  if (ends === 'gone' || ends === 'hangs') socket.destroy();
  if (ends === 'half') {
    await until(() => got.includes('half'));
    socket.destroy();
  }
  await end;
  return got;
}

interface Report {
  readonly came: number;
  readonly reports: number;
  readonly connections: number;
  readonly problems: readonly string[];
}

const reportOf = (app: App): Promise<Report> =>
  new Promise((resolve, reject) => {
    get(`${app.said}/report`, { agent: false }, async (response) => {
      resolve(JSON.parse((await response.setEncoding('utf8').toArray()).join('')));
    }).on('error', reject);
  });

let timed: App;
let untimed: App;
beforeAll(async () => {
  timed = await startApp({ program: HTTP_PROGRAM, format: 'cjs' });
  untimed = await startApp({ program: HTTP_PROGRAM, format: 'cjs', load: 'none', env: { WITHOUT_AGENT: '1' } });
});
afterAll(async () => {
  await timed.end();
  await untimed.end();
});

/** By request: the lines of its transaction, without values. */
function byRequest(lines: readonly string[]): Map<number, string[]> {
  const all = new Map<number, string[]>();
  for (const line of lines) {
    const [, id, path] = /^r(\d+)\.(.*):/.exec(line) ?? [];
    if (id === undefined || path === undefined || /^apdex|_own/.test(path)) continue;
    const list = all.get(Number(id)) ?? [];
    all.set(Number(id), list);
    list.push(path);
  }
  return all;
}

/** `a.b ok` as the agent writes it for request 7: `children.a7.children.b7.ok`. */
const pathOf = (call: string, id: number): string => {
  const [names = '', outcome] = call.split(' ');
  return `${names
    .split('.')
    .map((name) => `children.${name}${id}.`)
    .join('')}${outcome}`;
};

describe('a server of node:http', () => {
  it('has every request of any client counted once, with what it called itself', { timeout: TIMEOUT_MS }, async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(client, { minLength: 1, maxLength: 12, size: 'max' }), async (clients) => {
        // The number of names is bounded.
        let id = 100 * (runs++ % 8);
        const firstIds = clients.map((one) => {
          id += one.asked.length;
          return id - one.asked.length;
        });
        const sendAll = (app: App): Promise<string[]> =>
          Promise.all(clients.map((one, i) => send(Number(new URL(app.said).port), one, firstIds[i] as number)));
        const [got, expected] = [await sendAll(timed), await sendAll(untimed)];
        for (const [i, one] of clients.entries()) if (one.ends === 'close') expect(got[i]).toBe(expected[i]);

        // What clients that went away left behind has ended.
        await expect.poll(async () => (await reportOf(timed)).connections, POLL).toBe(1);
        await expect
          .poll(async () => {
            const { came, reports } = await reportOf(timed);
            return (await timed.stats()).transactions - came - reports;
          }, POLL)
          .toBe(0);
        for (const app of [timed, untimed]) expect((await reportOf(app)).problems).toEqual([]);
        expect(await timed.stats()).toMatchObject({ hookFaults: {}, internalErrors: 0 });

        const sent = byRequest(await timed.sent());
        for (const [i, { asked, ends }] of clients.entries())
          for (const [j, { way }] of asked.entries()) {
            const own = (firstIds[i] as number) + j;
            const lines = (sent.get(own) ?? []).sort();
            sent.delete(own);
            const isCut = ends !== 'close' && j === asked.length - 1;
            const calls = (CALLS[isCut ? ends : way] ?? CALLS[way] ?? []).map((call) => pathOf(call, own));
            if (ends === 'close') expect(lines).toEqual([...calls, way === 'fails' ? 'error' : 'ok'].sort());
            else expect(left(lines, [...calls, 'ok', 'error'])).toEqual([]);
            expect(lines.filter((line) => line === 'ok' || line === 'error').length).toBeLessThanOrEqual(1);
          }
        expect([...sent]).toEqual([]);
      }),
      { numRuns, seed },
    );
  });
});

/** Without those that the others have. */
function left(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
