/** What `template=` chooses: the colours of a chart and of its lines. Every single one can be set by its own parameter. */
import { type Color, parseColor } from './color.ts';

export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly majorLine: string;
  readonly minorLine: string;
  readonly lines: readonly string[];
}

const GRAPHITE_LINES = 'blue green red purple brown yellow aqua grey magenta pink gold rose'.split(' ');
const light = { background: 'ffffff', foreground: '2b3440', majorLine: 'd5dae1', minorLine: 'eef0f3' };
// Where graphite-web draws lines thinner than a pixel, ours are as faint.
const plain = { background: 'white', foreground: 'black', majorLine: 'c896c899', minorLine: 'afafaf4d' };
const dark = { background: 'black', foreground: 'white', majorLine: 'ffffff55', minorLine: 'afafaf40' };
const SOLARIZED = '268bd2aa 859900aa dc322faa d33682aa db4b16aa b58900aa 2aa198aa 6c71c4aa'.split(' ');

/** Sequences of one hue from dark to light; each exists in both directions. */
const SEQUENCES = {
  ocean: '084081 0868ac 2b8cbe 4eb3d3 7bccc4 a8ddb5 ccebc5 e0f3db f7fcf0',
  forest: '005a32 238b45 41ab5d 74c476 a1d99b c7e9c0 e5f5e0 f7fcf5',
  sunset: '8c2d04 d94801 f16913 fd8d3c fdae6b fdd0a2 fee6ce fff5eb',
  moonlight: '4a1486 6a51a3 807dba 9e9ac8 bcbddc dadaeb efedf5 fcfbfd',
  lava: '99000d cb181d ef3b2c fb6a4a fc9272 fcbba1 fee0d2 fff5f0',
} as const;

function sequences(): [string, Theme][] {
  return Object.entries(SEQUENCES).flatMap(([name, text]): [string, Theme][] => {
    const lines = text.split(' ');
    return [
      [`${name}1`, { ...plain, lines: lines.toReversed() }],
      [`${name}2`, { ...plain, lines }],
    ];
  });
}

export const themes: ReadonlyMap<string, Theme> = new Map<string, Theme>([
  ['default', { ...light, lines: '3b7dd8 e8743b 2e9e6b d64545 8a63d2 12a5b8 c2559d 8c6d46 7a8699 b8a01f'.split(' ') }],
  [
    'dark',
    {
      background: '15191f',
      foreground: 'd6dbe2',
      majorLine: '39424e',
      minorLine: '232a33',
      lines: '6ba4f0 f0935f 4fc28d ec6a6a ab8af0 3cc4d6 dd7dbb b8976c 9aa5b5 d6c04a'.split(' '),
    },
  ],
  ['plain', { ...plain, lines: GRAPHITE_LINES }],
  ['classic', { ...dark, lines: GRAPHITE_LINES }],
  ['noc', { ...dark, lines: 'blue green red yellow purple brown aqua grey magenta pink gold rose'.split(' ') }],
  ['summary', { ...dark, majorLine: 'c896c866', lines: ['6666ff', '66ff66', 'ff6666'] }],
  ['alphas', { ...plain, majorLine: 'afafaf99', minorLine: 'c896c84d', lines: ['00ff00aa', 'ff000077', '00337799'] }],
  [
    'solarized-light',
    { background: 'fdf6e3', foreground: '657b83', majorLine: '07364240', minorLine: '586e7526', lines: SOLARIZED },
  ],
  [
    'solarized-dark',
    { background: '002b36', foreground: '839496', majorLine: 'fdf6e340', minorLine: 'eee8d526', lines: SOLARIZED },
  ],
  [
    'grafana',
    {
      ...plain,
      lines: '7eb26d eab839 6ed0e0 ef843c e24d42 1f78c1 ba43a9 705da0 508642 cca300 447ebc'.split(' '),
    },
  ],
  ...sequences(),
]);

/** A colour that is known to be one. */
export const colorOf = (text: string): Color => parseColor(text) as Color;
