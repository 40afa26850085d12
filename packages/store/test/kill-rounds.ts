/** Kills a writing process at random moments, again and again over one folder, and looks for what it had acknowledged. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { openEmbedded } from '../src/index.ts';
import { KillRecord } from './kill-check.ts';
import { KILL_TIERS, random } from './kill-values.ts';

export interface KillReport {
  readonly acknowledged: number;
  /** Lengths of blocks by tier, as they stood after any round: a run without merges and derivations would prove little. */
  readonly blocks: readonly string[];
  /** How far the clock ran, seconds. */
  readonly ranS: number;
  /** A line for each value lost, counted twice or back. */
  readonly found: readonly string[];
}

const ROUND_MS = 400;
const FIRST_S = 1_700_000_400;

export async function killRounds(rounds: number, seed: number): Promise<KillReport> {
  // Within the package, so that the bundle finds lmdb.
  const here = fileURLToPath(new URL('.', import.meta.url));
  const work = await mkdtemp(`${here}.kill-`);
  const dir = await mkdtemp(`${tmpdir()}/carpy-kill-`);
  try {
    const program = `${work}/kill-child.mjs`;
    await build({
      entryPoints: [fileURLToPath(new URL('./kill-child.ts', import.meta.url))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@carpy/source'],
      external: ['lmdb'],
      logLevel: 'error',
    });
    const next = random(seed);
    const record = new KillRecord(FIRST_S);
    const blocks = new Set<string>();
    const found: string[] = [];
    for (let round = 0; round < rounds && found.length < 20; round++) {
      await killOnce(program, dir, Math.floor(next() * 1e9), next() * ROUND_MS, record);
      const clock = (): number => record.nowS * 1000;
      const store = await openEmbedded({ dir, flushIntervalMs: 10_000, tiers: KILL_TIERS, clock });
      found.push(...(await record.check(store)).map((line) => `round ${round}: ${line}`));
      if (round % 2 === 1) {
        await store.settle();
        found.push(...(await record.check(store)).map((line) => `round ${round}, settled: ${line}`));
      }
      found.push(...store.status().faults);
      await store.close();
      for (const tier of await readdir(`${dir}/blk`))
        for (const file of await readdir(`${dir}/blk/${tier}`)) blocks.add(`${tier} by ${file.split('-')[1]}`);
    }
    return { acknowledged: record.acknowledged, blocks: [...blocks].sort(), ranS: record.nowS - FIRST_S, found };
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(dir, { recursive: true, force: true });
  }
}

/** One life of the process. */
function killOnce(program: string, dir: string, seed: number, afterMs: number, record: KillRecord): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, dir, String(record.nowS), String(seed)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let killing = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      record.take(line);
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
