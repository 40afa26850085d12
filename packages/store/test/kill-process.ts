/** A process made of a test's source, to be killed while it writes. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface BuiltChild {
  readonly program: string;
  remove(): Promise<void>;
}

/** `source`: a file of this folder. */
export async function buildChild(source: string): Promise<BuiltChild> {
  // Within the package, so that the bundle finds lmdb.
  const work = await mkdtemp(`${fileURLToPath(new URL('.', import.meta.url))}.kill-`);
  const program = `${work}/${source.replace(/\.ts$/, '.mjs')}`;
  await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@carpy/source'],
    external: ['lmdb'],
    logLevel: 'error',
  });
  return { program, remove: () => rm(work, { recursive: true, force: true }) };
}

/** One life of the process; `take` gets each line that it says. */
export function killChild(
  program: string,
  args: readonly string[],
  afterMs: number,
  take: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let killing = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      take(line);
      // The moment is counted from the first write, so that slow starts don't make empty rounds.
      if (!killing) {
        killing = true;
        setTimeout(() => child.kill('SIGKILL'), afterMs);
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`the process ended by itself with ${code}`)),
    );
  });
}
