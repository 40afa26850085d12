/**
 * What graphite-web itself answered, number by number: names, tags, stamps, gaps and values, and where a case has them path expression,
 * end, consolidation and xFilesFactor. Each file of golden/ is one set: a line with its series, then a line a case. The cases were made
 * at random; the differences that docs/graphite.md declares are not among them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { evaluate, renderJson } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
import { type FakeSeries, fakeSource } from './fake-source.ts';

/** A gap is null; JSON has no infinity. */
type Value = number | null | 'inf' | '-inf';

interface Case {
  readonly target: string;
  readonly fromS: number;
  readonly untilS: number;
  readonly maxDataPoints?: number;
  readonly xFilesFactor?: number;
  readonly timezone?: string;
  readonly series: readonly {
    readonly target: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly startS: number;
    readonly stepS: number;
    readonly values: readonly Value[];
    readonly endS?: number;
    readonly pathExpression?: string;
    readonly consolidation?: string;
    readonly xFilesFactor?: number;
  }[];
}

interface Golden {
  readonly series: Readonly<
    Record<string, { readonly before?: readonly Value[]; readonly values: readonly Value[]; readonly stepS?: number }>
  >;
}

const toNumber = (v: Value): number =>
  v === null
    ? Number.NaN
    : typeof v === 'number'
      ? v
      : v === 'inf'
        ? Number.POSITIVE_INFINITY
        : Number.NEGATIVE_INFINITY;

/** JSON.parse reads 1e9999, which the answer has for infinity, as Infinity. */
function expectClose(got: number | null, want: Value): void {
  const expected = want === null ? null : toNumber(want);
  if (expected === null || got === null || !Number.isFinite(expected)) expect(got).toBe(expected);
  else expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

const folder = new URL('./golden/', import.meta.url);

describe.each(readdirSync(folder).sort())('%s', (file) => {
  const [head = '', ...lines] = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n');
  const golden = JSON.parse(head) as Golden;
  const cases = lines.map((line) => JSON.parse(line) as Case);
  const series: Record<string, FakeSeries> = Object.fromEntries(
    Object.entries(golden.series).map(([path, { values, before = [], stepS = 60 }]) => [
      path,
      { values: values.map(toNumber), before: before.map(toNumber), stepS },
    ]),
  );

  it.each(cases.map((c) => [`${c.target} ${c.maxDataPoints ?? ''}`, c] as const))('%s', async (_, c) => {
    const options = { ...c, nowS: c.untilS };
    const answer = JSON.parse(await renderJson([c.target], options, fakeSource({ series }))) as {
      target: string;
      tags: Record<string, string>;
      datapoints: [number | null, number][];
    }[];
    expect(answer.map((s) => ({ target: s.target, tags: s.tags, stamps: s.datapoints.map((p) => p[1]) }))).toEqual(
      c.series.map(({ target, tags, values, startS, stepS }) => ({
        target,
        tags,
        stamps: values.map((_v, i) => startS + i * stepS),
      })),
    );
    for (const [i, want] of c.series.entries())
      answer[i]?.datapoints.forEach(([value], k) => {
        expectClose(value, want.values[k] as Value);
      });
    const evaluated = await evaluate([c.target], options, fakeSource({ series }));
    for (const [i, { endS, pathExpression, consolidation, xFilesFactor }] of c.series.entries())
      expect(evaluated[i]).toMatchObject(
        Object.fromEntries(
          Object.entries({ endS, pathExpression, consolidation, xFilesFactor }).filter(([, v]) => v !== undefined),
        ),
      );
  });
});
