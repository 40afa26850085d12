/** Reads series by name, as plain objects, for tests. */
import { APDEX_COLUMNS, Sketch, TIMER_COLUMNS } from '@carpy/core';
import type { ReadRequest, Store, TierChoice } from '../src/index.ts';

export interface ReadSeries {
  readonly startS: number;
  readonly stepS: number;
  readonly slots: number;
  /** By column: TIMER_COLUMNS, APDEX_COLUMNS, or `value`. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
  readonly sketches: readonly (Sketch | undefined)[];
  readonly coveredMs: readonly number[];
}

export interface ReadOptions {
  readonly tier?: TierChoice;
  readonly nowS?: number;
  readonly sketches?: ReadRequest['sketches'];
}

/** The store's id of a record or series. */
export async function idOf(store: Store, path: string): Promise<number> {
  const [found] = [...(await store.series.resolveRecords(path, 1)), ...(await store.series.resolve(path, 1))];
  if (found === undefined) throw new Error(`${path} is not there`);
  return found.id;
}

export async function readOne(
  store: Store,
  path: string,
  fromS: number,
  untilS: number,
  options: ReadOptions = {},
): Promise<ReadSeries> {
  const answer = await store.series.read({
    ids: [await idOf(store, path)],
    fromS,
    untilS,
    nowS: options.nowS ?? untilS,
    tier: options.tier ?? { by: 'age' },
    sketches: options.sketches ?? 'where-kept',
  });
  const series = answer.series[0];
  if (series === undefined) throw new Error('no series in the answer');
  const names: readonly string[] =
    series.kind === 'timer' ? TIMER_COLUMNS : series.kind === 'apdex' ? APDEX_COLUMNS : ['value'];
  const columns = Object.fromEntries(
    names.map((name, c) => [name, [...series.columns.subarray(c * series.slots, (c + 1) * series.slots)]]),
  );
  const sketches: (Sketch | undefined)[] = [];
  for (let i = 0; i < series.slots && series.sketches !== undefined; i++) {
    const bytes = series.sketches.bytes.subarray(i === 0 ? 0 : series.sketches.ends[i - 1], series.sketches.ends[i]);
    sketches.push(bytes.length === 0 ? undefined : Sketch.decode(bytes));
  }
  return {
    startS: series.startS,
    stepS: series.stepS,
    slots: series.slots,
    columns,
    sketches,
    coveredMs: [...(answer.coverage[0]?.coveredMs ?? [])],
  };
}
