/**
 * What graphite-web itself answered, number by number: names, tags, stamps, gaps and values. The cases were made at random over the
 * functions that both have; the differences that docs/graphite.md declares are not among them.
 */
import { readFileSync } from 'node:fs';
import { renderJson } from '@carpy/graphite';
import { expect, it } from 'vitest';
import { type FakeSeries, fakeSource } from './fake-source.ts';

interface Case {
  readonly target: string;
  readonly fromS: number;
  readonly untilS: number;
  readonly maxDataPoints?: number;
  readonly xFilesFactor?: number;
  readonly series: readonly {
    readonly target: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly startS: number;
    readonly stepS: number;
    readonly values: readonly (number | null)[];
  }[];
}

interface Golden {
  readonly series: Readonly<
    Record<
      string,
      {
        readonly before?: readonly (number | null)[];
        readonly values: readonly (number | null)[];
        readonly stepS?: number;
      }
    >
  >;
  readonly cases: readonly Case[];
}

const [head = '', ...lines] = readFileSync(new URL('./golden/graphite-web.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const golden = { ...JSON.parse(head), cases: lines.map((line) => JSON.parse(line)) } as Golden;
const numbers = (values: readonly (number | null)[] = []): number[] => values.map((v) => v ?? Number.NaN);
const series: Record<string, FakeSeries> = Object.fromEntries(
  Object.entries(golden.series).map(([path, s]) => [
    path,
    { values: numbers(s.values), before: numbers(s.before), ...(s.stepS === undefined ? {} : { stepS: s.stepS }) },
  ]),
);

it.each(golden.cases.map((c) => [`${c.target} ${c.maxDataPoints ?? ''}`, c] as const))('%s', async (_, c) => {
  const answer = JSON.parse(await renderJson([c.target], { ...c, nowS: c.untilS }, fakeSource({ series }))) as {
    target: string;
    tags: Record<string, string>;
    datapoints: [number | null, number][];
  }[];
  expect(answer.map((s) => ({ target: s.target, tags: s.tags, stamps: s.datapoints.map((p) => p[1]) }))).toEqual(
    c.series.map((s) => ({ target: s.target, tags: s.tags, stamps: s.values.map((_v, i) => s.startS + i * s.stepS) })),
  );
  for (const [i, want] of c.series.entries()) {
    answer[i]?.datapoints.forEach(([value], k) => {
      const expected = want.values[k] as number | null;
      if (expected === null || value === null) expect(value).toBe(expected);
      else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
    });
  }
});
