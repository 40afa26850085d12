/**
 * Letting go of what is past its retention: the finest tier's windows of 100,000 series are unlinked.
 *
 *     node bench/store/drop.mjs [--quick] [--series N]
 */
import { declare, flushAll, inFolder, open, plainFlushes, T0, TIERS, WINDOW_S } from './folder.mjs';
import { quick, seriesOf } from './options.mjs';
import { row, title } from './report.mjs';

const SERIES = seriesOf(100_000, 1_000);
const WINDOWS = quick ? 2 : 3;

title(`drop of windows of ${SERIES} series past their retention`);
await inFolder(async (dir) => {
  const clock = { nowS: T0 };
  const { store } = await open(dir, () => clock.nowS * 1000);
  const batchOf = plainFlushes(SERIES, 10);
  await flushAll({ store, clock, batchOf, declared: declare(SERIES), count: WINDOWS * 60 });
  // What is due before the drop is done first: merges of old windows.
  clock.nowS = T0 + 80_000;
  await store.settle();
  const took = [];
  for (let n = 0; n < 20; n++) {
    clock.nowS = T0 + TIERS[0].retentionS + n * WINDOW_S;
    const bytes = store.status().diskBytes;
    const start = performance.now();
    await store.settle();
    if (store.status().diskBytes < bytes) took.push(performance.now() - start);
  }
  await store.close();
  if (took.length === 0) throw new Error('no window was dropped');
  row('carpy, a drop', took, 'ms', { atMost: 50 });
});
