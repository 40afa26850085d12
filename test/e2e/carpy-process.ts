/** Starts what `npm run build` made, as a user would: the command line in a process of its own, on free ports, with a data folder that goes away. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));
export const bin: string = join(root, 'packages/server/bin/carpy.js');

export interface Ports {
  readonly http: string;
  readonly statsd: { readonly udp: number | null; readonly tcp: number | null };
  readonly statsdAdmin: number | null;
  readonly carbon: number | null;
  readonly carbonPickle: number | null;
}

export interface CarpyProcess {
  readonly child: ChildProcess;
  readonly ports: Ports;
  readonly url: string;
  readonly dataDir: string;
  /** What it wrote to standard error so far. */
  log(): string;
  /** Sends a signal and resolves with the exit code (null when the signal ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export const freePorts: readonly string[] = ['http', 'statsd', 'statsd-admin', 'carbon', 'carbon-pickle'].flatMap(
  (name) => [`--${name}-port`, '0'],
);

/** Variables of the machine that would change what a test sees are left out. */
function environment(extra: Record<string, string>): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARPY_')));
  return { ...env, ...extra };
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'carpy-test-'));
}

/** Runs the command line to its end. */
export async function runCarpy(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [bin, ...args], { env: environment(env) });
  const [out, err, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exitOf(child)]);
  return { code, out, err };
}

/** Starts `carpy serve` and resolves when all its listeners stand. A short flush interval keeps tests short. */
export async function startCarpy(
  options: { dataDir?: string; args?: readonly string[]; env?: Record<string, string>; ports?: readonly string[] } = {},
): Promise<CarpyProcess> {
  const ownFolder = options.dataDir === undefined;
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const args = [
    bin,
    'serve',
    '--data-dir',
    dataDir,
    ...(options.ports ?? freePorts),
    '--print-ports',
    ...(options.args ?? []),
  ];
  const child = spawn(process.execPath, args, { env: environment(options.env ?? {}) });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const exited = exitOf(child);
  const ports = await new Promise<Ports>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      // More may follow: --forward-console prints there too.
      if (out.includes('\n')) resolve(JSON.parse(out.slice(0, out.indexOf('\n'))) as Ports);
    });
    void exited.then((code) => reject(new Error(`carpy ended with ${code} before it listened: ${err}`)));
  });
  return {
    child,
    ports,
    url: ports.http,
    dataDir,
    log: () => err,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const code = await exited;
      if (ownFolder) await rm(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

export async function sendUdp(port: number, packet: string | Uint8Array, host = '127.0.0.1'): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) =>
    socket.send(packet, port, host, (e) => (e === null ? resolve() : reject(e))),
  );
  socket.close();
}

/** Sends one command to an admin port and answers what came before `END`, a blank line or the close. */
export async function askAdmin(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`${command}\nquit\n`);
  return textOf(socket);
}

/** Writes to a TCP port and closes. */
export async function sendTcp(port: number, bytes: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
}

export async function getJson<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export interface Rendered {
  readonly target: string;
  readonly datapoints: [number | null, number][];
}

/** `/render` as JSON. */
export function render(carpy: CarpyProcess, target: string, from = '-10min'): Promise<Rendered[]> {
  return getJson(`${carpy.url}/render?format=json&from=${from}&target=${encodeURIComponent(target)}`);
}

/** The values that are not null. */
export const valuesOf = (rendered: readonly Rendered[]): number[] =>
  rendered.flatMap((r) => r.datapoints.map(([value]) => value).filter((v): v is number => v !== null));

/** Asks again until `good` says so; what was seen last is in the error. */
export async function eventually<T>(ask: () => Promise<T>, good: (value: T) => boolean, withinMs = 20_000): Promise<T> {
  const end = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await ask();
      if (good(value)) return value;
      last = value;
    } catch (e) {
      last = e instanceof Error ? e.message : e;
    }
    if (Date.now() > end) throw new Error(`not seen within ${withinMs} ms; last: ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The system's Chromium; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((dir) => names.map((name) => join(dir, name)))
    .find((file) => existsSync(file));
}

/** Whether a missing thing must fail instead of being skipped. */
export const requireAll: boolean = process.env['CARPY_TEST_REQUIRE'] === 'all';
