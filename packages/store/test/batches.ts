/** Makes batches for tests: a writer that numbers its series by itself, and flushes of plain objects. */
import {
  type FlushBatch,
  type PointBatch,
  type SeriesDeclaration,
  type SeriesKind,
  Sketch,
  summarise,
  TIMER_COLUMN_COUNT,
} from '@carpy/core';

interface FlushContent {
  readonly slotS: number;
  readonly stepS?: number;
  readonly coveredMs?: number;
  /** Raw timings by record path. */
  readonly timers?: Readonly<Record<string, readonly number[]>>;
  readonly apdex?: Readonly<Record<string, readonly [number, number, number]>>;
  readonly counters?: Readonly<Record<string, number>>;
  readonly gauges?: Readonly<Record<string, number>>;
  readonly sets?: Readonly<Record<string, number>>;
  readonly plain?: Readonly<Record<string, number>>;
  /** Leaves the timers' sketches out. */
  readonly withoutSketches?: boolean;
}

export interface Batches {
  flush(content: FlushContent): FlushBatch;
  points(points: readonly (readonly [name: string, atS: number, value: number])[]): PointBatch;
}

export function batches(): Batches {
  const numbers = new Map<string, number>();
  const numberOf = (name: string, kind: SeriesKind, declared: SeriesDeclaration[]): number => {
    const key = `${kind} ${name}`;
    let id = numbers.get(key);
    if (id === undefined) {
      id = numbers.size;
      numbers.set(key, id);
      declared.push({ id, kind, name });
    }
    return id;
  };
  return {
    flush(content) {
      const declared: SeriesDeclaration[] = [];
      const rows = <V>(values: Readonly<Record<string, V>> | undefined, kind: SeriesKind): [number, V][] =>
        Object.entries(values ?? {}).map(([name, value]) => [numberOf(name, kind, declared), value]);
      const ascending = <V>(all: [number, V][]): [number, V][] => all.sort((a, b) => a[0] - b[0]);
      const timers = ascending(rows(content.timers, 'timer'));
      const apdex = ascending(rows(content.apdex, 'apdex'));
      const values = ascending([
        ...rows(content.counters, 'counter'),
        ...rows(content.gauges, 'gauge'),
        ...rows(content.sets, 'set'),
        ...rows(content.plain, 'plain'),
      ]);
      const columns = new Float64Array(timers.length * TIMER_COLUMN_COUNT);
      const sketches = timers.map(([, timings], i) => {
        summarise(Float64Array.from(timings).sort(), columns, i * TIMER_COLUMN_COUNT);
        const sketch = new Sketch();
        for (const timing of timings) sketch.add(timing);
        return content.withoutSketches === true ? new Uint8Array(0) : sketch.encode();
      });
      let end = 0;
      const stepS = content.stepS ?? 10;
      return {
        slotS: content.slotS,
        stepS,
        coveredMs: content.coveredMs ?? stepS * 1000,
        declared,
        timers: {
          ids: Uint32Array.from(timers, ([id]) => id),
          columns,
          sketches: Uint8Array.from(sketches.flatMap((s) => [...s])),
          sketchEnds: Uint32Array.from(sketches, (s) => {
            end += s.length;
            return end;
          }),
        },
        apdex: {
          ids: Uint32Array.from(apdex, ([id]) => id),
          counts: Float64Array.from(apdex.flatMap(([, counts]) => [...counts])),
        },
        values: {
          ids: Uint32Array.from(values, ([id]) => id),
          values: Float64Array.from(values, ([, value]) => value),
        },
      };
    },
    points(points) {
      const declared: SeriesDeclaration[] = [];
      const ids = Uint32Array.from(points, ([name]) => numberOf(name, 'plain', declared));
      return {
        declared,
        ids,
        atS: Float64Array.from(points, ([, at]) => at),
        values: Float64Array.from(points, ([, , value]) => value),
      };
    },
  };
}
