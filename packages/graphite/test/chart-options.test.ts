import { readFileSync } from 'node:fs';
import { type ChartOptions, chartParams, readChartOptions, textWidth, themes } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';
// The script that makes the table of widths.
import { FACES, widthsOf } from '../../../scripts/make-font-widths.mjs';
import { FACE_WIDTHS } from '../src/chart/font-widths.ts';
import { optionsTable } from '../src/chart/options-table.ts';

const read = (params: Readonly<Record<string, string>>): ChartOptions => readChartOptions((name) => params[name]);

describe('parameters of charts', () => {
  it.each<[string, string, unknown]>([
    ['width', '800', 800],
    ['pixelRatio', '1.5', 1.5],
    ['hideLegend', 'True', true],
    ['hideLegend', '0', false],
    ['lineMode', 'Connected', 'connected'],
    ['yMax', 'max', 'max'],
    ['yMin', '-1.5e3', -1500],
    ['yDivisors', '3, 5', [3, 5]],
    ['logBase', 'e', Math.E],
    ['logBase', '0', 0],
    ['bgcolor', 'red', { rgb: '#c80032', opacity: 1 }],
    ['bgcolor', '%23FFaa00', { rgb: '#ffaa00', opacity: 1 }],
    ['bgcolor', '123456', { rgb: '#123456', opacity: 1 }],
    ['fontName', 'Courier New', 'mono'],
    ['leftDashed', 'true', 5],
    ['leftDashed', '2', 2],
    ['valueLabels', 'numbers', 'number'],
    ['title', 'a\nb', 'a\nb'],
  ])('%s=%s', (name, given, want) => {
    expect(read({ [name]: given })).toEqual({ [name]: want });
  });

  it.each([
    ['width', '9'],
    ['width', '1e9'],
    ['height', '2.5'],
    ['pixelRatio', '9'],
    ['hideLegend', 'yes'],
    ['bgcolor', '12345'],
    ['colorList', 'red,,blue'],
    ['colorList', Array(101).fill('red').join(',')],
    ['lineMode', 'wavy'],
    ['yMin', 'NaN'],
    ['yMax', '1e301'],
    ['yDivisors', '0'],
    ['yDivisors', '1,2,3,4,5,6,7,8,9,10,11'],
    ['logBase', 'pi'],
    ['fontName', 'Comic'],
    ['fontSize', '0'],
    ['title', 'x'.repeat(1_001)],
    ['xFormat', 'x'.repeat(65)],
    ['template', '__proto__'],
    ['areaAlpha', '-0.1'],
  ])('%s=%s is refused', (name, given) => {
    expect(() => read({ [name]: given })).toThrow(`${name}: "${given.slice(0, 60)}" was given, `);
  });

  it('count as not given where they are empty or say default', () => {
    expect(read({ title: '', yMin: ' ', template: 'default', lineMode: 'Default' })).toEqual({});
  });

  it('may have an older name, and the newer one wins', () => {
    expect(read({ thickness: '3', min: '1', max: 'max' })).toEqual({ lineWidth: 3, yMin: 1, yMax: 'max' });
    expect(read({ thickness: '3', lineWidth: '2' })).toEqual({ lineWidth: 2 });
    expect(() => read({ thickness: 'thick' })).toThrow('thickness: "thick"');
  });

  it('come to a picture of a size', () => {
    expect(() => read({ width: '8000', height: '2001' })).toThrow('16008000 pixels were asked for, at most 16000000');
    expect(() => read({ width: '2000', height: '2000', pixelRatio: '2.1' })).toThrow('pixelRatio');
    expect(read({ width: '2000', height: '2000', pixelRatio: '2' })).toMatchObject({ pixelRatio: 2 });
  });

  it('are told in docs/render-charts.md as they are', () => {
    const page = readFileSync(new URL('../../../docs/render-charts.md', import.meta.url), 'utf8');
    expect(page).toContain(optionsTable());
    for (const name of [...themes.keys(), ...Object.keys(chartParams)]) expect(page).toContain(`\`${name}\``);
  });
});

describe('widths of text', () => {
  it('are those of the font', () => {
    for (const [face, file] of Object.entries(FACES)) {
      const bytes = Buffer.from(FACE_WIDTHS[face as keyof typeof FACE_WIDTHS], 'base64');
      const widths = Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(i * 2));
      expect(widths, file).toEqual(widthsOf(file));
    }
  });

  it.each([
    ['iii', 'sans', false, 17.07],
    ['WWW', 'sans', false, 59.33],
    ['WWW', 'sans', true, 66.18],
    ['iWi', 'mono', false, 37.06],
    ['Ärger', 'sans', false, 55.68],
    ['日本', 'sans', false, 40],
  ] as const)('%s in %s', (text, family, bold, want) => {
    const width = textWidth(text, { family, size: 20, bold, italic: false });
    expect(Math.abs(width - want)).toBeLessThan(1.5);
  });
});
