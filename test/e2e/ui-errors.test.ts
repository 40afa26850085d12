/** Errors, single requests and the heatmap in a real browser, against the built server with records and metrics of a small shop. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, noBrowser, type TestBrowser } from './browser.ts';
import { type CarpyProcess, eventually, getJson, sendUdp, startCarpy } from './carpy-process.ts';
import {
  controlsMadeAnew,
  focusLostAfter,
  mutePlots,
  namelessControls,
  outsideOfScreen,
  settled,
  sidewaysScroll,
} from './page-checks.ts';
import { faintTexts } from './text-contrast.ts';

const fast = { args: ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d'] };

/** ms of the requests that ended well, and of those that failed. */
const okMs = [20, 40, 45, 900];
const errorMs = [300, 310];

const metrics = [
  ...okMs.map((ms) => `carpy.shop.web-1.POST-cart.ok:${ms}|ms`),
  ...errorMs.map((ms) => `carpy.shop.web-1.POST-cart.error:${ms}|ms`),
  'carpy.shop.web-1.POST-cart.apdex.satisfied:3|c',
  'carpy.shop.web-1.POST-cart.apdex.tolerating:1|c',
  'carpy.shop.web-1.POST-cart.apdex.frustrated:2|c',
].join('\n');

const idOf = (n: number): string => n.toString(16).padStart(32, '0');

function recordsBody(): string {
  const sentAtMs = Date.now();
  const base = (n: number, durationMs: number) => ({
    id: idOf(n),
    startMs: sentAtMs - 2_000 - n,
    durationMs,
    transaction: 'POST /cart',
    kind: 'http',
    method: 'POST',
    route: '/cart',
    children: [],
    context: {},
    logs: [],
  });
  const records = [
    // The quickest is of a sample.
    ...okMs.map((ms, at) => ({
      ...base(1 + at, ms),
      outcome: 'ok',
      status: 200,
      ...(at === 0 ? { weight: 24.4 } : {}),
    })),
    ...errorMs.map((ms, at) => ({
      ...base(11 + at, ms),
      outcome: 'error',
      status: 500,
      error: {
        type: 'CardDeclined',
        message: `card ${17 + at} of order ${4000 + at} declined`,
        stack: `CardDeclined: card ${17 + at} of order ${4000 + at} declined\n    at chargeCard (/srv/shop/src/payments.js:42:11)\n    at handle (/srv/shop/node_modules/express/lib/router.js:12:5)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`,
      },
    })),
  ];
  const seen = { 'POST /cart': records.length };
  const head = { app: 'shop', server: 'web-1', version: '1.4.2', sentAtMs, seen, kept: seen };
  return [head, ...records].map((line) => JSON.stringify(line)).join('\n');
}

