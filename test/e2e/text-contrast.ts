/** Contrast of a page's texts, as they are painted in a real browser. */
import type { Page } from 'playwright-core';

/** Texts in view whose contrast with what is behind them is under 4.5; 3 for large ones. WCAG 2.1, 1.4.3. */
export const faintTexts = (page: Page): Promise<string[]> => page.evaluate(readFaintTexts);

/** Runs in the page: it may use nothing from outside of itself. */
function readFaintTexts(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (canvas === null) throw new Error('no canvas');
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const read = (css: string): Colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (i: 0 | 1 | 2): number => top[i] * top[3] + below[i] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const behind = (element: Element): Colour => {
    const layers: Colour[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const colour = read(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1] as Colour);
  };
  const light = ([r, g, b]: Colour): number => {
    const linear = (value: number): number =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const faint = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const element = text.parentElement;
    const words = text.textContent?.trim() ?? '';
    if (element === null || words === '' || !element.checkVisibility({ opacityProperty: true })) continue;
    if (element.closest('[aria-hidden=true], .sr-only, :disabled') !== null) continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const ink = over(read(style.color), ground);
    const [a, b] = [light(ink), light(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (Number.parseFloat(style.fontSize) >= 24 ? 3 : 4.5))
      faint.add(`${words.slice(0, 40)}: ${ratio.toFixed(2)} (${element.className})`);
  }
  return [...faint];
}
