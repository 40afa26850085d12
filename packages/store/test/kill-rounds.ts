/** Kills a writing process at random moments, again and again over one folder, and looks for what it had acknowledged. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { openEmbedded, type Store } from '../src/index.ts';
import { random, valueAt } from './kill-values.ts';
import { readOne } from './series.ts';

export interface KillReport {
  readonly acknowledged: number;
  /** Blocks that stood registered at the end of some round: a run without a seal would prove little. */
  readonly sealed: boolean;
  /** A line for each value lost or counted twice. */
  readonly found: readonly string[];
}

const ROUND_MS = 400;

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
    const acked = new Map<string, number>();
    const begun = new Map<string, number>();
    const found: string[] = [];
    let slotS = 1_700_000_400;
    let sealed = false;
    for (let round = 0; round < rounds; round++) {
      slotS = await killOnce(program, dir, slotS, Math.floor(next() * 1e9), next() * ROUND_MS, acked, begun);
      const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => slotS * 1000 });
      found.push(...(await missing(store, acked, begun)).map((line) => `round ${round}: ${line}`));
      if (round % 2 === 1) {
        await store.settle();
        found.push(...(await missing(store, acked, begun)).map((line) => `round ${round}, sealed: ${line}`));
      }
      found.push(...store.status().faults);
      sealed ||= slotS - (store.status().firstSlotS ?? slotS) > 700;
      await store.close();
    }
    return { acknowledged: acked.size, sealed, found };
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(dir, { recursive: true, force: true });
  }
}

/** One life of the process; answers the last slot it began. */
function killOnce(
  program: string,
  dir: string,
  firstS: number,
  seed: number,
  afterMs: number,
  acked: Map<string, number>,
  begun: Map<string, number>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, dir, String(firstS), String(seed)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let lastS = firstS;
    let killing = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what = '', kind = '', slot = ''] = line.split(' ');
      (what === 'acked' ? acked : begun).set(`${kind} ${slot}`, Number(slot));
      if (kind === 'flush') lastS = Math.max(lastS, Number(slot));
      // The moment is counted from the first write, so that slow starts don't make empty rounds.
      if (!killing) {
        killing = true;
        setTimeout(() => child.kill('SIGKILL'), afterMs);
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      signal === 'SIGKILL' ? resolve(lastS) : reject(new Error(`the process ended by itself with ${code}`)),
    );
  });
}

async function missing(
  store: Store,
  acked: ReadonlyMap<string, number>,
  begun: ReadonlyMap<string, number>,
): Promise<string[]> {
  const found: string[] = [];
  const newestS = Math.max(...begun.values());
  for (const kind of ['flush', 'late', 'points']) {
    // What is older than the finest tier keeps is no loss.
    const mine = [...begun].filter(([key, slotS]) => key.startsWith(`${kind} `) && slotS > newestS - 80_000);
    if (!mine.some(([key]) => acked.has(key))) continue;
    const slots = mine.map(([, slotS]) => slotS);
    const firstS = Math.min(...slots) - 10;
    const read = await readOne(store, kind, firstS, Math.max(...slots), { tier: { by: 'step', stepS: 10 } });
    for (const [key, slotS] of mine) {
      const value = read.columns['value']?.[(slotS - read.startS) / 10] as number;
      const expected = valueAt(kind, slotS);
      if (value === expected || (Number.isNaN(value) && !acked.has(key))) continue;
      found.push(`${key} is ${value}, not ${expected}${acked.has(key) ? ' (acknowledged)' : ''}`);
    }
  }
  return found;
}
