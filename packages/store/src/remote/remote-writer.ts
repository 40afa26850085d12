/** A writer to carbon: batches become lines. Carbon merges nothing, so the later of two values in one slot stays, whatever their kind. */
import { CarpyError, type FlushBatch, type PointBatch, type SeriesDeclaration, type WriteResult } from '@carpy/core';
import type { SeriesWriter } from '../store.ts';
import { CarbonLines } from './carbon-lines.ts';
import type { CarbonLink } from './carbon-link.ts';
import type { PathPrefix } from './path-prefix.ts';

/** A tagged name with all that Graphite's tags may hold. */
const MAX_NAME_CHARS = 8_192;
/** Names rejected that a result shows. */
const SHOWN_NAMES = 5;
/** What would end a name, or the line. */
const NOT_A_NAME = /[\s\p{Cc}\p{Surrogate}]/u;

/** `takeUp` drops the kept window of that id. */
export function remoteWriter(
  link: CarbonLink,
  prefix: PathPrefix,
  takeUp: (batch: FlushBatch) => Promise<unknown>,
): SeriesWriter {
  /** Carbon's names by the writer's number; undefined for one that no line can carry. */
  const names: (string | undefined)[] = [];
  const rejectedNames = new Map<number, string>();
  const declare = (declared: readonly SeriesDeclaration[]): void => {
    for (const { id, name } of declared) {
      const good = name !== '' && name.length <= MAX_NAME_CHARS && !NOT_A_NAME.test(name);
      names[id] = good ? prefix.outward(name) : undefined;
      if (good) rejectedNames.delete(id);
      else rejectedNames.set(id, name);
    }
  };
  /** Calls `add` for each row whose name is good, and counts. */
  const rows = (ids: Uint32Array, count: Count, add: (name: string, row: number) => void): void => {
    for (let row = 0; row < ids.length; row++) {
      const id = ids[row] as number;
      const name = names[id];
      if (name !== undefined) {
        add(name, row);
        count.stored++;
        continue;
      }
      const rejected = rejectedNames.get(id);
      if (rejected === undefined)
        throw new CarpyError('CARPY_BAD_REQUEST', `series number ${id} was never declared to this writer`);
      count.rejected++;
      if (count.names.size < SHOWN_NAMES) count.names.add(rejected);
    }
  };
  return {
    async flush(batch) {
      declare(batch.declared);
      const count = newCount();
      const lines = new CarbonLines();
      const { slotS, timers, apdex, values } = batch;
      rows(timers.ids, count, (name, row) => lines.addTimer(name, timers.columns, row, slotS));
      rows(apdex.ids, count, (name, row) => lines.addApdex(name, apdex.counts, row, slotS));
      rows(values.ids, count, (name, row) => lines.add(name, values.values[row] as number, slotS));
      if (lines.points > 0) await link.send(lines.take(), lines.points);
      if (batch.takesUp !== undefined) await takeUp(batch);
      return resultOf(count);
    },
    async points(batch: PointBatch) {
      declare(batch.declared);
      const count = newCount();
      const lines = new CarbonLines();
      rows(batch.ids, count, (name, row) =>
        lines.add(name, batch.values[row] as number, Math.floor(batch.atS[row] as number)),
      );
      if (lines.points > 0) await link.send(lines.take(), lines.points);
      return resultOf(count);
    },
  };
}

interface Count {
  stored: number;
  rejected: number;
  readonly names: Set<string>;
}

const newCount = (): Count => ({ stored: 0, rejected: 0, names: new Set() });

const resultOf = ({ stored, rejected, names }: Count): WriteResult => ({ stored, rejected, rejectedNames: [...names] });
