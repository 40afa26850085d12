import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ClockWatch } from '../src/embedded/clock-watch.ts';
import { folder, openIn, T0 } from './folder.ts';

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
    await writer.points({
      declared: [{ id: 0, kind: 'plain', name: 'a.b' }],
      ids: new Uint32Array([0]),
      atS: new Float64Array([T0]),
      values: new Float64Array([7]),
    });
    clock.nowS = T0 + 1_200;
    await store.settle();
    const block = `${dir}/blk/10/${T0}-0.blk`;
    expect((await stat(block)).isFile()).toBe(true);
    // An open window that the step makes due is sealed, not thrown away.
    const second = { declared: [], ids: new Uint32Array([0]), atS: new Float64Array([T0 + 1_200]) };
    upMs += 600_000;
    await writer.points({ ...second, values: new Float64Array([8]) });
    clock.nowS += 365 * 86_400;
    await store.settle();
    expect((await stat(block)).isFile()).toBe(true);
    expect((await stat(`${dir}/blk/10/${T0 + 1_200}-0.blk`)).isFile()).toBe(true);
    // It stays a year ahead: then the year has passed.
    upMs += 600_000;
    clock.nowS += 600;
    await store.settle();
    await expect(stat(block)).rejects.toThrow('ENOENT');
  });
});
