/** One series as a small chart of Braille dots: two columns and four rows of dots a character. */
import { formatNumber } from './terminal-number.ts';

export interface ChartSize {
  /** Characters, the labels of the axis among them. */
  readonly width: number;
  readonly height: number;
}

/** Bits of a Braille character by column and row of the dot (Unicode, block U+2800). */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const EMPTY = 0x2800;

/** @param values Gaps are NaN. Empty when nothing is there to draw. */
export function terminalChart(values: readonly number[], { width, height }: ChartSize): string[] {
  const present = values.filter((v) => !Number.isNaN(v));
  if (present.length === 0) return [];
  const top = present.reduce((a, b) => Math.max(a, b));
  const least = present.reduce((a, b) => Math.min(a, b));
  // Durations, counts and rates are seen from zero: a change of one per cent must not look like a cliff.
  const bottom = Math.min(0, least);
  const labels = [formatNumber(top), formatNumber(bottom)];
  const labelWidth = Math.max(...labels.map((l) => l.length));
  const columns = Math.max(1, width - labelWidth - 2);
  const cells = new Uint8Array(columns * height);
  const rows = height * 4;
  const rowOf = (value: number): number =>
    top === bottom ? rows - 1 : Math.round(((top - value) / (top - bottom)) * (rows - 1));
  const dotColumns = columns * 2;
  let before = Number.NaN;
  for (let x = 0; x < dotColumns; x++) {
    const value = valueAt(values, x, dotColumns);
    if (!Number.isNaN(value)) {
      const row = rowOf(value);
      const last = Number.isNaN(before) ? row : rowOf(before);
      // From the height before to this one, so that a line is whole where it is steep.
      const step = row < last ? 1 : -1;
      for (let y = row; y !== last; y += step) dot(cells, columns, x, y);
      dot(cells, columns, x, row);
    }
    before = value;
  }
  return Array.from({ length: height }, (_, line) => {
    const label = line === 0 ? labels[0] : line === height - 1 ? labels[1] : '';
    const text = Array.from(cells.subarray(line * columns, (line + 1) * columns), (bits) =>
      String.fromCharCode(EMPTY + bits),
    );
    return `${(label ?? '').padStart(labelWidth)} ┤${text.join('')}`;
  });
}

/** The mean of the values that one column of dots stands for; where there are fewer values than columns, the one it lies in. */
function valueAt(values: readonly number[], x: number, columns: number): number {
  const from = Math.floor((x * values.length) / columns);
  const until = Math.max(from + 1, Math.floor(((x + 1) * values.length) / columns));
  let sum = 0;
  let count = 0;
  for (let i = from; i < until; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function dot(cells: Uint8Array, columns: number, x: number, y: number): void {
  const at = (y >> 2) * columns + (x >> 1);
  cells[at] = (cells[at] as number) | (DOTS[x & 1]?.[y & 3] as number);
}
