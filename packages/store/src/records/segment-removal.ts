/** Writes a segment anew without some of its records. */
import type { StoredRecord } from '@carpy/core';
import { Breath } from '../embedded/breath.ts';
import { RebuiltRows } from './rebuild.ts';
import { scan } from './scan.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';
import type { Segment } from './segment.ts';
import { parseRecordsName, segmentName } from './segment-format.ts';
import { type SegmentWriting, writeSegment } from './segment-writer.ts';
import { contentOf } from './table-content.ts';

export interface Removal {
  /** The file that takes the segment's place; undefined where nothing of it matches. */
  readonly name: string | undefined;
  readonly removed: number;
}

/** What cannot be read is taken for a match: it may be one. */
export async function withoutMatching(
  writing: SegmentWriting,
  work: SearchWork,
  planned: PlannedSource & { readonly source: Segment },
): Promise<Removal> {
  const { source } = planned;
  const gone = new Uint8Array(source.rows);
  let removed = 0;
  let lost = 0;
  for (const batch of scan(source, planned.plan, planned.range)) {
    if (work.isOver) await work.breathe();
    for (let i = 0; i < (batch?.count ?? 0); i++) {
      const answer = batch?.answers[i] ?? 0;
      if (answer === 0) continue;
      const position = batch?.positions[i] as number;
      const record = answer === 2 ? undefined : source.record(position);
      if (record !== undefined && !work.matches(record)) continue;
      gone[position] = 1;
      if (answer === 1 && record === undefined) lost++;
      else removed++;
    }
  }
  if (removed + lost === 0) return { name: undefined, removed };
  const rebuilt = new RebuiltRows();
  const breath = new Breath();
  for (let position = 0; position < source.rows; position++) {
    const record: StoredRecord | undefined = gone[position] === 1 ? undefined : source.record(position);
    if (record !== undefined) rebuilt.add(record);
    if (breath.isOver) await breath.breathe();
  }
  const { firstLog, lastLog, lastAtMs } = source.directory;
  rebuilt.table.lastAtMs = lastAtMs;
  rebuilt.table.sums.addAll(source.sums());
  const name = nextName(source.name);
  await writeSegment(writing, name, { table: contentOf(rebuilt.table), entryAt: rebuilt.entries(), firstLog, lastLog });
  return { name, removed };
}

/** The name of the file that takes the place of a segment’s. */
export function nextName(name: string): string {
  const parsed = parseRecordsName(name);
  if (parsed?.is !== 'segment') throw new Error(`${name} is no segment`);
  return segmentName(parsed.sequence, parsed.generation + 1);
}
