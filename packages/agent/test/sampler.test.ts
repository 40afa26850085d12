import { describe, expect, it } from 'vitest';
import { Sampler, type SampleSizes } from '../src/records/sampler.ts';

/** Mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Kept {
  readonly ms: number;
  readonly weight: number;
}

/** One minute of transactions that are no errors: those kept. */
function minute(durationsMs: readonly number[], sizes: Partial<SampleSizes>, random: () => number): Kept[] {
  const sampler = new Sampler();
  const all = { errors: 0, slowest: 5, sample: 5, ...sizes };
  for (const ms of durationsMs)
    sampler.offer(ms, all, random, () => ({ durationMs: ms, line: JSON.stringify({ ms }) }));
  return sampler.take().map((line) => ({ weight: 1, ...(JSON.parse(line) as { ms: number }) }));
}
const sumOf = (kept: readonly Kept[]): number => kept.reduce((sum, { weight }) => sum + weight, 0);

describe('weights', () => {
  it.each([1, 4, 5, 6, 9, 10, 11, 500])('of a minute of %i add up to what there was', (n) => {
    const random = seeded(n);
    for (let round = 0; round < 50; round++) {
      const durations = Array.from({ length: n }, () => random() * 100);
      const kept = minute(durations, {}, random);
      expect(kept).toHaveLength(Math.min(n, 10));
      expect(sumOf(kept)).toBeCloseTo(n, 9);
    }
  });

  it('are 1 for the slowest, which are all there, and as many others picked as asked for', () => {
    const durations = Array.from({ length: 100 }, (_, i) => (i * 37) % 101);
    const kept = minute(durations, {}, seeded(1));
    const slowest = durations.toSorted((a, b) => b - a).slice(0, 5);
    expect(
      kept
        .filter(({ weight }) => weight === 1)
        .map(({ ms }) => ms)
        .sort(),
    ).toEqual(slowest.sort());
    expect(kept.filter(({ weight }) => weight === 19)).toHaveLength(5);
  });

  // The chance of each of the others is the same, whenever it comes and however slow it is; five standard errors are allowed.
  it.each([
    ['ascending', (i: number) => i],
    ['descending', (i: number) => 200 - i],
    ['mixed', (i: number) => (i * 77) % 201],
  ])('estimate any part of %s durations without bias', (_, durationOf) => {
    const random = seeded(7);
    const durations = Array.from({ length: 200 }, (_, i) => durationOf(i));
    const parts: ((ms: number) => boolean)[] = [(ms) => ms < 20, (ms) => ms >= 100, (ms) => ms % 3 === 0];
    const rounds = 3_000;
    const estimates = parts.map(() => ({ sum: 0, squares: 0 }));
    for (let round = 0; round < rounds; round++) {
      const kept = minute(durations, {}, random);
      for (const [i, isIn] of parts.entries()) {
        const estimate = sumOf(kept.filter(({ ms }) => isIn(ms)));
        const sums = estimates[i] as { sum: number; squares: number };
        sums.sum += estimate;
        sums.squares += estimate * estimate;
      }
    }
    for (const [i, { sum, squares }] of estimates.entries()) {
      const mean = sum / rounds;
      const error = Math.sqrt((squares / rounds - mean * mean) / rounds);
      const truth = durations.filter(parts[i] as (ms: number) => boolean).length;
      expect([i, Math.abs(mean - truth) <= 5 * error + 1e-9]).toEqual([i, true]);
    }
  });

  it('of errors are 1 until their bound is passed; then those that waited stand for the rest', () => {
    for (const [sizes, n] of [
      [{ errors: 100, slowest: 0, sample: 0 }, 100],
      [{ errors: 100, slowest: 0, sample: 0 }, 5_000],
      [{ errors: 1, slowest: 0, sample: 0 }, 7],
    ] as const) {
      const sampler = new Sampler();
      const random = seeded(3);
      let atOnce = 0;
      for (let i = 0; i < n; i++) {
        if (sampler.takesError(sizes)) atOnce++;
        else sampler.holdError(sizes, random, () => ({ durationMs: 1, line: '{"e":1}' }));
      }
      const waited = sampler.take().map((line) => (JSON.parse(line) as { weight?: number }).weight ?? 1);
      expect(atOnce + waited.length).toBe(Math.min(n, sizes.errors));
      expect(atOnce + waited.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(n, 9);
    }
  });

  it('leave the chance of the others as it was where the application drops some', () => {
    const random = seeded(11);
    let sum = 0;
    const rounds = 2_000;
    for (let round = 0; round < rounds; round++) {
      const sampler = new Sampler();
      for (let i = 0; i < 100; i++)
        sampler.offer(i, { errors: 0, slowest: 5, sample: 10 }, random, () =>
          i % 2 === 0 ? undefined : { durationMs: i, line: '{"kept":true}' },
        );
      for (const line of sampler.take()) sum += (JSON.parse(line) as { weight?: number }).weight ?? 1;
    }
    expect(Math.abs(sum / rounds - 50)).toBeLessThan(1.5);
  });

  it('are not put into what is no object', () => {
    const sampler = new Sampler();
    for (let i = 0; i < 9; i++)
      sampler.offer(
        1,
        { errors: 0, slowest: 0, sample: 1 },
        () => 0,
        () => ({ durationMs: 1, line: '"text"' }),
      );
    expect(sampler.take()).toEqual(['"text"']);
  });
});
