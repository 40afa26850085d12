// Takes the pictures of pages in docs/images: `npm run build && node scripts/take-pictures.mjs`. It starts the demo and waits until its payments are
// slow, 11 minutes. `node scripts/take-pictures.mjs <address>` looks at a demo that runs already.
import { chromium } from 'playwright-core';
import { root, startCarpy } from '../bench/carpy-process.mjs';
import { chartIsDrawn, chromiumArgs, chromiumPath } from '../bench/ui/browser.mjs';

const timeout = 20 * 60_000;
const [address] = process.argv.slice(2);
const demo = address === undefined ? await startCarpy('demo') : undefined;
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US', colorScheme: 'light' });
/** Until it is there: a fresh server knows of no app before its first flush. */
const open = async (path, shown) => {
  for (;;) {
    await page.goto(new URL(path, address ?? demo.url).href);
    const there = await page
      .locator(shown)
      .waitFor({ timeout: 5_000 })
      .catch(() => false);
    if (there !== false) return;
  }
};
const take = async (name) => {
  // Nothing is pointed at, and what moves has come to rest.
  await page.mouse.move(0, 899);
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  await page.screenshot({ path: `${root}docs/images/${name}.png` });
  console.log(`docs/images/${name}.png`);
};
try {
  const slowest = '.req-row[aria-rowindex="2"]';
  const q = 'outcome:ok transaction:"POST /checkout" duration:>300ms';
  await open(`a/shop/requests?${new URLSearchParams({ from: '-15min', sort: 'slowest', q })}`, slowest);
  await page.locator(`${slowest} .req-duration`, { hasText: /\ds$|\d\ss$/ }).waitFor({ timeout });
  await page.locator(slowest).click();
  await page.getByRole('region', { name: 'Timeline' }).waitFor();
  await take('requests');
  await open('a/shop?from=-15min', '.sentence');
  await page.waitForFunction(chartIsDrawn, undefined, { timeout });
  await take('overview');
} finally {
  await browser.close();
  await demo?.stop();
}
