import { expect, it } from 'vitest';
import { executeRead } from '../src/embedded/read-execute.ts';
import { planRead } from '../src/embedded/read-planner.ts';
import { scan } from '../src/embedded/read-scan.ts';
import type { Schema, Tier } from '../src/schema/schema.ts';
import type { ReadAnswer, ReadRequest } from '../src/store.ts';
import { FakeSource, T0 } from './read-fakes.ts';

const DAY = 86_400;
const FINE: Tier = { stepS: 60, retentionS: 2 * DAY };
const COARSE: Tier = { stepS: 600, retentionS: 400 * DAY };
const schema: Schema = { tiers: [FINE, COARSE], gathers: false, follows: true };

function filled(days: number): FakeSource {
  const source = new FakeSource(schema);
  source.add(1);
  source.add(2);
  for (let day = 0; day < days; day++) {
    const startS = T0 + day * DAY;
    const points = Array.from({ length: 144 }, (_, i) => ({ id: 1, atS: startS + i * 600, values: [day * 144 + i] }));
    source.block(COARSE, startS, DAY, points);
    source.block(FINE, startS, DAY, [{ id: 2, atS: startS, values: [day] }]);
  }
  return source;
}

const request = (days: number, ids: number[]): ReadRequest => ({
  ids,
  fromS: T0 + 5_000,
  untilS: T0 + days * DAY - 7_000,
  nowS: T0 + days * DAY,
  tier: { by: 'age' },
  sketches: 'none',
});

const valuesOf = (answers: readonly ReadAnswer[], at: number): [number, number][] =>
  answers.flatMap(({ series }) => {
    const s = series[at] as ReadAnswer['series'][number];
    return Array.from(s.columns, (value, i): [number, number] => [s.startS + i * s.stepS, value]);
  });

it.each([1, 7, 144, 1_000, 1e9])('is, %i slots at once, end to end what one read answers', async (slotsAtOnce) => {
  const source = filled(5);
  const whole = request(5, [1, 2]);
  const one = await executeRead(await planRead(source, whole), source.sealed);
  const parts: ReadAnswer[] = [];
  for await (const part of scan(source, source.sealed, whole, { slotsAtOnce })) parts.push(part);
  expect(valuesOf(parts, 0)).toEqual(valuesOf([one], 0));
  expect(valuesOf(parts, 1)).toEqual(valuesOf([one], 1));
  const longest = Math.max(...parts.map((p) => p.series[0]?.slots as number));
  expect(longest).toBeLessThanOrEqual(slotsAtOnce);
});

it('holds one part at a time', async () => {
  const days = 400;
  const source = filled(days);
  let held = 0;
  let slots = 0;
  for await (const { series } of scan(source, source.sealed, request(days, [1]), { slotsAtOnce: 4_320 })) {
    held = Math.max(held, ...series.map((s) => s.columns.length));
    slots += series[0]?.slots as number;
  }
  expect(held).toBeLessThanOrEqual(4_320);
  expect(slots).toBeGreaterThan(50_000);
});

it.each([0, -1, Number.NaN])('refuses parts of %f slots', async (slotsAtOnce) => {
  const source = filled(1);
  await expect(scan(source, source.sealed, request(1, [1]), { slotsAtOnce }).next()).rejects.toMatchObject({
    code: 'CARPY_BAD_REQUEST',
  });
});
