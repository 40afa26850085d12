/** The pages of the request log in a real browser, from the built server with real records. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, noBrowser, type TestBrowser } from './browser.ts';
import { type CarpyProcess, eventually, startCarpy } from './carpy-process.ts';
import { namelessControls, outsideOfScreen, sidewaysScroll } from './page-checks.ts';
import { APP_PATH, fillShop, postRecords, record, SLOWEST_ID } from './shop-records.ts';
import { faintTexts } from './text-contrast.ts';

const REQUESTS = `${APP_PATH}/requests`;
/** A range that no test outlasts: the usual one of a young app begins with its first point. */
const RANGE = 'from=-10min';

describe.skipIf(noBrowser !== undefined)('the request log in the web UI', () => {
  let carpy: CarpyProcess;
  let browser: TestBrowser;

  beforeAll(async () => {
    [browser, carpy] = await Promise.all([
      launchBrowser(),
      startCarpy({ args: ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d'] }),
    ]);
    await fillShop(carpy);
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await carpy?.stop('SIGKILL');
  });

  const open = (path: string, options = {}) => browser.open(carpy.url + path, options);
  const row = (page: Page, text: string | RegExp) => page.locator('.req-row[aria-rowindex]', { hasText: text });
  const queryOf = (page: Page): string => new URL(page.url()).searchParams.get('q') ?? '';
  const counts = (page: Page, text: RegExp) => page.locator('.counts', { hasText: text }).waitFor();
  const drawer = (page: Page) => page.getByRole('dialog', { name: 'Request' });

  /** Presses Tab until what has the focus says so, as somebody without a mouse does. */
  async function tabTo(page: Page, name: RegExp): Promise<void> {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        return element.ariaLabel ?? element.innerText.trim();
      });
      if (name.test(focused)) return;
    }
    throw new Error(`80 presses of Tab did not come to ${name}`);
  }

  it('leads from the slowest transaction to one slow request by keyboard alone', async () => {
    const { page, faults } = await open(`${APP_PATH}?${RANGE}`);
    await page.getByRole('heading', { name: 'Transactions' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.waitForURL('**/transactions*');
    await page.getByRole('combobox', { name: 'Order' }).waitFor();
    await tabTo(page, /^Order$/);
    await page.keyboard.type('Slowest');
    await page.waitForURL('**sort=p95*');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/t/POST-cart*');
    await page.getByRole('heading', { level: 1, name: 'POST /cart' }).waitFor();
    await tabTo(page, /^Requests/);
    await page.keyboard.press('Enter');
    await row(page, '2.78 s').waitFor();
    expect(queryOf(page)).toBe('transaction:"POST /cart"');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await drawer(page).getByRole('heading', { name: 'POST /cart' }).waitFor();
    expect(new URL(page.url()).searchParams.get('sel')).toBe(SLOWEST_ID);
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    // The focus is where it was: the next row is a key away.
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.waitForURL(/\/requests\/[0-9a-f]{32}/);
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('tells in the drawer what one request did', async () => {
    const { page, faults } = await open(`${REQUESTS}?${RANGE}&sel=${SLOWEST_ID}`);
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    expect((await page.locator('.causes').innerText()).replace(/\s/g, ' ')).toMatch(
      /2\.78 s = http\.payments 370 ms ◆ failed, mysql\.select\.cart_items ×12 180 ms, own 2\.23 s: event loop busy 3\.00 ms/,
    );
    const timeline = drawer(page).locator('.timeline li');
    await timeline.filter({ hasText: 'mysql.select.cart_items' }).getByRole('button', { name: '×12' }).click();
    expect(await timeline.filter({ hasText: 'mysql.select.cart_items' }).count()).toBe(12);
    expect(await timeline.filter({ hasText: 'untraced' }).count()).toBeGreaterThan(0);
    const text = await drawer(page).innerText();
    for (const told of [
      'TimeoutError',
      'payments.js:48',
      'the cart is kept for another try',
      'req-42',
      'ShopApp/3.2',
      'version 4.2.0',
    ])
      expect(text).toContain(told);
    await drawer(page).getByRole('link', { name: '± 30 s on web-2' }).click();
    await page.waitForURL('**server%3Aweb-2*');
    await row(page, '2.78 s').waitFor();
    expect(await row(page, 'web-1').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('shows a fault of the query under its token, and completes fields and values', async () => {
    const { page, faults } = await open(`${REQUESTS}?${RANGE}`);
    await row(page, 'POST').first().waitFor();
    const input = page.getByRole('combobox', { name: 'Query' });
    await page.keyboard.press('/');
    await page.keyboard.type('status:5xx duratoin:>1s');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('did you mean duration').waitFor();
    expect(await page.locator('.query-marks mark').innerText()).toBe('duratoin:>1s');
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    await input.fill('transaction:');
    await page.getByRole('option', { name: /GET \/search/ }).waitFor();
    await page.keyboard.type('pos');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForURL('**q=transaction*');
    await counts(page, /^41 match/);
    expect(queryOf(page)).toBe('transaction:"POST /cart"');
    expect(faults).toEqual([]);
  });

  it('narrows by facets and by a drag over the histogram; reload and Back show the same', async () => {
    const { page, faults } = await open(`${REQUESTS}?${RANGE}`);
    await counts(page, /kept 221/);
    const facet = (name: string, value: RegExp) =>
      page.getByRole('region', { name, exact: true }).getByRole('button', { name: value });
    await facet('Transaction', /^GET \/products/).click();
    await counts(page, /^120 match/);
    await facet('Server', /^web-1/).click({ modifiers: ['Shift'] });
    await counts(page, /^60 match/);
    expect(queryOf(page)).toBe('transaction:"GET /products/:id" -server:web-1');
    const plot = await page.locator('.histogram .chart-plot').boundingBox();
    if (plot === null) throw new Error('no histogram');
    const y = plot.y + plot.height / 2;
    await page.mouse.move(plot.x + plot.width * 0.7, y);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.85, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=\d{13}&to=\d{13}/);
    await counts(page, /^(?!60)\d+ match/);
    const brushed = await page.locator('.counts').innerText();
    expect(Number.parseInt(brushed, 10)).toBeLessThan(60);
    await page.reload();
    await page.locator('.counts', { hasText: brushed }).waitFor();
    await page.goBack();
    await counts(page, /^60 match/);
    expect(await facet('Server', /web-1 is left out/).count()).toBe(1);
    await page.goBack();
    await counts(page, /^120 match/);
    expect(faults).toEqual([]);
  });

  it('offers what is listed as a file, in the order and with the query of the list', async () => {
    const { page } = await open(`${REQUESTS}?${RANGE}&q=status%3A503&sort=slowest`);
    await row(page, '2.78 s').waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /ND-JSON/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.ndjson$/);
    const lines: string[] = [];
    for await (const chunk of await download.createReadStream()) lines.push(String(chunk));
    expect(JSON.parse(lines.join(''))).toMatchObject({ id: SLOWEST_ID, durationMs: 2_778 });
  });

  it('follows requests as they come in, holds while somebody reads, and says how many there are', async () => {
    const { page, faults } = await open(`${REQUESTS}?v=tail`);
    await page.getByText('Waiting for requests').waitFor();
    const post = (names: readonly string[]) =>
      postRecords(
        carpy,
        'web-1',
        names.map((name) => record(Date.now(), { transaction: `GET /${name}`, durationMs: 5, status: 200 })),
      );
    await post(['one']);
    await row(page, '/one').waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: /paused/ }).waitFor();
    await post(['two', 'three']);
    await page.getByRole('button', { name: '2 new – jump' }).click();
    await row(page, '/three').waitFor();
    expect(await row(page, '/two').count()).toBe(1);
    // More than a viewer is shown in a second: the true rate stands beside.
    const told = await eventually(
      async () => {
        await post(Array.from({ length: 1_500 }, (_, i) => `burst/${i}`));
        return page.locator('.tail-head').innerText();
      },
      (text) => /showing \d+ of \d,\d{3}\/s/.test(text),
    );
    expect(Number(/showing (\d+) of/.exec(told)?.[1])).toBeLessThanOrEqual(200);
    await row(page, '/burst/').first().waitFor();
    // Only rows in view are drawn.
    expect(await row(page, '').count()).toBeLessThan(100);
    // Who walks the rows wants them to stand.
    await page.keyboard.press('k');
    await page.getByRole('heading', { name: /paused/ }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: /paused/ }).waitFor({ state: 'detached' });
    await page.locator('.requests-table').hover();
    await page.mouse.wheel(0, -400);
    await page.getByRole('heading', { name: /held while you read/ }).waitFor();
    expect(faults).toEqual([]);
  });

  it('asks the server for a tail of what matches only', async () => {
    const { page } = await open(`${REQUESTS}?v=tail&q=duration%3A%3E1s`);
    await page.getByText('that match').waitFor();
    const now = Date.now();
    await postRecords(carpy, 'web-2', [
      record(now, { transaction: 'GET /quick', durationMs: 5, status: 200 }),
      record(now, { transaction: 'GET /slow', durationMs: 1_500, status: 200 }),
    ]);
    await row(page, '/slow').waitFor();
    expect(await row(page, '/quick').count()).toBe(0);
    // What is there stays when one is opened.
    await row(page, '/slow').click();
    await drawer(page).getByRole('heading', { name: 'GET /slow' }).waitFor();
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    expect(await row(page, '/slow').count()).toBe(1);
  });

  it('asked something new while the server is away, it shows no rows of what was asked before', async () => {
    const gone = await startCarpy({ args: ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d'] });
    try {
      await fillShop(gone);
      const { page } = await browser.open(`${gone.url}${REQUESTS}?${RANGE}`);
      await row(page, 'POST').first().waitFor();
      const before = await page.locator('.counts').innerText();
      await gone.stop('SIGKILL');
      const input = page.getByRole('combobox', { name: 'Query' });
      await input.fill('status:5xx');
      await input.press('Enter');
      await page.getByRole('heading', { name: /^Could not load the requests of/ }).waitFor();
      expect(await row(page, '').count()).toBe(0);
      expect(await page.locator('.counts').count()).toBe(0);
      // What was asked before has an answer still, and says that it is no new one.
      await page.goBack();
      await row(page, 'POST').first().waitFor();
      await page.getByText('Below are the last data that came').waitFor();
      expect(await page.locator('.counts').innerText()).toBe(before);
    } finally {
      await gone.stop('SIGKILL');
    }
  });

  it.each([
    ['no request matches', `?${RANGE}&q=status%3A418`, 'match'],
    ['the range is older than what is kept', '?from=1500000000000&to=1500003600000', 'Older than what is kept'],
    ['the query has a fault', '?q=status%3A', 'This query can’t be read'],
  ])('says so where %s', async (_, search, title) => {
    const { page } = await open(REQUESTS + search);
    await page.getByRole('heading', { name: title }).waitFor();
  });

  it('says that a request is gone', async () => {
    const { page } = await open(`/requests/${'e'.repeat(32)}`);
    await page.getByRole('heading', { name: 'This request is not kept' }).waitFor();
  });

  it.each([
    { width: 1440, height: 900, colorScheme: 'light' as const },
    { width: 390, height: 844, colorScheme: 'dark' as const },
    { width: 360, height: 740, colorScheme: 'light' as const },
  ])('fits $width px in $colorScheme, every control has a name', async ({ width, height, colorScheme }) => {
    const { page, faults } = await open(`${REQUESTS}?${RANGE}`, { viewport: { width, height }, colorScheme });
    const paths = [
      [`${REQUESTS}?${RANGE}`, '.req-row[aria-rowindex="2"]'],
      [`${REQUESTS}?${RANGE}&sel=${SLOWEST_ID}`, '.drawer .timeline'],
      [`/requests/${SLOWEST_ID}`, '.timeline'],
      [`${REQUESTS}?v=tail`, '.tail-head'],
    ] as const;
    for (const [path, shown] of paths) {
      await page.goto(carpy.url + path);
      await page.locator(shown).first().waitFor();
      expect(await sidewaysScroll(page), path).toBeLessThanOrEqual(0);
      expect(await namelessControls(page), path).toEqual([]);
      expect(await faintTexts(page), path).toEqual([]);
    }
    await page.goto(`${carpy.url}${REQUESTS}?${RANGE}`);
    await page.getByRole('button', { name: /^Sampled/ }).click();
    await page.getByRole('dialog', { name: /^Sampled/ }).waitFor();
    expect(await outsideOfScreen(page, '.panel')).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
  });
});
