/** One program, run to its end with the agent and without it: whatever it prints, and how it ends, must be the same. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NpmPackages } from '../../../test/support/npm-packages.ts';
import type { Ending } from './built-agent.ts';
import { builtModules, NODE } from './instrumented-app.ts';
import { linkPackages } from './link-packages.ts';

export interface Program {
  /** CommonJS, after PRELUDE. */
  readonly program: string;
  readonly format?: 'cjs' | 'esm';
  /** Options of Node. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly packages?: NpmPackages;
  /** Nobody reads its standard error. */
  readonly stderrClosed?: boolean;
}

/**
 * What CommonJS programs have: `serve(handler, options?)`, a server on loopback and its port; `raw(port, text, later?)`, what it answers to
 * these bytes until it closes the connection, without the date; `ask(port, path)`, a request that asks for that.
 */
export const PRELUDE = `
const http = require('node:http');
const net = require('node:net');
const serve = (handler, options = {}) => new Promise((resolve) => {
  const server = http.createServer(options, handler);
  server.listen(0, '127.0.0.1', () => resolve({ server, port: server.address().port }));
});
const raw = (port, text, later) => new Promise((resolve) => {
  let answer = '';
  const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
  socket.setEncoding('latin1');
  socket.on('data', (part) => { answer += part; later?.(socket, answer); });
  socket.on('error', (error) => { answer += error.code; });
  socket.on('close', () => resolve(answer.replace(/Date: .*GMT/g, 'Date: now')));
});
const ask = (port, path = '/') => raw(port, 'GET ' + path + ' HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n');
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
`;

export interface BothEndings {
  readonly without: Ending;
  readonly with: Ending;
}

export async function runBoth(options: Program): Promise<BothEndings> {
  const folder = mkdtempSync(join(tmpdir(), 'carpy-both-'));
  try {
    const modules = join(folder, 'node_modules');
    mkdirSync(modules);
    symlinkSync(join(await builtModules(), '@carpy'), join(modules, '@carpy'));
    if (options.packages !== undefined) linkPackages(options.packages, modules);
    for (const [path, text] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const file = options.format === 'esm' ? 'app.mjs' : 'app.cjs';
    writeFileSync(join(folder, file), options.format === 'esm' ? options.program : PRELUDE + options.program);
    const [without, withAgent] = await Promise.all([
      run(folder, file, options, false),
      run(folder, file, options, true),
    ]);
    return { without, with: withAgent };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What differs by nature: lines of a stack, in which the agent's own calls may be, and process ids. */
export const comparable = ({ code, signal, stdout, stderr }: Ending): Ending => ({
  code,
  signal,
  stdout,
  stderr: stderr.replace(/^ +at .*\n/gm, '').replace(/\(node:\d+\)/g, '(node:1)'),
});

function run(folder: string, file: string, options: Program, withAgent: boolean): Promise<Ending> {
  const load = withAgent ? ['--import', '@carpy/agent/register'] : [];
  const child = spawn(NODE, [...(options.flags ?? []), ...load, file], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      CARPY_APP: 'app',
      CARPY_SERVER: 'one',
      CARPY_URL: 'off',
      CARPY_STATSD: 'udp://127.0.0.1:9',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ending = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    ending.stdout += text;
  });
  if (options.stderrClosed === true) child.stderr.destroy();
  else
    child.stderr.setEncoding('utf8').on('data', (text) => {
      ending.stderr += text;
    });
  return new Promise((ended, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => ended({ code, signal, ...ending }));
  });
}
