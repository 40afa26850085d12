// The live tail of the request log in a real Chromium while an application has 5,000 requests a second, all of them kept: CPU of the tab, rows
// that came in, the true rate that the page tells. Fails over 30 % of a core. `--smoke`: a few seconds, and no limit on the CPU.
import { chromium } from 'playwright-core';
import { startCarpy, wait } from '../carpy-process.mjs';
import { chromiumArgs, chromiumPath } from '../ui/browser.mjs';
import { bodyMaker, post } from './made-up-bodies.mjs';

const smoke = process.argv.some((a) => a === '--smoke' || a === '--quick');
const seconds = smoke ? 5 : 60;
/** Before and after what is measured. */
const RUN_UP_S = 1;
const RECORDS_A_SECOND = 5_000;
const BODIES_A_SECOND = 10;
const MOST_CPU_PERCENT = 30;
/** The server's bound on what one viewer is shown. */
const MOST_ROWS_A_SECOND = 200;

const make = bodyMaker();
const carpy = await startCarpy('serve', ['--records-rate', '10000000', '--records-byte-rate', '10000000000']);
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
try {
  // An app of which nothing is known has no page.
  await post(carpy.url, make(10));
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })).newPage();
  await page.goto(`${carpy.url}/a/shop/requests?v=tail`);
  await page.locator('.tail-wait', { hasText: 'Waiting' }).waitFor();
  const devtools = await browser.newBrowserCDPSession();
  const rates = [];
  const sending = send();
  await wait(RUN_UP_S * 1_000);
  const before = await cpuByProcess(devtools);
  const began = performance.now();
  for (let i = 0; i < seconds; i++) {
    await wait(1_000);
    rates.push((await page.locator('.tail-head .unit').textContent()) ?? '');
  }
  const tookS = (performance.now() - began) / 1_000;
  const after = await cpuByProcess(devtools);
  const { sent, sentInS, slowest } = await sending;
  const rows = await page.locator('.requests-table').getAttribute('aria-rowcount');
  const percent = (types) =>
    (types.reduce((sum, type) => sum + (after.get(type) ?? 0) - (before.get(type) ?? 0), 0) / tookS) * 100;
  const tab = percent(['renderer']);
  const all = percent([...after.keys()]);
  console.log(
    `  ${sent} records in ${sentInS.toFixed(1)} s, ${(sent / sentInS).toFixed(0)} a second; slowest answer ${slowest.toFixed(0)} ms`,
  );
  console.log(
    `  CPU of the tab: ${tab.toFixed(1)} % of a core (goal <= ${MOST_CPU_PERCENT}); of all of the browser ${all.toFixed(1)} %`,
  );
  console.log(
    `  rows kept in the page: ${Number(rows) - 1}; the page says: ${[...new Set(rates)].slice(-5).join(' | ')}`,
  );
  const shown = rates.map((text) =>
    /showing ([\d,]+) of ([\d,]+)\/s/
      .exec(text)
      ?.slice(1)
      .map((n) => Number(n.replaceAll(',', ''))),
  );
  const capped = shown.filter((pair) => pair !== undefined);
  if (capped.length < rates.length / 2)
    throw new Error(`the page told of a cap ${capped.length} of ${rates.length} times`);
  if (capped.some(([rowsShown]) => rowsShown > MOST_ROWS_A_SECOND))
    throw new Error('more rows were shown than the bound');
  if (!smoke && tab > MOST_CPU_PERCENT) process.exitCode = 1;
} finally {
  await browser.close();
  await carpy.stop();
}

/** An even pace, from before the measurement until after it. */
async function send() {
  const under = new Set();
  let sent = 0;
  let slowest = 0;
  const began = performance.now();
  const bodies = (seconds + 2 * RUN_UP_S) * BODIES_A_SECOND;
  for (let i = 0; i < bodies; i++) {
    const body = make(RECORDS_A_SECOND / BODIES_A_SECOND);
    const due = began + (i * 1_000) / BODIES_A_SECOND - performance.now();
    if (due > 0) await wait(due);
    const at = performance.now();
    const posting = post(carpy.url, body).then((answer) => {
      under.delete(posting);
      if (answer.status !== 202) throw new Error(`status ${answer.status}`);
      sent += answer.stored;
      slowest = Math.max(slowest, performance.now() - at);
    });
    under.add(posting);
    if (under.size > 8) await Promise.race(under);
  }
  await Promise.all(under);
  return { sent, sentInS: (performance.now() - began) / 1_000, slowest };
}

/** Seconds of CPU by kind of process: renderer, GPU, browser … */
async function cpuByProcess(devtools) {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  const byType = new Map();
  for (const { type, cpuTime } of processInfo) byType.set(type, (byType.get(type) ?? 0) + cpuTime);
  return byType;
}
