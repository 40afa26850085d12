import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ClockWatch } from '../src/embedded/clock-watch.ts';
import { batches } from './batches.ts';
import { blockSpans, folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

describe('the clock', () => {
  it('is believed ten minutes after the start and after each step, whichever way; a slow drift is no step', () => {
    let upMs = 0;
    let wallMs = 1e12;
    const watch = new ClockWatch(
      () => wallMs,
      () => upMs,
    );
    const pass = (ms: number, drift = 0): boolean => {
      let steady = false;
      for (let t = 0; t < ms; t += 1_000) {
        upMs += 1_000;
        wallMs += 1_000 + drift;
        steady = watch.isSteady();
      }
      return steady;
    };
    expect(pass(599_000)).toBe(false);
    expect(pass(1_000)).toBe(true);
    expect(pass(3_600_000, 100)).toBe(true);
    for (const stepMs of [86_400_000, -86_400_000]) {
      wallMs += stepMs;
      expect(pass(599_000)).toBe(false);
      expect(pass(2_000)).toBe(true);
    }
  });
});

describe('a store whose clock steps a year ahead and back', () => {
  it('loses nothing that it keeps', async () => {
    const dir = await folder();
    const clock = { nowS: T0 + 30 };
    let upMs = 0;
    const store = await openIn(dir, clock, { uptimeMs: () => upMs });
    const writer = store.series.openWriter();
    const make = batches();
    const finest = async (): Promise<unknown> => {
      const read = await readOne(store, 'a.b', T0 - 10, T0 + 1_200, { tier: { by: 'step', stepS: 10 }, nowS: T0 });
      return [0, 1, 120].map((slot) => read.columns['value']?.[slot]);
    };
    await writer.points(
      make.points([
        ['a.b', T0, 7],
        ['a.b', T0 + 10, 7],
      ]),
    );
    clock.nowS = T0 + 1_200;
    await store.settle();
    expect(await blockSpans(dir, '10-86400')).toEqual([`${T0}-600`]);
    upMs += 600_000;
    await writer.points(make.points([['a.b', T0 + 1_200, 8]]));
    // An open window that the step makes due is sealed, not thrown away; what was sealed stays.
    clock.nowS += 365 * 86_400;
    await store.settle();
    expect(await readdir(`${dir}/wal`)).toEqual([]);
    expect(await finest()).toEqual([7, 7, 8]);
    // It steps back: nothing happened.
    clock.nowS -= 365 * 86_400;
    await store.settle();
    expect(await finest()).toEqual([7, 7, 8]);
    // It steps again and stays a year ahead: then the year has passed.
    clock.nowS += 365 * 86_400;
    await store.settle();
    upMs += 600_000;
    clock.nowS += 600;
    await store.settle();
    expect(await blockSpans(dir, '10-86400')).toEqual([]);
    expect(await finest()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
