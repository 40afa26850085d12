/**
 * SVG to PNG, by resvg compiled to WebAssembly: no binary of a platform, and nothing that an installation would have to build. It and
 * the fonts are loaded when the first picture is asked for, in the query room.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Font } from '@carpy/graphite';

const { resolve } = createRequire(import.meta.url);

type Resvg = typeof import('@resvg/resvg-wasm').Resvg;
let loaded: Promise<Resvg> | undefined;
const fonts = new Map<string, Promise<Uint8Array>>();

/**
 * @param pixelRatio Pixels of the picture for each of the SVG.
 * @param font The one its text is in; its bold face is for titles.
 */
export async function svgToPng(
  svg: string,
  pixelRatio: number,
  font: Pick<Font, 'family' | 'bold' | 'italic'>,
): Promise<Uint8Array<ArrayBuffer>> {
  loaded ??= load();
  const [Renderer, ...fontBuffers] = await Promise.all([loaded, fontFile(font), fontFile({ ...font, bold: true })]);
  const renderer = new Renderer(svg, {
    font: { fontBuffers, defaultFontFamily: FAMILIES[font.family] },
    fitTo: { mode: 'zoom', value: pixelRatio },
  });
  try {
    const image = renderer.render();
    try {
      // A copy: what is in the renderer's memory goes with it.
      return Uint8Array.from(image.asPng());
    } finally {
      image.free();
    }
  } finally {
    renderer.free();
  }
}

async function load(): Promise<Resvg> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return Resvg;
}

const FAMILIES = { sans: 'DejaVu Sans', serif: 'DejaVu Serif', mono: 'DejaVu Sans Mono' } as const;

function fontFile({ family, bold, italic }: Pick<Font, 'family' | 'bold' | 'italic'>): Promise<Uint8Array> {
  // Slanted faces of the other families would be another megabyte: their text stays upright.
  const style = `${bold ? 'Bold' : ''}${italic && family === 'sans' ? 'Oblique' : ''}`;
  const file = `${FAMILIES[family].replaceAll(' ', '')}${style === '' ? '' : `-${style}`}.ttf`;
  const known = fonts.get(file);
  if (known !== undefined) return known;
  // The published package has them beside its bundle; the repository in a package of its own.
  const bundled = fileURLToPath(new URL(`./fonts/${file}`, import.meta.url));
  const bytes = readFile(existsSync(bundled) ? bundled : resolve(`dejavu-fonts-ttf/ttf/${file}`));
  fonts.set(file, bytes);
  return bytes;
}
