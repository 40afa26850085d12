/**
 * What a carbon point costs until it is durable and readable: bytes of plaintext to points, to sections, to the log (one append and one
 * sync a batch), to the open window. No socket, no seal, and an index of names that is a Map. `npm run build` first; `--quick` is a smoke
 * run whose figures mean nothing.
 *
 *     node bench/store/carbon.mjs [--quick]
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { CarbonParser } from '../../packages/graphite/dist/carbon/parse-line.js';
import { PointBuffer } from '../../packages/graphite/dist/carbon/point-buffer.js';
import { ByteWriter } from '../../packages/store/dist/codec/bytes.js';
import { scanLog, writeLogRecord } from '../../packages/store/dist/embedded/log-record.js';
import { preparePoints } from '../../packages/store/dist/embedded/prepare.js';
import { SeriesNumbers } from '../../packages/store/dist/embedded/series-numbers.js';
import { slotTable } from '../../packages/store/dist/embedded/slot-table.js';
import { Undecided } from '../../packages/store/dist/embedded/undecided.js';
import { WindowMemory } from '../../packages/store/dist/embedded/window.js';
import { textBefore } from '../../packages/store/dist/index-tree/name-bytes.js';
import { Schemas } from '../../packages/store/dist/schema/schemas.js';

const { values: args } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const rounds = args.quick ? 1 : 5;
const sizes = args.quick
  ? [{ series: 500, points: 20 }]
  : [
      { series: 10_000, points: 100 },
      { series: 100_000, points: 10 },
    ];
const T0 = 1_700_000_400;
const BATCH_BYTES = 4 * 1024 * 1024;
const MAX_SERIES = 2_000_000;
const TIERS = [
  { stepS: 10, retentionS: 86_400 },
  { stepS: 60, retentionS: 1_209_600 },
];

console.log(
  `machine: ${cpus().length} x ${cpus()[0]?.model}; Node ${process.version}; median (least to greatest) of n runs`,
);
for (const size of sizes) {
  for (const order of ['a slot after the other', 'a series after the other']) {
    const bytes = linesOf(size, order);
    const runs = [];
    for (let i = 0; i < rounds; i++) runs.push(await inFolder((dir) => run(bytes, size, dir)));
    const what = `${size.series} series x ${size.points} points, ${order}`;
    show(
      what,
      'points / CPU s',
      runs.map((r) => r.pointsPerCpuSecond),
    );
    for (const part of ['parse', 'prepare', 'log', 'memory'])
      show(
        `  ${part}`,
        'ns CPU a point',
        runs.map((r) => r[part]),
      );
  }
}
const recovery = [];
for (let i = 0; i < rounds; i++) recovery.push(recover(args.quick ? 1_000 : 100_000, args.quick ? 5 : 70));
show(
  'reading a log of 100,000 series x 70 flushes',
  'ms',
  recovery.map((r) => r.scanMs),
);
show(
  '  into the window',
  'ms',
  recovery.map((r) => r.addMs),
);
show(
  '  gathering all series',
  'ns a value',
  recovery.map((r) => r.gatherNs),
);
show(
  '  window',
  'MB',
  recovery.map((r) => r.windowMB),
);

function linesOf({ series, points }, order) {
  const line = (s, p) =>
    `servers.host${s % 100}.group${Math.floor(s / 100) % 10}.value${s} ${(((s * 31 + p * 17) % 100_000) / 1000).toString()} ${T0 + p * 10}\n`;
  const lines = [];
  if (order.startsWith('a slot'))
    for (let p = 0; p < points; p++) for (let s = 0; s < series; s++) lines.push(line(s, p));
  else for (let s = 0; s < series; s++) for (let p = 0; p < points; p++) lines.push(line(s, p));
  return Buffer.from(lines.join(''));
}

async function run(bytes, { series, points }, dir) {
  const index = mapIndex();
  const nowS = T0 + points * 10;
  const unlogged = [];
  const state = {
    index,
    schemas: new Schemas(
      { tiersFor: () => undefined, ruleFor: () => ({ method: 'average', xFilesFactor: 0.5 }) },
      TIERS,
      undefined,
      T0,
    ),
    undecided: new Undecided(undefined, index),
    fineStepS: 10,
    clock: () => nowS * 1000,
    journal: { changed: (id) => unlogged.push(id) },
  };
  const buffer = new PointBuffer({ maxPoints: 4_000_000 });
  const parser = new CarbonParser(buffer, state.clock);
  const numbers = new SeriesNumbers(MAX_SERIES);
  const out = new ByteWriter(1 << 20);
  const file = await open(`${dir}/log`, 'a');
  const windows = new Map();
  const us = { parse: 0, prepare: 0, log: 0, memory: 0 };
  const timed = (part, act) => {
    const before = process.cpuUsage();
    const answer = act();
    const { user, system } = process.cpuUsage(before);
    us[part] += user + system;
    return answer;
  };
  let stored = 0;
  const start = process.cpuUsage();
  for (let from = 0; from < bytes.length; ) {
    const to = from + BATCH_BYTES >= bytes.length ? bytes.length : bytes.lastIndexOf(10, from + BATCH_BYTES) + 1;
    timed('parse', () => parser.lines(bytes, from, to));
    const batch = buffer.takeBatch();
    const prepared = timed('prepare', () => preparePoints(batch, numbers, state, MAX_SERIES));
    const before = process.cpuUsage();
    const declared = namesToLog(
      unlogged.splice(0).map((id) => ({ id, traits: index.traits[id], name: index.nameOf(id) })),
    );
    out.clear();
    writeLogRecord(out, { declared, sections: prepared.sections, takenUp: [], schemas: undefined });
    await file.appendFile(out.view());
    await file.datasync();
    const { user, system } = process.cpuUsage(before);
    us.log += user + system;
    timed('memory', () => {
      for (const section of prepared.sections) {
        const windowS = section.slotS - (section.slotS % 600);
        if (!windows.has(windowS)) windows.set(windowS, new WindowMemory(windowS));
        windows.get(windowS).add(section, () => 'plain');
      }
    });
    stored += prepared.result.stored;
    from = to;
  }
  const { user, system } = process.cpuUsage(start);
  await file.close();
  if (stored !== series * points) throw new Error(`${stored} of ${series * points} points stored`);
  const per = (part) => (us[part] * 1000) / stored;
  return {
    pointsPerCpuSecond: stored / ((user + system) / 1e6),
    parse: per('parse'),
    prepare: per('prepare'),
    log: per('log'),
    memory: per('memory'),
  };
}

/** Reads a log of whole flushes of plain values and puts it into memory, as a start after a crash does. */
function recover(series, flushes) {
  const out = new ByteWriter(1 << 20);
  const ids = Uint32Array.from({ length: series }, (_, i) => i);
  const none = { ids: new Uint32Array(0), values: new Float64Array(0) };
  for (let i = 0; i < flushes; i++) {
    const values = Float64Array.from(ids, (id) => (id * 31 + i) % 977);
    const series = i > 0 ? [] : [...ids].map((id) => ({ id, traits: 5, name: `servers.host${id % 100}.value${id}` }));
    const declared = namesToLog(series);
    const timers = { ...none, sketches: new Uint8Array(0), sketchEnds: new Uint32Array(0) };
    const section = { slotS: T0 + i * 10, stepS: 10, coveredMs: 10_000, timers, apdex: none, values: { ids, values } };
    writeLogRecord(out, { declared, sections: [section], takenUp: [], schemas: undefined });
  }
  const bytes = out.take();
  let start = performance.now();
  const { records } = scanLog(bytes, { traitsOf: () => 5, fineStepS: 10 });
  const scanMs = performance.now() - start;
  if (records.length !== flushes) throw new Error('records are missing');
  start = performance.now();
  const windows = new Map();
  for (const { sections } of records)
    for (const section of sections) {
      const windowS = section.slotS - (section.slotS % 600);
      if (!windows.has(windowS)) windows.set(windowS, new WindowMemory(windowS));
      windows.get(windowS).add(section, () => 'plain');
    }
  const addMs = performance.now() - start;
  const first = windows.get(T0);
  const table = slotTable(60);
  table.stepS = 10;
  table.kind = 'plain';
  start = performance.now();
  for (let id = 0; id < series; id++) {
    table.columns.fill(Number.NaN, 0, 60);
    first.gather(id, table);
  }
  const gatherNs = ((performance.now() - start) * 1e6) / (series * Math.min(flushes, 60));
  return { scanMs, addMs, gatherNs, windowMB: first.bytes / 1e6 };
}

