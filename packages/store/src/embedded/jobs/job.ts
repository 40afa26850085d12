/**
 * The long work of the store, as plain data in and new block files out: sealing what came, merging blocks to longer ones, deriving coarse
 * tiers. A job touches nothing but the files it makes, so it may run in any thread and may be killed at any moment; what it made counts
 * once the catalogue names it.
 */
import type { FileSystem } from '../../files/file-system.ts';
import type { Rule, Schema, Tier } from '../../schema/schema.ts';
import type { BlockEntry } from '../block-entry.ts';
import { BlockFiles } from '../blocks.ts';
import { Breath } from '../breath.ts';
import { Faults } from '../faults.ts';
import type { WindowMessage } from '../window.ts';
import { derive } from './derive.ts';
import { merge } from './merge.ts';
import { seal } from './seal.ts';

interface JobBase {
  /** The data folder. */
  readonly dir: string;
  /** Number of the first block made; the others follow it. */
  readonly generation: number;
  /** By id; shared memory. */
  readonly traits: Uint32Array;
  readonly schemas: readonly Schema[];
  readonly rules: readonly Rule[];
  /** Blocks that the job may have to read. */
  readonly blocks: readonly BlockEntry[];
  /** Now, seconds since the epoch. */
  readonly nowS: number;
  /** As nowS, or -Infinity while nothing may be dropped. */
  readonly clockS: number;
}

/** Puts windows of memory into blocks. */
export interface SealJob extends JobBase {
  readonly type: 'seal';
  /** In the order of their start. */
  readonly windows: readonly WindowMessage[];
  /**
   * Late points go straight into spans of the length that is theirs by now, so that those of a year make few blocks. A window that is sealed
   * as a whole goes into blocks of its own, however old it is, and is merged: one window after the other into one long span would write that
   * span anew each time.
   */
  readonly late: boolean;
}

/** Makes one block of all that a span of a tier has. */
export interface MergeJob extends JobBase {
  readonly type: 'merge';
  readonly tier: Tier;
  readonly startS: number;
  readonly lengthS: number;
}

/** Makes a span of a coarse tier from the tiers before it. */
export interface DeriveJob extends JobBase {
  readonly type: 'derive';
  readonly tier: Tier;
  readonly startS: number;
  readonly lengthS: number;
}

export type Job = SealJob | MergeJob | DeriveJob;

export interface JobResult {
  readonly made: readonly BlockEntry[];
  /** What could not be read. */
  readonly faults: readonly string[];
}

export type RunJob = (job: Job) => Promise<JobResult>;

/** What a job works with. */
export interface JobRoom {
  readonly files: FileSystem;
  readonly blockFiles: BlockFiles;
  readonly faults: Faults;
  readonly breath: Breath;
}

/** Runs a job on this thread, in slices. Rejects when a file can't be written; files begun are removed then. */
export async function runJob(job: Job, files: FileSystem): Promise<JobResult> {
  const faults = new Faults();
  const room: JobRoom = { files, blockFiles: new BlockFiles(files, job.dir, faults), faults, breath: new Breath() };
  try {
    const made = await (job.type === 'seal'
      ? seal(job, room)
      : job.type === 'merge'
        ? merge(job, room)
        : derive(job, room));
    return { made, faults: faults.lines() };
  } finally {
    room.blockFiles.close();
  }
}
