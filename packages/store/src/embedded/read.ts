/** Reads series on the store's own thread: a plan, and its execution. Other threads do the second half themselves (read-execute.ts). */
import type { ReadAnswer, ReadRequest } from '../store.ts';
import { allLogs, type EngineState, memoriesOf, nowS } from './engine-state.ts';
import { executeRead, planned } from './read-execute.ts';
import type { ReadPlan } from './read-plan.ts';
import { planRead } from './read-planner.ts';
import { type ScanOptions, scan } from './read-scan.ts';
import type { ReadSource } from './read-source.ts';
import { WINDOW_S } from './window.ts';

/** Throws CARPY_TOO_MUCH past the limits, CARPY_BAD_REQUEST for an unknown id or a range that is none. */
export const readSeries = (state: EngineState, request: ReadRequest): Promise<ReadAnswer> =>
  planned(
    () => planSeries(state, request),
    (plan) => executeRead(plan, state.blocks.files),
  );

/** Throws what readSeries throws. */
export const planSeries = (state: EngineState, request: ReadRequest): Promise<ReadPlan> =>
  planRead(sourceOf(state), request);

/** Throws what readSeries throws, and CARPY_BAD_REQUEST for parts of no slots. */
export const scanSeries = (
  state: EngineState,
  request: ReadRequest,
  options: ScanOptions,
): AsyncGenerator<ReadAnswer> => scan(sourceOf(state), state.blocks.files, request, options);

/** The engine as reads see it. */
function sourceOf(state: EngineState): ReadSource {
  const { schemas, blocks } = state;
  const { rules, schemas: all } = schemas.toStored();
  return {
    traits: state.index.traits,
    schemas: all,
    rules,
    nowS: nowS(state),
    files: blocks.files,
    overlapping: (tier, fromS, untilS) => blocks.overlapping(tier, fromS, untilS),
    formerOf: (schema) => schemas.formerOf(schema),
    windows: (fromS, untilS) => windowsOf(state, fromS, untilS),
    memories: (windowS) => memoriesOf(state, windowS),
    undecidedPoint: (id) => state.undecided.valueAt(id),
  };
}

function windowsOf(state: EngineState, fromS: number, untilS: number): number[] {
  const found = new Set<number>();
  for (const log of allLogs(state))
    for (const windowS of log.windows.keys()) if (windowS < untilS && windowS + WINDOW_S > fromS) found.add(windowS);
  return [...found].sort((a, b) => a - b);
}
