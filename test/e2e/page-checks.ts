/** What holds of every page of the UI, looked at in a real browser. */
import type { Page } from 'playwright-core';

/** How far the page scrolls sideways, px; 0 or less where it fits. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** What of a selector stands past an edge of the screen, left and right of it in px. */
export const outsideOfScreen = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((elements) =>
    elements
      .map((element) => element.getBoundingClientRect())
      .filter(({ left, right }) => left < 0 || right > document.documentElement.clientWidth)
      .map(({ left, right }) => `${left} to ${right}`),
  );

/** Controls that a screen reader could not name, the start of their HTML. */
export const namelessControls = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], input, select')]
      .filter((e) => e.checkVisibility())
      .filter(
        (e) =>
          ![
            e.innerText,
            e.ariaLabel,
            e.title,
            e.getAttribute('aria-labelledby'),
            (e as HTMLInputElement).labels?.length,
          ].some(Boolean),
      )
      .map((e) => e.outerHTML.slice(0, 120)),
  );

/** Charts without a caption, and plots that keys can't reach. */
export const mutePlots = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('figure.chart')]
      .filter((figure) => {
        const plot = figure.querySelector<HTMLElement>('.chart-plot');
        const caption = figure.querySelector('figcaption')?.textContent ?? '';
        return caption === '' || (plot !== null && plot.tabIndex !== 0);
      })
      .map((figure) => figure.outerHTML.slice(0, 120)),
  );

/**
 * Goes by Tab through a page that was just opened. Undefined where that leads to its end and then to its beginning again; else the last
 * control that had the focus before it was lost.
 */
export async function focusLostAfter(page: Page): Promise<string | undefined> {
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return element === document.body ? '' : element.ariaLabel || element.innerText.trim() || element.tagName;
    });
  let last = 'the beginning';
  for (let stops = 0; stops < 300; stops++) {
    await page.keyboard.press('Tab');
    const now = await focused();
    if (now !== '') {
      last = now;
      continue;
    }
    await page.keyboard.press('Tab');
    return (await focused()) === 'Skip to content' && stops > 0 ? undefined : last;
  }
  return `300 stops without an end: ${last}`;
}

/**
 * Controls that were made anew by a refresh of what the page shows, as the texts of the old ones: whoever was at one of them by keys is nowhere then.
 */
export async function controlsMadeAnew(page: Page): Promise<string[]> {
  const controls = await page.evaluateHandle(() =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, [tabindex]')].filter(
      (element) => element.tabIndex >= 0 && element.checkVisibility(),
    ),
  );
  // The second answer comes when the first was drawn.
  for (let i = 0; i < 2; i++) await page.waitForResponse(/\/api\/v1\/(apps|errors|records)/);
  return controls.evaluate((all) =>
    all.filter((element) => !element.isConnected).map((element) => element.ariaLabel || element.innerText),
  );
}

/** Waits until the parts of the page show what they are for. */
export const settled = (page: Page): Promise<void> =>
  page.locator('main .region > :not(.refresh-bar):not([role=status])').filter({ visible: true }).first().waitFor();