describe.skipIf(noBrowser !== undefined)('errors and single requests in the web UI', () => {
  let carpy: CarpyProcess;
  let browser: TestBrowser;
  /** Half a minute around the requests: few slots, and none of them moves. */
  let range: string;

  const post = async (path: string, contentType: string, body: string): Promise<void> => {
    const response = await fetch(carpy.url + path, { method: 'POST', headers: { 'content-type': contentType }, body });
    expect(response.status, await response.text()).toBeLessThan(300);
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    carpy = await startCarpy(fast);
    const nowMs = Date.now();
    range = `?from=${nowMs - 15_000}&to=${nowMs + 15_000}`;
    await post(
      '/api/v1/hello',
      'application/json',
      JSON.stringify({
        app: 'shop',
        server: 'web-1',
        version: '1.4.2',
        agent: { name: '@carpy/agent', version: '0.1.0', language: 'node' },
        startedAtMs: nowMs - 60_000,
        agentTimeMs: nowMs,
        names: [['POST-cart', 'POST /cart', 500]],
      }),
    );
    await sendUdp(carpy.ports.statsd.udp as number, metrics);
    await post('/api/v1/records', 'application/x-ndjson', recordsBody());
    await eventually(
      () => getJson<{ apps: { totals: { count: number } }[] }>(`${carpy.url}/api/v1/apps`),
      (answer) => (answer.apps[0]?.totals.count ?? 0) === 6,
    );
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser.close();
    await carpy.stop('SIGKILL');
  });

  it('messages that differ in their numbers are one group, whose page has stack, requests, and ways to them', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop/errors`);
    const groups = page.getByRole('region', { name: 'Groups of errors' }).locator('tbody tr');
    await groups.first().waitFor();
    expect(await groups.count()).toBe(1);
    expect(await groups.first().innerText()).toMatch(/card <n> of order <n> declined/);
    expect(await groups.first().locator('.count').innerText()).toMatch(/^2\b/);

    await groups.getByRole('link', { name: /card <n>/ }).click();
    await page.waitForURL('**/a/shop/errors/*');
    await page.getByRole('heading', { level: 1, name: /CardDeclined/ }).waitFor();
    // Another page: who goes by keys or listens begins at its top.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    const stack = page.getByRole('region', { name: 'Stack' });
    await stack.first().waitFor();
    expect(await stack.first().innerText()).toContain('chargeCard');
    await page.getByRole('link', { name: 'Open this request' }).click();
    await page.waitForURL(/\/requests\/0{30}0[bc]/);
    await page
      .getByText(/declined/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
  });

  it('a group that is resolved leaves the list, and can be brought back', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop/errors`);
    const groups = page.getByRole('region', { name: 'Groups of errors' });
    await groups.getByRole('button', { name: 'Resolve' }).click();
    await groups.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await groups.getByRole('link', { name: /card <n>/ }).waitFor();
    expect(faults).toEqual([]);
  });

  it('a transaction’s sections say how many, and its scatter is walked and opened by keys', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop/t/POST-cart?tab=slow`);
    const sections = page.getByRole('navigation', { name: /Sections/ });
    await sections.waitFor();
    expect((await sections.getByRole('link').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      'Time',
      'Slow requests 1',
      'Errors 2',
      'Requests 6 ›',
    ]);
    const plot = page.getByRole('img', { name: /Single requests: 6 requests, 2 of them failed/ });
    await plot.focus();
    // The newest first, then the slowest of all.
    await page.keyboard.press('ArrowLeft');
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowDown');
    await page
      .locator('.chart-tooltip', { hasText: /20\.0\sms/ })
      .getByText('one of about 24')
      .waitFor();
    await page.getByText('open: one of several like it').waitFor();
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowUp');
    await page
      .locator('.chart-tooltip')
      .getByText(/900\sms/)
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/requests/${idOf(4)}`);
    expect(faults).toEqual([]);
  });

  it('the table of a scatter says what each request stands for', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop/t/POST-cart?tab=slow`);
    await page.getByRole('img', { name: /6 requests/ }).focus();
    await page.keyboard.press('b');
    const table = page.getByRole('region', { name: 'Single requests, as a table' });
    await table.waitFor();
    const last = (await table.locator('tbody tr').allInnerTexts()).map((text) => text.split('\t').at(-1)?.trim());
    expect(last.sort()).toEqual(['about 24', ...new Array(5).fill('itself')]);
    expect(faults).toEqual([]);
  });

  it('an app without requests beside one with them is told how to turn them on', async () => {
    await sendUdp(carpy.ports.statsd.udp as number, 'carpy.mailer.web-1.send.ok:5|ms');
    await eventually(
      () => getJson<{ apps: unknown[] }>(`${carpy.url}/api/v1/apps`),
      (answer) => answer.apps.length === 2,
    );
    const { page, faults } = await browser.open(`${carpy.url}/a/mailer/requests`);
    await page.getByRole('heading', { name: 'No request has been recorded yet' }).waitFor();
    await page.getByText("configure({ app: 'mailer', records: true })").waitFor();
    expect(faults).toEqual([]);
  });

  it('a drag over the scatter bounds its durations, in the address; the table has what is left', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop/t/POST-cart?tab=slow`);
    await page.getByRole('img', { name: /6 requests/ }).waitFor();
    const box = await page.locator('.field .chart-over').boundingBox();
    if (box === null) throw new Error('the plot has no place');
    const x = box.x + box.width / 2;
    await page.mouse.move(x, box.y + 1);
    await page.mouse.down();
    // Down to below the failed ones, above the quick ones.
    await page.mouse.move(x, box.y + box.height * 0.55, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/[?&]ms=\d/);
    await page.getByRole('img', { name: /Single requests: 3 requests/ }).waitFor();
    await page.getByRole('button', { name: 'Single requests as a table' }).click();
    expect(await page.getByRole('region', { name: 'Single requests, as a table' }).getByRole('link').count()).toBe(3);
    await page.goBack();
    await page.getByRole('region', { name: 'Single requests, as a table' }).getByRole('link').nth(5).waitFor();
    expect(faults).toEqual([]);
  });

  it('the errors of a transaction are its groups, as a chart and a list', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop/t/POST-cart?tab=errors`);
    await page.getByRole('heading', { name: 'Errors by group' }).waitFor();
    await page
      .getByRole('region', { name: 'Groups of errors' })
      .getByRole('link', { name: /card <n>/ })
      .waitFor();
    await page.getByRole('link', { name: /All failed requests/ }).click();
    await page.waitForURL(/\/a\/shop\/requests\?.*outcome%3Aerror/);
    await page
      .getByText(/card 17 of order/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
  });

  it('the heatmap counts every request, and a cell leads to those in it', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop/t/POST-cart${range}&v=heatmap`);
    const plot = page.getByRole('img', { name: /Response times: 6 requests/ });
    await plot.waitFor();
    await page.getByRole('button', { name: 'Response time as a table' }).click();
    const cells = page.getByRole('region', { name: 'Response times, as a table' }).locator('tbody tr:first-child td');
    // Behind median and p95.
    const counts = (await cells.allInnerTexts()).slice(2).map(Number);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(6);
    await page.getByRole('button', { name: 'Response time as a table' }).click();

    // From corner to corner: every cell.
    const box = await page.locator('.field .chart-over').first().boundingBox();
    if (box === null) throw new Error('the plot has no place');
    await page.mouse.move(box.x + 1, box.y + 1);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 1, box.y + box.height - 1, { steps: 4 });
    await page.mouse.up();
    const menu = page.getByRole('dialog');
    expect(await menu.getByRole('link').first().innerText()).toMatch(/Requests\s+6/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/a\/shop\/requests\?/);
    await page
      .getByText(/card 17 of order/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
  });

  const pages = [
    '/a/shop',
    '/a/shop/t/POST-cart',
    '/a/shop/t/POST-cart?tab=slow',
    '/a/shop/t/POST-cart?tab=errors',
    '/a/shop/errors',
    '/a/shop/requests',
    '/a/shop/servers',
  ];
  it.each([...pages, '/settings/privacy', '/welcome'])(
    'Tab leads through %s to its end, and loses the focus nowhere',
    async (path) => {
      const { page } = await browser.open(`${carpy.url}${path}`);
      await settled(page);
      expect(await focusLostAfter(page)).toBeUndefined();
    },
  );

  it.each(pages)('new data leave the controls of %s where they are', async (path) => {
    const { page } = await browser.open(`${carpy.url}${path}`);
    await settled(page);
    expect(await controlsMadeAnew(page)).toEqual([]);
  });

  it('a point of a chart tells what happened there', async () => {
    const { page, faults } = await browser.open(`${carpy.url}/a/shop${range}`);
    const plot = page.getByRole('img', { name: /^Throughput/ });
    await plot.focus();
    const menu = page.getByRole('dialog');
    // Backwards from the newest slot to the one with the requests.
    const tooltip = page.locator('.chart-tooltip');
    do await page.keyboard.press('ArrowLeft');
    while (!/error\s+[1-9]/.test(await tooltip.innerText()));
    await page.keyboard.press('Enter');
    expect(await menu.innerText()).toMatch(/Failed requests\s+2/);
    await menu.getByRole('link', { name: /Failed requests/ }).click();
    await page.waitForURL(/\/a\/shop\/requests\?.*outcome%3Aerror/);
    expect(faults).toEqual([]);
  });

  it.each([
    { width: 1440, height: 900, colorScheme: 'light' as const },
    { width: 390, height: 844, colorScheme: 'dark' as const },
    { width: 360, height: 740, colorScheme: 'light' as const },
  ])(
    'fits $width px in $colorScheme, and everything in it has a name',
    async ({ width, height, colorScheme }) => {
      const { page, faults } = await browser.open(`${carpy.url}/a/shop`, { viewport: { width, height }, colorScheme });
      const { groups } = await getJson<{ groups: { fingerprint: string }[] }>(`${carpy.url}/api/v1/errors?app=shop`);
      for (const path of [
        '/a/shop?v=heatmap',
        '/a/shop/errors',
        `/a/shop/errors/${groups[0]?.fingerprint}`,
        '/a/shop/t/POST-cart?tab=slow',
        '/a/shop/t/POST-cart?tab=errors',
        '/settings/privacy',
      ]) {
        await page.goto(carpy.url + path);
        await settled(page);
        expect(await sidewaysScroll(page), path).toBeLessThanOrEqual(0);
        expect(await namelessControls(page), path).toEqual([]);
        expect(await mutePlots(page), path).toEqual([]);
        expect(await faintTexts(page), path).toEqual([]);
      }
      await page.goto(`${carpy.url}/a/shop/errors/${groups[0]?.fingerprint}`);
      await page.getByRole('button', { name: 'Resolve' }).click();
      await page.getByRole('button', { name: /In this version/ }).waitFor();
      expect(await outsideOfScreen(page, '.panel')).toEqual([]);
      expect(faults).toEqual([]);
    },
    180_000,
  );
});
