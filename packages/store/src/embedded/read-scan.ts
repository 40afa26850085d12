/**
 * Reads a long range of many series in bounded memory: one part after another, all of the tiers that one read of the whole range would
 * take. For exports and copies.
 */
import { alignDown, CarpyError } from '@carpy/core';
import type { ReadAnswer, ReadRequest } from '../store.ts';
import type { SealedFiles } from './chunk-cache.ts';
import { finalLengthS } from './levels.ts';
import { MAX_VALUES, widthOfAll } from './read-draft.ts';
import { executeRead, planned } from './read-execute.ts';
import { groupsOf } from './read-groups.ts';
import { planRead } from './read-planner.ts';
import type { ReadSource } from './read-source.ts';

export interface ScanOptions {
  /** Slots of the finest tier in one part, at most; fewer where the series are too many. */
  readonly slotsAtOnce: number;
}

/** Throws what a read throws, and CARPY_BAD_REQUEST for parts of no slots. Parts come in order of time and lie end to end. */
export async function* scan(
  source: ReadSource,
  files: SealedFiles,
  request: ReadRequest,
  { slotsAtOnce }: ScanOptions,
): AsyncGenerator<ReadAnswer> {
  if (!(slotsAtOnce >= 1))
    throw new CarpyError('CARPY_BAD_REQUEST', `slotsAtOnce is ${slotsAtOnce}; a scan needs 1 or more`);
  const partS = partLengthS(source, request, slotsAtOnce);
  let fromS = request.fromS;
  while (fromS < request.untilS) {
    // A border at a multiple of the blocks' length, so that no chunk is decoded twice: the slot of that stamp is the next part's first.
    const untilS = Math.min(request.untilS, alignDown(Math.floor(fromS) + 1, partS) + partS - 1);
    const part = { ...request, fromS, untilS };
    yield await planned(
      () => planRead(source, part, request),
      (plan) => executeRead(plan, files),
    );
    fromS = untilS;
  }
}

function partLengthS(source: ReadSource, request: ReadRequest, slotsAtOnce: number): number {
  const tiers = groupsOf(source, request.ids, request).groups.map((group) => group.tier);
  const stepS = Math.min(...tiers.map((t) => t.stepS));
  const width = Math.max(1, widthOfAll(source.traits, Uint32Array.from(request.ids)));
  // Half of what a read may have: what a coarse tier still needs of a finer one counts too.
  const slots = Math.max(1, Math.min(Math.floor(slotsAtOnce), Math.floor(MAX_VALUES / 2 / width)));
  const lengthS = slots * stepS;
  const blockS = Math.min(...tiers.map(finalLengthS));
  return lengthS >= blockS ? alignDown(lengthS, blockS) : Math.max(lengthS, ...tiers.map((t) => t.stepS));
}
