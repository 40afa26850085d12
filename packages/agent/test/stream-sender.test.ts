import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newCounts } from '../src/counts.ts';
import { StreamSender } from '../src/stream-sender.ts';
import { type BuiltAgent, buildAgent } from './built-agent.ts';
import { openTestAgent } from './test-agent.ts';

const opened: { close(): unknown }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'carpy-stream-'));
let built: BuiltAgent;
beforeAll(async () => {
  built = await buildAgent();
}, 60_000);
afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const open of opened.splice(0).reverse()) await open.close();
});

async function listen(where: number | string, taken: Socket[] = []) {
  let text = '';
  const server: Server = createServer((socket) => {
    taken.push(socket);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((done) =>
    typeof where === 'string' ? server.listen(where, done) : server.listen(where, '127.0.0.1', done),
  );
  opened.push({
    close: () => {
      for (const socket of taken) socket.destroy();
      return new Promise((done) => server.close(done));
    },
  });
  return {
    port: typeof where === 'string' ? 0 : (server.address() as AddressInfo).port,
    got: (want: string) => expect.poll(() => text, { timeout: 10_000, interval: 5 }).toBe(want),
    matches: (want: RegExp) => expect.poll(() => text, { timeout: 10_000, interval: 5 }).toMatch(want),
  };
}

function open(port: number, maxBufferBytes = 4_000) {
  const counts = newCounts();
  const sender = new StreamSender(
    { scheme: 'tcp', host: '127.0.0.1', port },
    { maxDatagramBytes: 1_432, maxBufferBytes },
    counts,
  );
  opened.push(sender);
  const send = (text: string): void => {
    const buffer = sender.takeBuffer();
    sender.send(buffer, buffer.write(text, 'latin1'), text.split('\n').length);
  };
  return { sender, counts, send };
}

describe('StreamSender', () => {
  it('ends each part in a newline, and counts what the kernel took', async () => {
    const server = await listen(0);
    const { sender, counts, send } = open(server.port);
    send('a:1|c\nb:2|ms');
    await sender.flushed();
    send('c:3|g');
    await sender.flushed();
    await server.got('a:1|c\nb:2|ms\nc:3|g\n');
    expect(counts).toMatchObject({ linesSent: 3, bytesSent: 19, datagramsSent: 2, linesDropped: 0, linesFailed: 0 });
  });

  it('keeps what comes without a connection within its bound, drops and counts the rest, waits for nothing', async () => {
    const { sender, counts, send } = open(1);
    for (let i = 0; i < 5; i++) send('x'.repeat(1_000));
    await sender.flushed();
    expect(counts).toMatchObject({ linesDropped: 1, socketErrors: 1, linesSent: 0 });
    sender.close();
    expect(counts.linesDropped).toBe(5);
  });

  it('counts as failed what a connection had not taken when it broke', async () => {
    const taken: Socket[] = [];
    const server = await listen(0, taken);
    const { sender, counts, send } = open(server.port, 50_000_000);
    send('a:1|c');
    await sender.flushed();
    taken[0]?.pause();
    // More than the kernel holds for a reader that stands still.
    for (let i = 0; i < 20_000; i++) send('x'.repeat(1_400));
    taken[0]?.destroy();
    await sender.flushed();
    await expect.poll(() => counts.linesFailed, { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
    expect(counts.linesSent + counts.linesFailed + counts.linesDropped).toBe(20_001);
  });
});

describe('CARPY_STATSD', () => {
  it('takes tcp://', async () => {
    const server = await listen(0);
    const agent = await openTestAgent({ statsd: `tcp://127.0.0.1:${server.port}` });
    agent.transaction('job', () => {});
    await agent.flush();
    await server.matches(/^carpy\.shop\.web\.job\.ok:0\|ms\ncarpy\.shop\.web\.job\.apdex\.satisfied:1\|c\n$/);
    expect(agent.warnings).toEqual([]);
    await agent.end();
  });

  it.skipIf(process.platform === 'win32')(
    'takes unix://, and sends the last lines at the exit of a connected process',
    async () => {
      const path = join(folder, 'statsd.sock');
      const server = await listen(path);
      const program = `agent.transaction('first', () => {}); agent.flush().then(() => { agent.transaction('last', () => {}); process.exit(4); });`;
      expect(await built.run(program, { CARPY_STATSD: `unix://${path}` })).toMatchObject({ code: 4, stderr: '' });
      await server.matches(/first\.ok:[\d.]+\|ms\n[\s\S]*last\.ok:[\d.]+\|ms\n/);
    },
  );

  it('over tcp:// ends in time when nobody listens', async () => {
    const ending = await built.run(`agent.transaction('job', () => {});`, { CARPY_STATSD: 'tcp://127.0.0.1:1' });
    expect(ending).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});
