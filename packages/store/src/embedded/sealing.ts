/**
 * Runs the jobs of the store and registers what they made. A log is sealed whole: blocks of all its windows become visible in one
 * transaction, which also says that the log is sealed; only then its files go. Killed at any moment, the log is read again or is known to
 * be done.
 */
import { alignDown } from '@carpy/core';
import { tierKey } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';
import { commitAll } from './catalogue.ts';
import { DAMAGED } from './catalogue-keys.ts';
import { type EngineState, nowS } from './engine-state.ts';
import type { Job, JobResult, SealJob } from './jobs/job.ts';
import { LEVELS_S } from './levels.ts';
import { type Log, logPath } from './log.ts';
import { base, replacedBy } from './next-job.ts';
import { setAside } from './set-aside.ts';

/** More than one seal makes, whose late points go to the longest spans that are over; and than a merge, with its gaps. */
const MAX_BLOCKS_OF_JOB = 10_000;
const LONGEST_S = LEVELS_S.at(-1) as number;

/** Seals the oldest closed log, and lets go of it. On failure nothing has changed but files that the next start removes. */
export async function sealOldest(state: EngineState): Promise<void> {
  const log = state.frozen[0];
  if (log === undefined) return;
  const { made } = await run(state, sealJob(state, log));
  register(state, made, () => commitAll(state, { putBlocks: made, addSealedLogs: log.sequences }));
  // From here to the end of the turn nothing waits: readers see the blocks and no longer the log.
  for (const entry of made) state.blocks.put(entry);
  state.frozen.shift();
  await removeUnregistered(state);
  await removeLogFiles(state, log);
}

/** Runs a merge or a derivation. */
export async function mergeOrDerive(state: EngineState, job: Job): Promise<void> {
  const { made, faults } = await run(state, job);
  const replaced = job.type === 'merge' ? replacedBy(state, job) : [];
  // What could not be read stays, for whoever can read it.
  const damaged = faults.length > 0 ? replaced.map(({ file }) => file) : [];
  register(state, made, () =>
    state.database.commit({ putBlocks: made, removeBlocks: replaced, putMeta: { [DAMAGED]: damaged } }),
  );
  for (const entry of replaced) state.blocks.remove(entry);
  for (const entry of made) state.blocks.put(entry);
  await removeUnregistered(state);
  if (damaged.length > 0) {
    for (const file of damaged) await setAside(state, file);
    state.database.commit({ putMeta: { [DAMAGED]: [] } });
  } else for (const entry of replaced) await state.files.unlink(state.blocks.path(entry));
}

/** Commits what a job made. Where that fails its files stay for now: the transaction may be on the disk all the same. */
function register(state: EngineState, made: readonly BlockEntry[], commit: () => void): void {
  try {
    commit();
  } catch (e) {
    state.unregistered.push(...made);
    throw e;
  }
}

/** After a commit that succeeded the register says which files of failed ones count; the others go. */
async function removeUnregistered(state: EngineState): Promise<void> {
  if (state.unregistered.length === 0) return;
  const known = new Set(state.database.blocks().map(({ file }) => file));
  for (const entry of state.unregistered.splice(0))
    if (!known.has(entry.file)) await state.files.unlink(state.blocks.path(entry));
}

async function run(state: EngineState, job: Job): Promise<JobResult> {
  for (const tier of state.schemas.tiers()) await state.files.makeDir(`${state.dir}/blk/${tierKey(tier)}`);
  await state.files.syncDir(`${state.dir}/blk`);
  // Taken before the job runs: a series that is removed meanwhile must find the job's blocks among those made before.
  state.nextGeneration += job.type === 'derive' ? 1 : MAX_BLOCKS_OF_JOB;
  const result = await state.runJob(job);
  for (const line of result.faults) state.faults.add(line);
  return result;
}

function sealJob(state: EngineState, log: Log): SealJob {
  const windows = [...log.windows.values()].sort((a, b) => a.windowS - b.windowS);
  const blocks = new Map<string, BlockEntry>();
  for (const tier of state.schemas.tiers()) {
    const key = tierKey(tier);
    let upToS = Number.NEGATIVE_INFINITY;
    for (const { windowS } of windows) {
      if (windowS < upToS) continue;
      // Late content may go into a span of any level, and a derived tier is made from a day at most.
      const startS = alignDown(windowS, LONGEST_S);
      upToS = startS + LONGEST_S;
      for (const entry of state.blocks.overlapping(key, startS, upToS)) blocks.set(entry.file, entry);
    }
  }
  return {
    ...base(state, nowS(state)),
    type: 'seal',
    late: log.name === 'late',
    windows: windows.map((w) => w.toMessage()),
    blocks: [...blocks.values()],
  };
}

/** Once the names of the files are surely gone, nobody needs to know any more that they were sealed. */
async function removeLogFiles(state: EngineState, log: Log): Promise<void> {
  for (const sequence of log.sequences) await state.files.unlink(logPath(state.dir, log.name, sequence));
  await state.files.syncDir(`${state.dir}/wal`);
  state.database.commit({ removeSealedLogs: log.sequences });
}
