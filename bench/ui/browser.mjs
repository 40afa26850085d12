// The browser of the benchmarks: Debian's Chromium, and when a chart counts as drawn.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function chromiumPath() {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'chromium'))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error('chromium is not on the PATH: apt-get install chromium');
  return found;
}

/** Runs in the page: true when a chart's canvas has ink in its plot. */
export function chartIsDrawn() {
  for (const canvas of document.querySelectorAll('main figure canvas')) {
    if (canvas.width < 100 || canvas.height < 60) continue;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] > 200) colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    // Axis and grid alone are greys of one hue; a line or an area brings a colour with a clear hue.
    for (const c of colours) {
      const [r, g, b] = [c >> 16, (c >> 8) & 255, c & 255];
      if (Math.max(r, g, b) - Math.min(r, g, b) > 80) return true;
    }
  }
  return false;
}
