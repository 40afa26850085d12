/** Points of the matching records for a picture of time against duration, evenly thinned. */
import { matchingRows } from './matching-rows.ts';
import { idOfWords } from './record-ids.ts';
import type { RecordPoints } from './records-group.ts';
import { durationOfCode } from './row-codes.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';
import { grown } from './shared-array.ts';

interface Found {
  readonly planned: PlannedSource;
  positions: Uint32Array;
  length: number;
}

/** By source, in it by start. Records without a duration have no point. */
export async function searchPoints(
  work: SearchWork,
  planned: readonly PlannedSource[],
  limit: number,
): Promise<RecordPoints> {
  const found: Found[] = [];
  let matched = 0;
  let total = 0;
  await matchingRows(work, planned, (each) => {
    const list: Found = { planned: each, positions: new Uint32Array(1024), length: 0 };
    const durations = each.source.durations();
    found.push(list);
    return (positions, count, factor) => {
      for (let i = 0; i < count; i++) {
        const position = positions[i] as number;
        if (durations[position] === 0) continue;
        matched += factor;
        total++;
        if (list.length === list.positions.length) list.positions = grown(list.positions);
        list.positions[list.length++] = position;
      }
    };
  });
  const numbers = {
    startMs: [] as number[],
    durationMs: [] as number[],
    error: [] as number[],
    weight: [] as number[],
  };
  const points = { ids: [] as string[], ...numbers };
  const every = total <= limit ? 1 : total / Math.max(1, limit);
  let next = 0;
  let index = 0;
  for (const {
    planned: { source },
    positions,
    length,
  } of found) {
    const results = source.table('result').fields;
    const weights = source.table('weight').fields;
    for (let i = 0; i < length; i++, index++) {
      if (index < next || points.ids.length >= limit) continue;
      next += every;
      if (work.isOver) await work.breathe();
      const position = positions[i] as number;
      work.around(source, () => {
        const id = idOfWords(source.idWords(position), 0);
        points.startMs.push(source.starts().at(position));
        points.durationMs.push(durationOfCode(source.durations()[position] as number));
        points.error.push(results[source.codes('result')?.[position] ?? 0]?.outcome === 'error' ? 1 : 0);
        points.weight.push(weights[source.codes('weight')?.[position] ?? 0]?.weight ?? 1);
        points.ids.push(id);
      });
    }
  }
  return { ...points, matched };
}
