/** Kills a process that writes request records at random moments, again and again over one folder, and looks for what it had acknowledged. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { nodeFiles, RecordSegments } from '../src/index.ts';
import { buildChild, killChild } from './kill-process.ts';
import { random } from './kill-values.ts';
import { everything, RECORDS_NOW, someSearch } from './some-records.ts';

export interface RecordsKillReport {
  readonly acknowledged: number;
  readonly removals: number;
  readonly segments: number;
  /** A line for each record lost, doubled or back. */
  readonly found: readonly string[];
}

/** At most, at first: it grows while no removal is acknowledged, as on a machine with much else to do. */
const ROUND_MS = 400;
const MAX_ROUND_MS = 3_200;
const ROUNDS_WITHOUT = 5;

export async function recordsKillRounds(rounds: number, seed: number): Promise<RecordsKillReport> {
  const dir = await mkdtemp(`${tmpdir()}/carpy-records-kill-`);
  const child = await buildChild('records-kill-child.ts');
  try {
    const next = random(seed);
    const said = new Said();
    const found: string[] = [];
    let segments = 0;
    let roundMs = ROUND_MS;
    let without = 0;
    for (let round = 0; round < rounds && found.length < 20; round++) {
      const removals = said.removals;
      await killChild(
        child.program,
        [dir, String(said.next), String(Math.floor(next() * 1e9))],
        next() * roundMs,
        (line) => said.take(line),
      );
      without = said.removals > removals ? 0 : without + 1;
      if (without === ROUNDS_WITHOUT) {
        without = 0;
        roundMs = Math.min(roundMs * 2, MAX_ROUND_MS);
      }
      const log = await RecordSegments.open({
        files: nodeFiles,
        dir,
        retentionMs: 1e12,
        maxBytes: 1e12,
        clock: () => RECORDS_NOW,
      });
      found.push(...(await said.check(log)).map((line) => `round ${round}: ${line}`), ...log.status().faults);
      segments = Math.max(segments, log.status().segments);
      await log.close();
    }
    return { acknowledged: said.acknowledged, removals: said.removals, segments, found };
  } finally {
    await child.remove();
    await rm(dir, { recursive: true, force: true });
  }
}

/** What the process said, over all its lives. */
class Said {
  /** The first number that no record has. */
  next = 1;
  acknowledged = 0;
  removals = 0;
  readonly #there = new Set<number>();
  readonly #perhaps = new Set<number>();
  /** Up to where records of the server that goes are surely gone, and may be. */
  #gone = 0;
  #perhapsGone = 0;

  take(line: string): void {
    const [what, kind, from, to] = line.split(' ');
    if (kind === 'remove') {
      if (what === 'begun') this.#perhapsGone = Number(to);
      else {
        this.#gone = Number(to);
        this.removals++;
      }
      return;
    }
    if (what === 'acked') this.acknowledged++;
    for (let n = Number(from); n < Number(to); n++) {
      this.next = Math.max(this.next, n + 1);
      if (what === 'begun') this.#perhaps.add(n);
      else {
        this.#perhaps.delete(n);
        this.#there.add(n);
      }
    }
  }

  async check(log: RecordSegments): Promise<string[]> {
    const found: string[] = [];
    const seen = new Set<number>();
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await log.search(someSearch({ ...everything, cursor }));
      for (const { id } of page.records) {
        const n = Number.parseInt(id, 16);
        if (seen.has(n)) found.push(`${n} is there twice`);
        seen.add(n);
      }
      cursor = page.cursor;
    }
    for (const n of this.#perhaps) if (seen.has(n)) this.#there.add(n);
    this.#perhaps.clear();
    for (const n of seen) if (!this.#there.has(n)) found.push(`${n} was never there`);
    for (const n of this.#there) {
      const goes = n % 5 === 0;
      if (seen.has(n) ? goes && n < this.#gone : !(goes && n < this.#perhapsGone))
        found.push(`${n} is ${seen.has(n) ? 'back' : 'lost'}`);
      // Gone is gone for ever, said or not.
      if (!seen.has(n)) this.#there.delete(n);
    }
    return found;
  }
}
