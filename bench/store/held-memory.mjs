/**
 * Resident memory of a process that holds only the store, while many series are active: four hundred flushes, their values made as they come.
 *
 *     node bench/store/held-memory.mjs [--quick] [--series N]
 */
import { residentMb } from '../carpy-process.mjs';
import { declare, flushAll, inFolder, open, T0 } from './folder.mjs';
import { emptyFlush } from './made-up-flush.mjs';
import { fillValues } from './made-up-values.mjs';
import { quick, seriesOf } from './options.mjs';
import { row, title } from './report.mjs';

const SERIES = seriesOf(100_000, 1_000);
const FLUSHES = quick ? 70 : 400;

title(`memory with ${SERIES} active series, ${FLUSHES} flushes`);
const bareMb = residentMb(process.pid);
await inFolder(async (dir) => {
  const clock = { nowS: T0 };
  const { store } = await open(dir, () => clock.nowS * 1000);
  const seen = [];
  const batchOf = (i) => {
    seen.push(residentMb(process.pid));
    const ids = Uint32Array.from({ length: SERIES }, (_, id) => id);
    return { ...emptyFlush(), declared: [], values: { ids, values: fillValues(new Float64Array(SERIES), i) } };
  };
  await flushAll({ store, clock, batchOf, declared: declare(SERIES), count: FLUSHES });
  seen.push(residentMb(process.pid));
  const steady = seen.slice(seen.length >> 1);
  row('carpy, resident, second half of the run, median', steady, 'MB', { atMost: 450 });
  row('carpy, resident, greatest', [Math.max(...seen)], 'MB', { atMost: 450 });
  row('bare Node with the modules loaded', [bareMb], 'MB');
  await store.close();
});
