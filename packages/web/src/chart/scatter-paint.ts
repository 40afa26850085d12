/** Dots for ok, diamonds for errors, open ones where they are of a sample, dashed lines where slow begins. */
import { tokenValue } from '../theme/theme.ts';
import type { FieldPen } from './field-canvas.ts';
import { isSampled, type ScatterPoint } from './scatter-points.ts';

export interface ThresholdLine {
  readonly ms: number;
  readonly label: string;
}

const dotPx = 2.5;
const diamondPx = 4.5;
/** Width of an open mark's line; its outer edge is as far out as a full one's. */
const linePx = 1.25;
/** Colours of marks: errors have diamonds. */
type MarkColor = 'ok' | 'error';

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
  // Samples stand for many and lie under those that were kept for themselves; errors are fewest, and lie on top.
  for (const color of ['ok', 'error'] as const) {
    const of = points.filter(({ error }) => error === (color === 'error'));
    paintOpen(pen, of.filter(isSampled), color);
    paintFull(
      pen,
      of.filter((point) => !isSampled(point)),
      color,
      points.length > manyPoints,
    );
  }
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

function paintFull(pen: FieldPen, points: readonly ScatterPoint[], color: MarkColor, many: boolean): void {
  const { context } = pen;
  const marks = marksOf(pen, points, color, 0);
  context.fillStyle = tokenValue(color);
  context.globalAlpha = color === 'error' ? 0.9 : many ? 0.55 : 0.85;
  context.fill(marks);
  context.globalAlpha = 1;
  if (color === 'ok') return;
  context.strokeStyle = tokenValue('surface');
  context.lineWidth = 0.75;
  context.stroke(marks);
}

function paintOpen(pen: FieldPen, points: readonly ScatterPoint[], color: MarkColor): void {
  const { context } = pen;
  context.strokeStyle = tokenValue(color);
  context.lineWidth = linePx;
  context.globalAlpha = 0.9;
  context.stroke(marksOf(pen, points, color, linePx / 2));
  context.globalAlpha = 1;
}

/** `inPx`: how much smaller than a full mark. */
function marksOf(
  { box, x: xOf, y: yOf }: FieldPen,
  points: readonly ScatterPoint[],
  color: MarkColor,
  inPx: number,
): Path2D {
  const marks = new Path2D();
  for (const { startMs, durationMs } of points) {
    // A request may be newer than the last slot of the other charts: it stands at the edge.
    const x = Math.min(box.left + box.width - diamondPx, Math.max(box.left, xOf(startMs)));
    const y = yOf(durationMs);
    if (color === 'error') diamond(marks, x, y, diamondPx - inPx);
    else {
      marks.moveTo(x + dotPx - inPx, y);
      marks.arc(x, y, dotPx - inPx, 0, 2 * Math.PI);
    }
  }
  return marks;
}

function diamond(path: Path2D, x: number, y: number, px: number): void {
  path.moveTo(x, y - px);
  path.lineTo(x + px, y);
  path.lineTo(x, y + px);
  path.lineTo(x - px, y);
  path.closePath();
}
