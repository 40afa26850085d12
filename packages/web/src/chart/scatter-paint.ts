/** Dots for ok, diamonds for errors, dashed lines where slow begins. */
import { type ColorToken, tokenValue } from '../theme/theme.ts';
import type { FieldPen } from './field-canvas.ts';
import type { ScatterPoint } from './scatter-points.ts';

export interface ThresholdLine {
  readonly ms: number;
  readonly label: string;
}

const dotPx = 2.5;
const diamondPx = 4.5;
/** From here on dots lie over each other, and must let each other through. */
const manyPoints = 400;

export function paintScatter(pen: FieldPen, points: readonly ScatterPoint[], lines: readonly ThresholdLine[]): void {
  const { context, box } = pen;
  context.strokeStyle = tokenValue('text-3');
  context.setLineDash([4, 4]);
  for (const { ms } of lines) {
    const y = pen.snap(pen.y(ms)) + 0.5;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.left + box.width, y);
    context.stroke();
  }
  context.setLineDash([]);
  // Errors after the others: they are fewer, and must not lie under them.
  paintMarks(pen, points, false, 'ok');
  paintMarks(pen, points, true, 'error');
  for (const line of lines) paintLabel(pen, line);
}

/** On a ground of its own: points may lie anywhere. */
function paintLabel({ context, box, y }: FieldPen, { ms, label }: ThresholdLine): void {
  context.font = `11px ${tokenValue('mono')}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const widthPx = context.measureText(label).width + 8;
  const at = { x: box.left + 6, y: y(ms) };
  context.fillStyle = tokenValue('surface');
  context.globalAlpha = 0.9;
  context.fillRect(at.x, at.y - 8, widthPx, 16);
  context.globalAlpha = 1;
  context.fillStyle = tokenValue('text-2');
  context.fillText(label, at.x + 4, at.y + 0.5);
}

function paintMarks(pen: FieldPen, points: readonly ScatterPoint[], errors: boolean, color: ColorToken): void {
  const { context, box } = pen;
  const marks = new Path2D();
  for (const point of points) {
    if (point.error !== errors) continue;
    // A request may be newer than the last slot of the other charts: it stands at the edge.
    const x = Math.min(box.left + box.width - diamondPx, Math.max(box.left, pen.x(point.startMs)));
    const y = pen.y(point.durationMs);
    if (errors) diamond(marks, x, y);
    else {
      marks.moveTo(x + dotPx, y);
      marks.arc(x, y, dotPx, 0, 2 * Math.PI);
    }
  }
  context.fillStyle = tokenValue(color);
  context.globalAlpha = errors ? 0.9 : points.length > manyPoints ? 0.55 : 0.85;
  context.fill(marks);
  context.globalAlpha = 1;
  if (!errors) return;
  context.strokeStyle = tokenValue('surface');
  context.lineWidth = 0.75;
  context.stroke(marks);
}

function diamond(path: Path2D, x: number, y: number): void {
  path.moveTo(x, y - diamondPx);
  path.lineTo(x + diamondPx, y);
  path.lineTo(x, y + diamondPx);
  path.lineTo(x - diamondPx, y);
  path.closePath();
}
