/** What a plot draws, ready in numbers: made from properties by picture.ts, drawn by plot.ts and paint.ts. */
import type { Grid } from '@carpy/api';
import type { RateUnit } from '../format/rate.ts';
import type { ColorToken } from '../theme/theme.ts';
import { runsOfValues } from './coverage.ts';
import { gridSpan, type SpanMs, slotCentreMs } from './grid.ts';
import { type StackEdges, stackEdges, stackTop } from './stack.ts';
import type { UnitKind } from './types.ts';
import { type YScale, yScale } from './y-scale.ts';

export type Mark = 'line' | 'area' | 'bar';

/** One series with the values that are drawn. */
export interface DrawnSeries {
  readonly key: string;
  readonly label: string;
  readonly color: ColorToken;
  readonly dash: boolean;
  readonly width: number;
  readonly mark: Mark;
  /** Own time is hatched: nobody named what happened there. */
  readonly hatched: boolean;
  /** The open slot's value is last and drawn dashed. */
  readonly values: readonly (number | null)[];
}

export interface Layer {
  readonly series: DrawnSeries;
  readonly edges: StackEdges;
}

export interface Picture {
  readonly grid: Grid;
  readonly span: SpanMs;
  /** Middle of each slot, epoch s. */
  readonly xS: readonly number[];
  readonly kind: UnitKind;
  /** The greatest value drawn. */
  readonly max: number;
  readonly rate: RateUnit;
  readonly lines: readonly DrawnSeries[];
  /** Lines without their open slot, which is drawn by hand. */
  readonly lineValues: readonly (readonly (number | null)[])[];
  /** Slots of each line that stand alone, so that no stroke shows them. */
  readonly lone: readonly (readonly number[])[];
  readonly layers: readonly Layer[];
  readonly openSlot: number | undefined;
}

/** `hidden` are keys taken out by the legend; they count for nothing, stacks close over them. */
export function pictureOf(
  grid: Grid,
  kind: UnitKind,
  rate: RateUnit,
  series: readonly DrawnSeries[],
  hidden: ReadonlySet<string>,
): Picture {
  const shown = series.filter(({ key }) => !hidden.has(key));
  const lines = shown.filter(({ mark }) => mark === 'line');
  const stacked = shown.filter(({ mark }) => mark !== 'line');
  const edges = stackEdges(
    stacked.map(({ values }) => values),
    grid.slots,
  );
  let max = stackTop(edges);
  for (const { values } of lines) for (const value of values) if (value !== null && value > max) max = value;
  const lineValues = lines.map(({ values }) => values.map((value, slot) => (slot === grid.openSlot ? null : value)));
  return {
    grid,
    span: gridSpan(grid),
    xS: Array.from({ length: grid.slots }, (_, slot) => slotCentreMs(grid, slot) / 1000),
    kind,
    max,
    rate,
    lines,
    lineValues,
    lone: lineValues.map((values) => runsOfValues(values).flatMap(({ from, to }) => (from === to ? [from] : []))),
    layers: stacked.map((one, index) => ({ series: one, edges: edges[index] as StackEdges })),
    openSlot: grid.openSlot,
  };
}

/** The y axis of a picture for a plot of this height, CSS pixels. */
export const yScaleOf = (picture: Picture, heightPx: number): YScale =>
  yScale(picture.kind, picture.max, heightPx, picture.rate);
