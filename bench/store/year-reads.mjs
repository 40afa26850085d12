// A year at 10 minutes, made of late points: ten days of them come at once, so that only the coarse tier is of any size. The names end
// in `.count`, since their roll-up takes a slot of which a sixtieth is filled.
import { inFolder, open, T0 } from './folder.mjs';
import { fillValues } from './made-up-values.mjs';

const DAY_S = 86_400;
const STEP_S = 600;
const SLOTS_A_DAY = DAY_S / STEP_S;
const DAYS_AT_ONCE = 10;
/** An engine that rewrites much for late points would be at it for an hour. */
const MAKE_AT_MOST_MS = 120_000;

/** Milliseconds of each read, and how many days there were time to make. */
export function yearReads({ series, days, reads }) {
  return inFolder(async (dir) => {
    let nowS = T0;
    const tiers = [
      { stepS: 10, retentionS: DAY_S },
      { stepS: 60, retentionS: 2 * DAY_S },
      { stepS: STEP_S, retentionS: 730 * DAY_S },
    ];
    const { store } = await open(dir, () => nowS * 1000, tiers);
    const writer = store.series.openWriter();
    const declared = Array.from({ length: series }, (_, id) => ({ id, kind: 'plain', name: `year.s${id}.count` }));
    const start = performance.now();
    let made = 0;
    for (let day = 0; day < days && performance.now() - start < MAKE_AT_MOST_MS; day += DAYS_AT_ONCE) {
      const slots = Math.min(DAYS_AT_ONCE, days - day) * SLOTS_A_DAY;
      const firstSlot = day * SLOTS_A_DAY;
      const ids = Uint32Array.from({ length: series * slots }, (_, i) => i % series);
      const atS = Float64Array.from(ids, (_, i) => T0 + (1 + firstSlot + Math.floor(i / series)) * STEP_S);
      const values = new Float64Array(ids.length);
      for (let slot = 0; slot < slots; slot++)
        fillValues(values.subarray(slot * series, (slot + 1) * series), firstSlot + slot);
      nowS = T0 + (1 + firstSlot + slots) * STEP_S;
      const { stored } = await writer.points({ declared: day === 0 ? declared : [], ids, atS, values });
      if (stored !== series * slots) throw new Error(`${stored} of ${series * slots} points were stored`);
      made = day + slots / SLOTS_A_DAY;
      nowS += 700;
      await store.settle();
    }
    const untilS = nowS;
    const found = await store.series.resolve('year.*.count', series);
    const took = [];
    for (let n = 0; n < reads; n++) {
      const before = performance.now();
      const request = { ids: [found[(n * 7) % series].id], fromS: T0, untilS, nowS: untilS, sketches: 'none' };
      const answer = await store.series.read({ ...request, tier: { by: 'step', stepS: STEP_S } });
      took.push(performance.now() - before);
      const kept = answer.series[0].columns.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
      if (n === 0 && kept !== made * SLOTS_A_DAY) throw new Error(`${kept} of ${made * SLOTS_A_DAY} points came`);
    }
    await store.close();
    return { took, days: made };
  });
}
