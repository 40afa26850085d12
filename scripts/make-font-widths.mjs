// Reads how wide DejaVu's characters are and writes packages/graphite/src/chart/font-widths.ts: charts place their text by it.
// Run after the font's version changes; a test compares the table with the font.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Latin, Greek, Cyrillic, and the punctuation that names hold. */
export const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x370, 0x52f],
  [0x2010, 0x2044],
];
export const FACES = {
  sans: 'DejaVuSans.ttf',
  sansBold: 'DejaVuSans-Bold.ttf',
  serif: 'DejaVuSerif.ttf',
  serifBold: 'DejaVuSerif-Bold.ttf',
};

/** Advance widths of all characters of RANGES, in 2048ths of the font size; 0 where the font has none. */
export function widthsOf(file) {
  const font = readFileSync(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`));
  const tables = new Map();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const entry = 12 + i * 16;
    tables.set(font.toString('latin1', entry, entry + 4), font.readUInt32BE(entry + 8));
  }
  const unitsPerEm = font.readUInt16BE(tables.get('head') + 18);
  if (unitsPerEm !== 2048) throw new Error(`${file}: ${unitsPerEm} units an em, 2048 is expected`);
  const metrics = font.readUInt16BE(tables.get('hhea') + 34);
  const glyphOf = glyphReader(font, tables.get('cmap'));
  const widths = [];
  for (const [first, last] of RANGES) {
    for (let code = first; code <= last; code++) {
      const glyph = glyphOf(code);
      widths.push(glyph === 0 ? 0 : font.readUInt16BE(tables.get('hmtx') + Math.min(glyph, metrics - 1) * 4));
    }
  }
  return widths;
}

/** The font's Unicode table of format 4. */
function glyphReader(font, cmap) {
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const at = cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4);
    if (font.readUInt16BE(at) !== 4) continue;
    const segments = font.readUInt16BE(at + 6) / 2;
    const [ends, starts, deltas, offsets] = [14, 16 + segments * 2, 16 + segments * 4, 16 + segments * 6].map(
      (n) => at + n,
    );
    return (code) => {
      for (let s = 0; s < segments; s++) {
        if (code > font.readUInt16BE(ends + s * 2)) continue;
        const start = font.readUInt16BE(starts + s * 2);
        if (code < start) return 0;
        const delta = font.readUInt16BE(deltas + s * 2);
        const offset = font.readUInt16BE(offsets + s * 2);
        if (offset === 0) return (code + delta) & 0xffff;
        const glyph = font.readUInt16BE(offsets + s * 2 + offset + (code - start) * 2);
        return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
      }
      return 0;
    };
  }
  throw new Error('the font has no table of characters that is read here');
}

function source() {
  const faces = Object.entries(FACES).map(([face, file]) => {
    const bytes = Buffer.from(Uint16Array.from(widthsOf(file)).buffer);
    return `  ${face}:\n    '${bytes.toString('base64')}',`;
  });
  return `/** Made by scripts/make-font-widths.mjs from DejaVu 2.37: advance widths in 2048ths of the font size, u16 little-endian, base64. */
export const WIDTH_RANGES: readonly (readonly [first: number, last: number])[] = ${JSON.stringify(RANGES)};
export const FACE_WIDTHS = {
${faces.join('\n')}
} as const;
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('../packages/graphite/src/chart/font-widths.ts', import.meta.url), source());
}
