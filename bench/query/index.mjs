// The query room's own work for the pages of an app, without the store's reading: 100 transactions on 3 servers, over an hour (at
// 10 s with percentiles of 1 min, and all at 1 min) and over a day. Baseline of the same run: decoding and merging each sketch of the outcomes once, which no page can do without.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const quick = process.argv.includes('--quick');
const rounds = quick ? 2 : 9;
const sizes = quick
  ? [{ transactions: 5, servers: 2, hours: 1 }]
  : [
      { transactions: 100, servers: 3, hours: 1 },
      { transactions: 100, servers: 3, hours: 24 },
    ];

const folder = mkdtempSync(join(tmpdir(), 'carpy-bench-query-'));
const bundle = async (input, name) => {
  const file = join(folder, name);
  await build({
    input,
    platform: 'node',
    resolve: { conditionNames: ['@carpy/source', 'import', 'default'] },
    output: { file, format: 'esm', codeSplitting: false },
    logLevel: 'silent',
  });
  return import(file);
};

async function medianMs(run) {
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], least: times[0], most: times.at(-1) };
}

try {
  const { openPages } = await bundle(fileURLToPath(new URL('./pages.ts', import.meta.url)), 'pages.mjs');
  const { Sketch } = await bundle(
    fileURLToPath(new URL('../../packages/core/src/index.ts', import.meta.url)),
    'core.mjs',
  );
  for (const size of sizes) {
    const open = openPages(size);
    const sketch = new Sketch();
    for (let i = 0; i < 60; i++) sketch.add(10 * Math.exp((i / 60) * 4));
    const bytes = sketch.encode();
    const records = size.transactions * size.servers * 2 * size.hours * 60;
    const baseline = await medianMs(async () => {
      const merged = new Sketch();
      for (let i = 0; i < records; i++) merged.mergeEncoded(bytes);
    });
    console.log(
      `${size.transactions} transactions, ${size.servers} servers, ${size.hours} h: ${records} sketches, n = ${rounds}`,
    );
    for (const [page, points] of [
      ['overview', 600],
      ['overview', 62],
      ['transactions', 600],
      ['transactions', 62],
    ]) {
      // The first makes the data that it reads.
      const { stepS } = (await open(page, points)).grid;
      const { median, least, most } = await medianMs(() => open(page, points));
      const ratio = median / baseline.median;
      console.log(
        `  ${page.padEnd(13)} at ${stepS} s: ${median.toFixed(1)} ms (${least.toFixed(1)} to ${most.toFixed(1)}), ${ratio.toFixed(2)} x merging the sketches once (${baseline.median.toFixed(1)} ms)`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
