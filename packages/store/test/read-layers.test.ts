/** Any pile of blocks and memory is read as laying them over each other slot by slot says. */
import { expect, it } from 'vitest';
import { executeRead } from '../src/embedded/read-execute.ts';
import { planRead } from '../src/embedded/read-planner.ts';
import type { Schema, Tier } from '../src/schema/schema.ts';
import { type FakePoint, FakeSource, T0 } from './read-fakes.ts';

const TIER: Tier = { stepS: 60, retentionS: 86_400 };
const schema: Schema = { tiers: [TIER], gathers: false, follows: true };
const SERIES = 4;
const SPAN_S = 4 * 7_200;

/** Numbers in [0, below), the same for the same seed (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))('seed %i', async (seed) => {
  const random = seeded(seed);
  const source = new FakeSource(schema);
  const model = Array.from({ length: SERIES }, () => new Map<number, number>());
  for (let id = 0; id < SERIES; id++) source.add(id);
  const pointsIn = (startS: number, lengthS: number): FakePoint[] =>
    Array.from({ length: 1 + random(6) }, () => ({
      id: random(SERIES),
      atS: startS + random(lengthS / 60) * 60,
      values: [random(1_000)],
    }));
  for (let n = random(12); n > 0; n--) {
    const lengthS = [600, 600, 7_200][random(3)] as number;
    const startS = T0 + random(SPAN_S / lengthS) * lengthS;
    const points = pointsIn(startS, lengthS);
    source.block(TIER, startS, lengthS, points);
    for (const { id } of points) for (let atS = startS; atS < startS + lengthS; atS += 60) model[id]?.delete(atS);
    for (const { id, atS, values } of points) model[id]?.set(atS, values[0] as number);
  }
  for (let n = random(4); n > 0; n--) {
    const points = pointsIn(T0 + random(SPAN_S / 600) * 600, 600);
    source.memory(points);
    for (const { id, atS, values } of points) model[id]?.set(atS, values[0] as number);
  }
  const fromS = T0 + random(SPAN_S) - 1_000;
  const untilS = fromS + random(SPAN_S);
  const ids = Array.from({ length: SERIES }, (_, id) => SERIES - 1 - id);
  const plan = await planRead(source, { ids, fromS, untilS, nowS: T0 + SPAN_S, tier: { by: 'age' }, sketches: 'none' });
  const { series } = await executeRead(plan, source.sealed);
  const found = series.map((s) => {
    const values = new Map<number, number>();
    s.columns.forEach((value, i) => {
      if (!Number.isNaN(value)) values.set(s.startS + i * s.stepS, value);
    });
    return values;
  });
  const expected = ids.map((id) => new Map([...(model[id] ?? [])].filter(([atS]) => atS > fromS && atS <= untilS)));
  for (const [i, values] of expected.entries())
    expect(new Map([...(found[i] ?? [])].sort())).toEqual(new Map([...values].sort()));
});
