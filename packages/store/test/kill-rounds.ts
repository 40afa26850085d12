/** Kills a writing process at random moments, again and again over one folder, and looks for what it had acknowledged. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { openEmbedded } from '../src/index.ts';
import { KillRecord } from './kill-check.ts';
import { buildChild, killChild } from './kill-process.ts';
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
  const child = await buildChild('kill-child.ts');
  const dir = await mkdtemp(`${tmpdir()}/carpy-kill-`);
  try {
    const next = random(seed);
    const record = new KillRecord(FIRST_S);
    const blocks = new Set<string>();
    const found: string[] = [];
    for (let round = 0; round < rounds && found.length < 20; round++) {
      const args = [dir, String(record.nowS), String(Math.floor(next() * 1e9))];
      await killChild(child.program, args, next() * ROUND_MS, (line) => record.take(line));
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
    await child.remove();
    await rm(dir, { recursive: true, force: true });
  }
}
