// The UI in a real Chromium: bytes of the first route, how long the overview takes to draw, and how soon an own app's first request is on
// a chart. The demo feeds the server for the first two.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { quick, root, spread, startCarpy } from '../carpy-process.mjs';
import { chartIsDrawn, chromiumArgs, chromiumPath } from './browser.mjs';

const rounds = quick ? 1 : 9;
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
const drawn = { timeout: 60_000, polling: 'raf' };

const demo = await startCarpy('demo');
const overview = `${demo.url}/a/shop`;
/** Opens `address` again and again until its chart is drawn: a fresh server has nothing to draw before its first flush. */
async function openUntilDrawn(page, address, everyMs) {
  for (;;) {
    await page.goto(address);
    const ready = await page.waitForFunction(chartIsDrawn, undefined, { timeout: everyMs }).catch(() => undefined);
    if (ready !== undefined) return;
  }
}
{
  const early = await browser.newPage();
  await openUntilDrawn(early, overview, 5_000);
  await early.close();
  // A new page has a cache of its own: a file that the first one has would be answered 304, without a body.
  const page = await browser.newPage();
  const scripts = [];
  const styles = [];
  const take = (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) scripts.push(response.body());
    if (pathname.endsWith('.css')) styles.push(response.body());
  };
  page.on('response', take);
  await page.goto(overview);
  await page.waitForFunction(chartIsDrawn, undefined, drawn);
  // What the page loads ahead once its chart is drawn is not of the first route, and may still be on its way when the page closes.
  page.off('response', take);
  const kb = async (bodies) =>
    (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1024;
  console.log(
    `first route (overview): JavaScript ${(await kb(scripts)).toFixed(1)} KB gzip (goal <= 90), CSS ${(await kb(styles)).toFixed(1)} KB gzip (goal <= 15)`,
  );
  await page.close();
}

/** Navigation to ink, and the end of the overview's answer to ink; ms. */
async function drawTimes(page, address) {
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForFunction(chartIsDrawn, undefined, drawn);
  return page.evaluate(() => {
    const answers = performance.getEntriesByType('resource').filter((e) => /\/overview(\?|$)/.test(e.name));
    return { nowMs: performance.now(), answeredMs: answers[0]?.responseEnd ?? Number.NaN };
  });
}
const cold = { all: [], after: [] };
const warm = { all: [], after: [] };
for (let i = 0; i < rounds; i++) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  for (const times of [cold, warm]) {
    const { nowMs, answeredMs } = await drawTimes(page, overview);
    times.all.push(nowMs);
    times.after.push(nowMs - answeredMs);
  }
  await context.close();
}
console.log(
  `overview, cold: from its data to ink ${spread(cold.after, 'ms')} (goal <= 500); from navigation ${spread(cold.all, 'ms')}`,
);
console.log(
  `overview, warm: from its data to ink ${spread(warm.after, 'ms')} (goal <= 200); from navigation ${spread(warm.all, 'ms')}`,
);
await demo.stop();

const first = [];
for (let i = 0; i < (quick ? 1 : 5); i++) {
  const server = await startCarpy('serve');
  const folder = mkdtempSync(join(tmpdir(), 'carpy-bench-app-'));
  const app = join(folder, 'app.mjs');
  writeFileSync(
    app,
    `import { transaction } from ${JSON.stringify(join(root, 'packages/agent/dist/index.js'))};
     transaction('GET /hello', () => { let x = 0; for (let i = 0; i < 1e6; i++) x += i; return x; });
     setInterval(() => {}, 1000);`,
  );
  const page = await browser.newPage();
  await page.goto(`${server.url}/welcome`);
  const began = Date.now();
  const child = spawn(process.execPath, [app], {
    env: {
      ...process.env,
      CARPY_APP: 'own',
      CARPY_SERVER: 'here',
      CARPY_URL: server.url,
      CARPY_STATSD: `udp://127.0.0.1:${server.ports.statsd.udp}`,
    },
    stdio: 'ignore',
  });
  await openUntilDrawn(page, `${server.url}/a/own`, 1_500);
  first.push((Date.now() - began) / 1000);
  child.kill('SIGKILL');
  await page.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`first request of an own app to its chart: ${spread(first, 's', 1)} (goal <= 15)`);
await browser.close();
