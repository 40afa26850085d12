/**
 * Points a CPU second from carbon's plaintext, in process: bytes, parser, log, and then the seal with all roll-ups. No socket.
 *
 *     node bench/store/carbon-lines.mjs [--quick] [--series N]
 */

import { NameTable } from '@carpy/core';
import { CarbonParser, PointBuffer } from '../../packages/graphite/dist/index.js';
import { inFolder, open, T0 } from './folder.mjs';
import { lineBuffers, lineShapes } from './made-up-lines.mjs';

import { quick } from './options.mjs';
import { note, row, title } from './report.mjs';

const ROUNDS = quick ? 1 : 3;
const PIECE_BYTES = 65_536;
const shapes = lineShapes();

for (const { series, points, goal } of shapes) {
  title(`carbon lines in process: ${series} series x ${points} points`);
  const runs = [];
  for (let n = 0; n < ROUNDS; n++) runs.push(await run(series, points));
  row(
    'carpy, until acknowledged',
    runs.map((r) => r.acknowledged),
    'points / CPU s',
    { atLeast: goal },
  );
  row(
    'carpy, until sealed with its roll-ups',
    runs.map((r) => r.sealed),
    'points / CPU s',
    { atLeast: goal },
  );
}
note('pieces of 64 KiB, a batch of points each 100,000, as much as the ingest thread gathers in a part of a second');

function run(series, points) {
  return inFolder(async (dir) => {
    let nowS = T0 + points * 10;
    const { store } = await open(dir, () => nowS * 1000);
    const writer = store.series.openWriter();
    const buffer = new PointBuffer({ names: new NameTable(1_500_000) });
    const parser = new CarbonParser(buffer, () => nowS * 1000);
    const made = [...lineBuffers(series, points, T0)];
    const before = process.cpuUsage();
    let stored = 0;
    const write = async () => {
      const batch = buffer.takeBatch();
      if (batch !== undefined) stored += (await writer.points(batch)).stored;
    };
    for (const bytes of made) {
      for (let at = 0; at < bytes.length; ) {
        const end = wholeLines(bytes, at);
        parser.lines(bytes, at, end);
        at = end;
        if (buffer.size >= 100_000) await write();
      }
    }
    await write();
    const acknowledged = perCpuS(stored, before);
    nowS += 700;
    await store.settle();
    const sealed = perCpuS(stored, before);
    await store.close();
    if (stored !== series * points) throw new Error(`${stored} of ${series * points} points were stored`);
    return { acknowledged, sealed };
  });
}

function wholeLines(bytes, at) {
  const end = at + PIECE_BYTES;
  return end >= bytes.length ? bytes.length : bytes.lastIndexOf(10, end) + 1;
}

function perCpuS(points, before) {
  const { user, system } = process.cpuUsage(before);
  return points / ((user + system) / 1e6);
}
