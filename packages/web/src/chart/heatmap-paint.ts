/** Cells by opacity, and the lines of percentiles over them. */
import type { HeatmapAnswer, Values } from '@carpy/api';
import { tokenValue } from '../theme/theme.ts';
import { runsOfValues } from './coverage.ts';
import type { FieldPen } from './field-canvas.ts';
import { slotCentreMs, slotSpan } from './grid.ts';
import { cellAlpha, countAt, type HeatRows, mostInCell } from './heatmap-cells.ts';

export function paintHeatmap(pen: FieldPen, answer: HeatmapAnswer, rows: HeatRows): void {
  const { context, box, snap, x, y } = pen;
  const most = mostInCell(answer);
  context.fillStyle = tokenValue('accent');
  // Both edges on whole pixels: cells side by side leave no hairlines.
  const tops = rows.edgesMs.map((ms) => snap(y(ms)));
  for (let slot = 0; slot < answer.columns.length; slot++) {
    const { fromMs, toMs } = slotSpan(answer.grid, slot);
    const left = snap(x(fromMs));
    const width = snap(x(toMs)) - left;
    for (let row = 0; row + 1 < tops.length; row++) {
      const count = countAt(answer, rows, slot, row);
      if (count === 0) continue;
      context.globalAlpha = cellAlpha(count, most);
      context.fillRect(left, tops[row + 1] as number, width, (tops[row] as number) - (tops[row + 1] as number));
    }
  }
  context.globalAlpha = 1;
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  line(pen, answer, answer.median, []);
  line(pen, answer, answer.upper_95, [5, 3]);
}

/** In the colour of text, with a rim of the ground: it can be read over any cell. */
function line({ context, x, y }: FieldPen, { grid }: HeatmapAnswer, values: Values, dash: readonly number[]): void {
  const path = new Path2D();
  for (const { from, to } of runsOfValues(values)) {
    for (let slot = from; slot <= to; slot++) {
      const at = [x(slotCentreMs(grid, slot)), y(values[slot] as number)] as const;
      if (slot === from) path.moveTo(...at);
      else path.lineTo(...at);
    }
    if (from === to) {
      const at = slotSpan(grid, from);
      path.moveTo(x(at.fromMs), y(values[from] as number));
      path.lineTo(x(at.toMs), y(values[from] as number));
    }
  }
  context.lineJoin = 'round';
  context.strokeStyle = tokenValue('surface');
  context.lineWidth = 4;
  context.globalAlpha = 0.75;
  context.stroke(path);
  context.globalAlpha = 1;
  context.strokeStyle = tokenValue('text');
  context.lineWidth = 1.5;
  context.setLineDash([...dash]);
  context.stroke(path);
  context.setLineDash([]);
}
