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
/** What a timer may have in 10 s: one quiet, one busy, and that of the sketches' goal. */
const TIMINGS_EACH = [3, 10, TIMINGS];
const COLUMNS = 6;
/** Flushes made; they come again and again. */
const DISTINCT = 60;

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
  let without;
  for (const timings of TIMINGS_EACH) {
    without = await storedTimers(child, timings);
    row(
      `carpy, a column of a timer record, ${timings} timings a slot`,
      [without.bytes / (TIMERS * FLUSHES * COLUMNS)],
      'B',
      { atMost: 1.45 },
    );
    row('  entropy of it in the 10 s tier, as of normal distributions', [entropyBytes(child, timings)], 'B');
  }
  note(
    'timings from e^1 to e^4 ms to 0.001 ms, without any order: the goal was set by timers that vary by 30 %, see blocks.mjs',
  );
  const withSketches = await storedTimers(outcome, TIMINGS);
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

function storedTimers(nameOf, timings) {
  const made = Array.from({ length: DISTINCT }, (_, i) => timerFlush(TIMERS, i, nameOf, timings));
  return stored((i) => structuredClone(made[i % DISTINCT]), made[0].declared);
}

/**
 * Bytes a column whose values, in thousandths, are independent and normal with the spread that they have here: no coding of each column by
 * itself gets below that where they are so, and where one follows from the others (up to 3 timings) it may.
 */
function entropyBytes(nameOf, timings) {
  const made = Array.from({ length: DISTINCT }, (_, i) => timerFlush(TIMERS, i, nameOf, timings).timers.columns);
  let bits = 0;
  for (let at = 0; at < TIMERS * COLUMNS; at++) {
    const values = made.map((columns) => columns[at] * 1000);
    const mean = values.reduce((a, b) => a + b) / DISTINCT;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (DISTINCT - 1);
    if (variance > 0) bits += Math.max(0, Math.log2(Math.sqrt(2 * Math.PI * Math.E * variance)));
  }
  return bits / 8 / (TIMERS * COLUMNS);
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
