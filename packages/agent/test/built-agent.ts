/** The agent bundled as it is published, into a folder of the test's own, for tests that need a process of its own or two copies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface BuiltAgent {
  readonly folder: string;
  readonly file: string;
  /** Runs a CommonJS program in which `agent` is the agent; answers how it ended. */
  run(program: string, env: Readonly<Record<string, string>>, started?: (child: ChildProcess) => void): Promise<Ending>;
  remove(): void;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function buildAgent(): Promise<BuiltAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'carpy-agent-'));
  const file = join(folder, 'agent.cjs');
  await build({
    entryPoints: [new URL('../src/index.ts', import.meta.url).pathname],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@carpy/source'],
    logLevel: 'silent',
  });
  let programs = 0;
  return {
    folder,
    file,
    run: (program, env, started) => {
      const path = join(folder, `program${programs++}.cjs`);
      writeFileSync(path, `const agent = require('./agent.cjs');\n${program}`);
      return runProgram(path, env, started);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function runProgram(
  path: string,
  env: Readonly<Record<string, string>>,
  started: ((child: ChildProcess) => void) | undefined,
): Promise<Ending> {
  const child = spawn(process.execPath, [path], {
    env: {
      PATH: process.env['PATH'],
      CARPY_APP: 'app',
      CARPY_SERVER: 'one',
      CARPY_URL: 'off',
      CARPY_RUNTIME: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ending = { stdout: '', stderr: '' };
  child.stderr.on('data', (text) => {
    ending.stderr += text;
  });
  child.stdout.on('data', (text) => {
    const first = ending.stdout === '';
    ending.stdout += text;
    // The program's first output says that it is ready.
    if (first) started?.(child);
  });
  return new Promise((ended, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => ended({ code, signal, ...ending }));
  });
}
