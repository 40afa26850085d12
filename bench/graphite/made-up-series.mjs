// The points that both servers are given, the same in every run: loads with two decimals that wander, one value in fifty missing.
import { random } from '../store/random.mjs';

const retentions = { ten: '10s:1d,1m:14d', minute: '1m:14d' };

/** Graphite's storage-schemas.conf for the names below, and what a whisper file of each folder is made of. */
export const SCHEMAS = Object.entries(retentions)
  .map(([name, value]) => `[${name}]\npattern = ^${name}\\.\nretentions = ${value}\n`)
  .join('');
export const archivesOf = (folder) => (folder === 'ten' ? [10, 8_640, 60, 20_160] : [60, 20_160]);

/** `folder.s<N>` for N from 0, `slots` values each, the first at `startS`; NaN is none. */
export function madeUp(folder, series, startS, stepS, slots) {
  const values = new Float64Array(series * slots);
  for (let n = 0; n < series; n++) {
    let at = 5_000 + Math.floor(random() * 5_000);
    for (let i = 0; i < slots; i++) {
      at = Math.max(0, at + Math.floor((random() - 0.5) * 400));
      values[n * slots + i] = random() < 0.02 ? Number.NaN : at / 100;
    }
  }
  return { folder, series, startS, stepS, slots, values };
}

/** As carbon's plaintext, slot after slot as they would have come, in buffers of some 100 kB. */
export function* carbonLines({ folder, series, startS, stepS, slots, values }) {
  let text = '';
  for (let i = 0; i < slots; i++)
    for (let n = 0; n < series; n++) {
      const value = values[n * slots + i];
      if (!Number.isNaN(value)) text += `${folder}.s${n} ${value} ${startS + i * stepS}\n`;
      if (text.length < 100_000) continue;
      yield Buffer.from(text);
      text = '';
    }
  yield Buffer.from(text);
}
