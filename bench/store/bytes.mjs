/**
 * Bytes a point on the disk, all tiers and tables in, of sealed and merged windows: plain series, timers apart from their sketches, and
 * the sketches of a transaction's timer a minute; and what storing timers costs. Beside whisper's preallocated slots and SQLite's rows.
 *
 *     node bench/store/bytes.mjs [--quick]
 */
import { bytesBelow, declare, flushAll, inFolder, open, plainFlushes, showTiers, TIERS } from './folder.mjs';
import { timerFlush } from './made-up-flush.mjs';
import { quick } from './options.mjs';
import { graphitePython, script } from './peer-python.mjs';
import { note, row, title } from './report.mjs';
import { sqlite } from './sqlite.mjs';

const SERIES = quick ? 500 : 5_000;
const TIMERS = quick ? 50 : 500;
const FLUSHES = quick ? 130 : 840;
/** 200 timings a minute. */
const TIMINGS = 33;
const COLUMNS = 6;

title(`bytes a point: ${SERIES} plain series, ${TIMERS} timers, ${FLUSHES} flushes`);
const plain = await plainBytes(1000);
note(`tiers ${showTiers(plain.tiers)}`);
row('carpy, plain, timers to 0.001 ms', [plain.bytes], 'B', { atMost: 1.45 });
row('carpy, plain, timers to 0.01 ms', [(await plainBytes(100)).bytes], 'B');
await timers();
await whisperBytes();
const rows = await sqlite({ series: SERIES, flushes: Math.min(FLUSHES, 360) });
if (rows.missing === undefined) row('SQLite, a row a point, no roll-ups', [rows.bytesPerPoint], 'B');
else note(`SQLite: missing: ${rows.missing}`);

async function plainBytes(parts) {
  const { bytes, tiers } = await stored(plainFlushes(SERIES, 60, parts), declare(SERIES));
  return { bytes: bytes / (SERIES * FLUSHES), tiers };
}

/** Sketches are what the same timers take more as outcomes of transactions than as functions, which keep fewer of them. */
async function timers() {
  const outcome = (id) => `carpy.shop.web.t${id}.ok`;
  const child = (id) => `carpy.shop.web.t${id % 20}.children.f${id}.ok`;
  const withSketches = await storedTimers(outcome);
  const without = await storedTimers(child);
  row('carpy, a column of a timer record, of functions', [without.bytes / (TIMERS * FLUSHES * COLUMNS)], 'B', {
    atMost: 1.45,
  });
  row(
    'carpy, sketches a transaction timer and minute',
    [(withSketches.bytes - without.bytes) / (TIMERS * (FLUSHES / 6))],
    'B',
    {
      atMost: 120,
    },
  );
  row(
    'carpy, leaves of timers, sketches and all',
    [(TIMERS * FLUSHES * COLUMNS) / withSketches.cpuS],
    'points / CPU s',
  );
}

function storedTimers(nameOf) {
  const made = Array.from({ length: 60 }, (_, i) => timerFlush(TIMERS, i, nameOf, TIMINGS));
  return stored((i) => structuredClone(made[i % 60]), made[0].declared);
}

function stored(batchOf, declared) {
  return inFolder(async (dir) => {
    const clock = { nowS: 1_699_999_200 };
    const { store, tiers } = await open(dir, () => clock.nowS * 1000);
    const before = process.cpuUsage();
    await flushAll({ store, clock, batchOf, declared, count: FLUSHES });
    const { user, system } = process.cpuUsage(before);
    await store.close();
    return { bytes: await bytesBelow(dir), tiers, cpuS: (user + system) / 1e6 };
  });
}

async function whisperBytes() {
  const { python, missing } = await graphitePython();
  if (missing !== undefined) return note(`whisper: missing: ${missing}`);
  const tiers = TIERS.flatMap(({ stepS, retentionS }) => [stepS, retentionS / stepS]);
  await inFolder(async (dir) => {
    const { fileBytes } = await script(python, 'whisper-files.py', [dir, 1, 0, 10, ...tiers]);
    row('whisper, a slot of 10 s, all archives, preallocated', [fileBytes / (TIERS[0].retentionS / 10)], 'B');
  });
}
