/** A real Chromium for tests of the UI. Pages fail their test when something in them fails: an exception, a refused resource, a logged error. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath, requireAll } from './carpy-process.ts';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = chromiumPath();

/** Why browser tests can't run here; undefined where they can. With CARPY_TEST_REQUIRE=all a missing browser is an error. */
export const noBrowser: string | undefined =
  executablePath === undefined ? 'Chromium is not on the PATH (apt-get install chromium)' : undefined;
if (noBrowser !== undefined) {
  if (requireAll) throw new Error(noBrowser);
  console.warn(`skipped: ${noBrowser}`);
}

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong in the page so far. */
  readonly faults: string[];
}

export interface TestBrowser {
  open(url: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** Of the test that ends: a page that stays open goes on asking and drawing at each flush. */
  closePages(): Promise<void>;
  close(): Promise<void>;
}

export async function launchBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({ executablePath: executablePath as string, args });
  return {
    async open(url, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', ...options });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (e) => faults.push(String(e)));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.goto(url);
      return { page, faults };
    },
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    close: () => browser.close(),
  };
}
