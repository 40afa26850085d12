// A store in a folder that goes away, under a clock that the benchmark moves.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@carpy/store';
import { emptyFlush } from './made-up-flush.mjs';
import { fillValues, nameOf } from './made-up-values.mjs';

/** A start of two hours, so that windows and merged blocks begin with the first flush. */
export const T0 = 1_699_999_200;
export const WINDOW_S = 600;
const DAY_S = 86_400;
/** Of the default: 10s:1d,1m:14d,10m:90d,1h:2y. */
export const TIERS = [
  { stepS: 10, retentionS: DAY_S },
  { stepS: 60, retentionS: 14 * DAY_S },
  { stepS: 600, retentionS: 90 * DAY_S },
  { stepS: 3600, retentionS: 730 * DAY_S },
];

export async function inFolder(use) {
  const dir = await mkdtemp(`${tmpdir()}/carpy-bench-`);
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Opens with all tiers, or with those that the engine takes; `tiers` says which. */
export async function open(dir, clock, tiers = TIERS) {
  for (let count = tiers.length; ; count--) {
    try {
      const taken = tiers.slice(0, count);
      const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock, tiers: taken });
      return { store, tiers: taken };
    } catch (error) {
      if (error.code !== 'CARPY_BAD_CONFIG' || count === 1) throw error;
    }
  }
}

export const showTiers = (tiers) => tiers.map(({ stepS, retentionS }) => `${stepS}s:${retentionS / DAY_S}d`).join(',');

/** Names for `count` plain series. */
export const declare = (count) => Array.from({ length: count }, (_, id) => ({ id, kind: 'plain', name: nameOf(id) }));

/** Values of `distinct` flushes, made once and given again and again, since making them costs more than storing them. */
export function plainFlushes(count, distinct, parts = 1000) {
  const ids = Uint32Array.from({ length: count }, (_, id) => id);
  const values = Array.from({ length: distinct }, (_, i) => fillValues(new Float64Array(count), i, parts));
  // Copies, as each flush of a server has buffers of its own.
  return (i) => ({ ...emptyFlush(), declared: [], values: { ids: ids.slice(), values: values[i % distinct].slice() } });
}

/**
 * Flushes `count` times and seals when a server would: the clock stands at the newest flush, and windows are settled 80 s after their end.
 * `around` wraps the settling, to time it.
 */
export async function flushAll({ store, clock, batchOf, declared, count, around = (work) => work() }) {
  const writer = store.series.openWriter();
  for (let i = 0; i < count; i++) {
    const slotS = T0 + 10 + i * 10;
    clock.nowS = slotS;
    const { rejected } = await writer.flush({ ...batchOf(i), slotS, declared: i === 0 ? declared : [] });
    if (rejected > 0) throw new Error(`${rejected} values of flush ${i} were rejected`);
    if (i % 60 === 7) await around(() => store.settle());
  }
  clock.nowS += 700;
  await around(() => store.settle());
  const { faults } = store.status();
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** Bytes that all files below a folder take of the disk. */
export async function bytesBelow(dir) {
  let bytes = 0;
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.path, entry.name))).blocks * 512;
  }
  return bytes;
}
