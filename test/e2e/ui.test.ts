import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, noBrowser, type TestBrowser } from './browser.ts';
import { type CarpyProcess, eventually, getJson, runCarpy, sendUdp, startCarpy } from './carpy-process.ts';
import { namelessControls, settled, sidewaysScroll } from './page-checks.ts';
import { faintTexts } from './text-contrast.ts';

const fast = { args: ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d'] };

/** One request of each of two transactions on two servers, an error among them. */
const shop = [
  ...['web-1', 'web-2'].flatMap((server) => [
    `carpy.shop.${server}.GET-list.ok:20|ms`,
    `carpy.shop.${server}.GET-list.ok:40|ms`,
    `carpy.shop.${server}.GET-list.apdex.satisfied:2|c`,
    `carpy.shop.${server}.GET-list.children.mysql_select.ok:15|ms|@0.5`,
    `carpy.shop.${server}.GET-list.children._own.ok:15|ms|@0.5`,
  ]),
  'carpy.shop.web-1.POST-cart.error:700|ms',
  'carpy.shop.web-1.POST-cart.apdex.frustrated:1|c',
].join('\n');

describe.skipIf(noBrowser !== undefined)('the web UI', () => {
  let carpy: CarpyProcess;
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.close());

  describe('without data', () => {
    it('welcomes with this server’s address, and turns green step by step', async () => {
      const empty = await startCarpy(fast);
      try {
        const udp = empty.ports.statsd.udp as number;
        const { page, faults } = await browser.open(empty.url);
        await page.waitForURL('**/welcome');
        await page.getByRole('tab', { name: 'StatsD' }).click();
        await page.getByText(String(udp)).first().waitFor();
        const steps = page.getByRole('listitem').filter({ hasText: /came|read|seen|ready/ });
        expect(await steps.count()).toBe(4);
        await sendUdp(udp, 'hello:1|c');
        await page.getByText('from 127.0.0.1').waitFor();
        await sendUdp(udp, shop);
        // Who came because nothing was there is taken on to the first chart.
        await page.waitForURL('**/a/shop**');
        await page.getByRole('heading', { name: 'Response time' }).waitFor();
        expect(faults).toEqual([]);
      } finally {
        await empty.stop('SIGKILL');
      }
    });
  });

  describe('with data', () => {
    beforeAll(async () => {
      carpy = await startCarpy(fast);
      await sendUdp(carpy.ports.statsd.udp as number, shop);
      await eventually(
        () => getJson<{ apps: { totals: { count: number } }[] }>(`${carpy.url}/api/v1/apps`),
        (answer) => (answer.apps[0]?.totals.count ?? 0) === 5,
      );
    });
    afterAll(() => carpy.stop('SIGKILL'));

    it('leads from the root to the only app and tells what is worst there', async () => {
      const { page, faults } = await browser.open(carpy.url);
      await page.waitForURL('**/a/shop');
      await page.getByRole('heading', { name: 'Transactions' }).waitFor();
      const row = page.getByRole('row').filter({ hasText: 'POST-cart' });
      expect(await row.first().innerText()).toContain('100');
      expect(faults).toEqual([]);
    });

    it('keeps the view in the URL: filter, reload, back', async () => {
      const { page, faults } = await browser.open(`${carpy.url}/a/shop/t/GET-list`);
      const facts = page.locator('.facts');
      await facts.waitFor();
      await page.getByRole('button', { name: /servers/i }).click();
      await page.getByRole('checkbox', { name: /web-2/ }).check();
      await page.waitForURL('**server=web-2**');
      await page.keyboard.press('Escape');
      await page
        .locator('.chart-totals', { hasText: /\b2\s+requests/ })
        .first()
        .waitFor();
      await page.reload();
      await page
        .locator('.chart-totals', { hasText: /\b2\s+requests/ })
        .first()
        .waitFor();
      await page.goBack();
      await page
        .locator('.chart-totals', { hasText: /\b4\s+requests/ })
        .first()
        .waitFor();
      expect(faults).toEqual([]);
    });

    it('shows what the time goes into, own time last', async () => {
      const { page } = await browser.open(`${carpy.url}/a/shop/t/GET-list`);
      const rows = page.getByRole('region', { name: 'Functions' }).locator('tbody tr');
      await rows.first().waitFor();
      const names = await rows.allInnerTexts();
      expect(names[0]).toContain('mysql_select');
      expect(names[0]).toMatch(/15\.0\sms/);
      expect(names.at(-1)).toContain('own time');
    });

    it('draws a deploy that the command line marked', async () => {
      const marked = await runCarpy(['mark', 'deploy', 'shop', '4f2c', '--url', carpy.url]);
      expect(marked.code, marked.err).toBe(0);
      const { page } = await browser.open(`${carpy.url}/a/shop`);
      await page.getByText('4f2c').first().waitFor();
    });

    it('follows new data without a reload and without polling', async () => {
      const { page } = await browser.open(`${carpy.url}/a/shop/t/POST-cart`);
      await page
        .locator('.chart-totals', { hasText: /\b1\s+request/ })
        .first()
        .waitFor();
      await sendUdp(carpy.ports.statsd.udp as number, 'carpy.shop.web-1.POST-cart.ok:9|ms');
      await page
        .locator('.chart-totals', { hasText: /\b2\s+requests/ })
        .first()
        .waitFor();
    });

    it('says what is not there: an unknown app, an unknown page', async () => {
      const unknown = await browser.open(`${carpy.url}/a/nosuch`);
      await unknown.page.getByText('nosuch').first().waitFor();
      await unknown.page.getByRole('link', { name: 'shop', exact: true }).waitFor();
      const lost = await browser.open(`${carpy.url}/no/such/page`);
      await lost.page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
    });

    it.each([
      { width: 1440, height: 900, colorScheme: 'light' as const },
      { width: 390, height: 844, colorScheme: 'dark' as const },
      { width: 360, height: 740, colorScheme: 'light' as const },
    ])(
      'fits $width px in $colorScheme: no sideways scroll, every control has a name',
      async ({ width, height, colorScheme }) => {
        const { page, faults } = await browser.open(`${carpy.url}/a/shop`, {
          viewport: { width, height },
          colorScheme,
        });
        await page.getByRole('button', { name: /^Time range/ }).click();
        const menu = await page.getByRole('dialog', { name: 'Time range' }).boundingBox();
        expect(menu?.x).toBeGreaterThanOrEqual(0);
        expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(width);
        for (const path of ['/a/shop', '/a/shop/transactions', '/a/shop/t/GET-list', '/a/shop/servers', '/welcome']) {
          await page.goto(carpy.url + path);
          await settled(page);
          expect(await sidewaysScroll(page), path).toBeLessThanOrEqual(0);
          expect(await namelessControls(page), path).toEqual([]);
          expect(await faintTexts(page), path).toEqual([]);
        }
        expect(faults).toEqual([]);
      },
    );

    it('is closed to other sites: no inline script, no frame', async () => {
      const policy = (await fetch(carpy.url)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
    });
  });

  describe('when the server goes away', () => {
    beforeEach(async () => {
      carpy = await startCarpy(fast);
      await sendUdp(carpy.ports.statsd.udp as number, shop);
      await eventually(
        () => getJson<{ apps: unknown[] }>(`${carpy.url}/api/v1/apps`),
        (answer) => answer.apps.length === 1,
      );
    });
    afterEach(() => carpy.stop('SIGKILL'));

    it('keeps the page where the code of a part of it never comes', async () => {
      const { page } = await browser.open(`${carpy.url}/`);
      await page.route('**/worth-a-look*.js', (request) => request.abort());
      await page.goto(`${carpy.url}/a/shop`);
      await page.getByRole('heading', { name: 'Could not load what is worth a look' }).waitFor();
      expect(await page.getByRole('heading', { name: 'Response time' }).count()).toBe(1);
    });

    it('keeps what it has and says that the connection is lost', async () => {
      const { page } = await browser.open(`${carpy.url}/a/shop`);
      await page.getByRole('heading', { name: 'Response time' }).waitFor();
      await carpy.stop('SIGKILL');
      await page.getByText(/lost/).first().waitFor();
      expect(await page.getByRole('heading', { name: 'Response time' }).count()).toBe(1);
      // Its code never came.
      await page.getByRole('link', { name: 'Servers' }).first().click();
      await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
      await page.getByRole('link', { name: 'Overview' }).first().click();
      await page.getByRole('heading', { name: 'Response time' }).waitFor();
    });
  });
});
