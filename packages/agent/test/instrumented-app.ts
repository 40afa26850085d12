/** An application of a test's own, in a process of its own, under the built `@carpy/agent/register`, with a StatsD receiver. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { NpmPackages } from '../../../test/support/npm-packages.ts';
import { bundle } from '../bundle.mjs';
import type { AgentStats } from '../src/api.ts';
import { linkPackages } from './link-packages.ts';
import { openReceiver } from './statsd-receiver.ts';

export interface AppOptions {
  /** The whole source. Whatever it prints first is `said`. */
  readonly program: string;
  readonly format: 'esm' | 'cjs';
  readonly packages?: NpmPackages;
  /** More files of its folder, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** Copies the packages instead of linking them: for bundlers, which don't follow links out of the application. */
  readonly copied?: boolean;
  /** A program of the packages, run to its end before the application starts: `next/dist/bin/next build`. */
  readonly before?: readonly string[];
  /** How the agent comes in; `none`: the program does it. */
  readonly load?: 'import' | 'require' | 'none';
  readonly env?: Readonly<Record<string, string>>;
}

export interface App {
  /** What the program printed first, without its line's end: its address, as a rule. */
  readonly said: string;
  readonly child: ChildProcess;
  /** Its working folder. */
  readonly folder: string;
  /** Everything on standard output and standard error so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** Flushes, and answers every line that came since the last call, without `carpy.app.one.` in front. */
  sent(): Promise<string[]>;
  /** Waits for a line, without `carpy.app.one.` in front. */
  until(pattern: RegExp): Promise<void>;
  /** `sent`, counted by name and without values and Apdex: `{ 'GET-users-_id.ok': 2 }`. */
  counted(): Promise<Record<string, number>>;
  stats(): Promise<AgentStats>;
  /** Ends it by SIGTERM, if it still runs. */
  end(): Promise<void>;
}

/** The Node that runs applications, to test others than the one that runs the tests. */
export const NODE: string = process.env['CARPY_TEST_NODE'] ?? process.execPath;

/** Its major version. */
export const nodeMajor: number = Number.parseInt(
  execFileSync(NODE, ['-p', 'process.versions.node'], { encoding: 'utf8' }),
  10,
);

/** Answers the test over the process's channel, which does not keep the program alive. The agent is the program's: it loads none. */
const CONTROL = `
// Worker threads load this too, and have no channel.
if (require('node:worker_threads').isMainThread && process.channel) {
  process.on('message', async (mark) => {
    const agent = globalThis[Symbol.for('carpy.agent')];
    if (mark !== '') { agent.counter(mark); await agent.flush(); }
    process.send({ mark, stats: agent.stats() });
  });
  process.channel.unref();
}
`;

export async function startApp(options: AppOptions): Promise<App> {
  const receiver = await openReceiver();
  const folder = await appFolder(options.packages, options.copied === true);
  const file = join(folder, options.format === 'esm' ? 'app.mjs' : 'app.cjs');
  writeFileSync(file, options.program);
  for (const [path, text] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (options.before !== undefined && options.packages !== undefined) {
    const [script, ...args] = options.before;
    const path = join(folder, 'node_modules', script as string);
    // What they would ask the network for, they don't need.
    const quiet = { NEXT_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' };
    const env = { ...process.env, ...quiet };
    const ran = spawnSync(process.execPath, [path, ...args], { cwd: folder, env, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`${options.before.join(' ')}: ${ran.stdout}${ran.stderr}`);
  }
  writeFileSync(join(folder, 'control.cjs'), CONTROL);
  const load = options.load ?? 'import';
  const args = [...(load === 'none' ? [] : [`--${load}`, '@carpy/agent/register']), '--require', './control.cjs', file];
  const child = spawn(NODE, args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      CARPY_APP: 'app',
      CARPY_SERVER: 'one',
      CARPY_URL: 'off',
      CARPY_STATSD: receiver.address,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = { stdout: '', stderr: '' };
  child.stderr?.on('data', (text) => {
    output.stderr += text;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (text) => {
      output.stdout += text;
      if (output.stdout.includes('\n')) resolve(output.stdout.slice(0, output.stdout.indexOf('\n')));
    });
    void ended.then(() => reject(new Error(`the app ended with ${child.exitCode}: ${output.stderr}`)));
  });

  let marks = 0;
  let read = 0;
  const ask = (mark: string): Promise<AgentStats> =>
    new Promise((resolve, reject) => {
      child.once('message', (answer) => resolve((answer as { stats: AgentStats }).stats));
      child.send(mark, (error) => error && reject(error));
    });
  const sent = async (): Promise<string[]> => {
    // One socket to one socket on loopback keeps the order, so the mark arrives last.
    const mark = `mark${marks++}`;
    await ask(mark);
    const lines = await receiver.waitFor(new RegExp(`\\.custom\\.${mark}:`));
    const fresh = lines.slice(read).filter((line) => !/^carpy\.app\.one\.(custom\.mark\d+|runtime\.\w+)/.test(line));
    read = lines.length;
    return fresh.map((line) => line.replace('carpy.app.one.', ''));
  };
  return {
    said,
    child,
    folder,
    output: () => output,
    sent,
    until: async (pattern) => {
      const seen = () => receiver.lines().some((line) => pattern.test(line.replace('carpy.app.one.', '')));
      await expect.poll(seen, { timeout: 10_000, interval: 5 }).toBe(true);
    },
    counted: async () => countedByName(await sent()),
    stats: () => ask(''),
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
      await receiver.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function countedByName(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const name = line.slice(0, line.lastIndexOf(':'));
    if (!/\.apdex\.|\._own\./.test(name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** A folder whose node_modules has the packages, as links or copies, and the built agent. */
async function appFolder(packages: NpmPackages | undefined, copied: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'carpy-app-'));
  const modules = join(folder, 'node_modules');
  const from = packages === undefined ? undefined : join(packages.folder, 'node_modules');
  if (from !== undefined && copied) cpSync(from, modules, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(modules, '@carpy'), { recursive: true });
  cpSync(await builtModules(), modules, { recursive: true });
  if (packages !== undefined && !copied) linkPackages(packages, modules);
  return folder;
}

let built: Promise<string> | undefined;

/** A node_modules folder with the agent as it is published, but for its types; made once a test process. */
export function builtModules(): Promise<string> {
  built ??= (async () => {
    const modules = mkdtempSync(join(tmpdir(), 'carpy-built-'));
    process.once('exit', () => rmSync(modules, { recursive: true, force: true }));
    const folder = join(modules, '@carpy/agent');
    await bundle(join(folder, 'dist'));
    cpSync(new URL('../package.json', import.meta.url), join(folder, 'package.json'));
    return modules;
  })();
  return built;
}