function namesToLog(series) {
  return {
    count: series.length,
    idAt: (i) => series[i].id,
    traitsAt: (i) => series[i].traits,
    nameBefore: (i, into) => textBefore(series[i].name, into),
  };
}

function mapIndex() {
  const names = [];
  const ids = new Map();
  const traits = new Uint32Array(MAX_SERIES);
  return {
    traits,
    seenDay: new Uint16Array(MAX_SERIES),
    get count() {
      return names.length;
    },
    declare(name, kind, traitsFor) {
      let id = ids.get(name);
      if (id !== undefined) return { id, made: false };
      id = names.push(name) - 1;
      ids.set(name, id);
      traits[id] = traitsFor(name, kind);
      return { id, made: true };
    },
    nameOf: (id) => names[id],
    setTraits(id, value) {
      traits[id] = value;
    },
    touch(id, day) {
      this.seenDay[id] = day;
    },
  };
}

async function inFolder(use) {
  const dir = await mkdtemp(`${tmpdir()}/carpy-bench-`);
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function show(what, unit, figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const text = (v) => v.toLocaleString('en', { maximumFractionDigits: v < 1000 ? 1 : 0 });
  console.log(
    `${what}: ${text(sorted[sorted.length >> 1])} ${unit} (${text(sorted[0])} to ${text(sorted.at(-1))}, n = ${sorted.length})`,
  );
}
