/** The properties of every chart component. Data are the answers of `/api/v1`: a grid and values over it. */
import type { Annotation, Grid, Values } from '@carpy/api';
import type { JSX } from 'solid-js';
import type { RateUnit } from '../format/rate.ts';
import type { ColorToken } from '../theme/theme.ts';

/**
 * What the values mean, and so how they are drawn and written:
 * `duration` ms; `count` events a slot; `rate` events a second (shown in `rateUnit`); `percent` a share, 0 to 1;
 * `apdex` 0 to 1; `bytes`. Counts and rates that are absent while the server was recording are zero; the others are gaps.
 */
export type UnitKind = 'duration' | 'count' | 'rate' | 'percent' | 'apdex' | 'bytes';

export interface ChartSeries {
  /** Unique in its chart, stable over refreshes. */
  readonly key: string;
  readonly label: string;
  /** As long as the grid has slots; null is a gap. */
  readonly values: Values;
  readonly color: ColorToken;
  /** True for a dashed line: error, comparison. */
  readonly dash?: boolean;
  /** Line width in CSS pixels, 1.5 by default. */
  readonly width?: number;
}

/** What all charts share. */
export interface ChartBaseProps {
  readonly grid: Grid;
  readonly unit: UnitKind;
  /** Plot and axes in CSS pixels, legend apart; 200 by default. */
  readonly height?: number;
  /** What the chart shows, for its caption and its table; ChartCard shows it too. */
  readonly title: string;
  readonly annotations?: readonly Annotation[];
  /** A drag, or Enter on a selection made by keys: [fromMs, toMs) in whole slots, never fewer than 3. */
  readonly onZoom?: (fromMs: number, toMs: number) => void;
  /** A double click. */
  readonly onZoomOut?: () => void;
  /** True while the pointer is on the plot or a selection is open: hold live updates then. See also `chartsBusy`. */
  readonly onHover?: (hovering: boolean) => void;
  /** Charts of one key move their cursors together; `page` by default. */
  readonly sync?: string;
  /** True while there is nothing to show yet: draws a skeleton of the same size. */
  readonly loading?: boolean;
  /** Words in place of the plot when no slot has a value ("No requests in this range"). */
  readonly empty?: string;
  /** Unit of `rate` charts: one choice a page (`rateUnit`); chosen from the values when absent. */
  readonly rateUnit?: RateUnit;
  /** Legend under the plot; by default where there is more than one series. `compact` never makes a table of it. */
  readonly legend?: boolean | 'compact';
  /** Key of the series to bring out, the others fade: link it with a table's hovered row. */
  readonly highlight?: string | null;
  /** The series under the pointer, in legend or plot, or null. */
  readonly onHighlight?: (key: string | null) => void;
}

export interface TimeChartProps extends ChartBaseProps {
  readonly series: readonly ChartSeries[];
}

export interface StackedChartProps extends ChartBaseProps {
  /** Bottom up; see `stackLayers` for an answer's stack. The layer of key `_own` is hatched. */
  readonly layers: readonly ChartSeries[];
  /** Drawn over the stack: the mean, where children ran in parallel; comparison. */
  readonly line?: ChartSeries;
}

export interface BarsChartProps extends Omit<ChartBaseProps, 'unit'> {
  /** Events a slot. */
  readonly ok: Values;
  readonly error: Values;
  /** `rate` (by default) divides by the recorded time of each slot. */
  readonly unit?: 'count' | 'rate';
}

export interface StackedBarsChartProps extends Omit<ChartBaseProps, 'unit'> {
  /** Bottom up; values are events a slot. */
  readonly layers: readonly ChartSeries[];
}

export interface SparkProps {
  readonly values: Values;
  readonly color?: ColorToken;
  /** CSS pixels, 84 by default; `'fill'` takes the width of its parent. */
  readonly width?: number | 'fill';
  /** CSS pixels, 22 by default. */
  readonly height?: number;
  /** Top of the scale, for sparks that must be comparable; else the greatest value. */
  readonly max?: number;
  /** Spoken; without it the spark is decoration beside a number. */
  readonly label?: string;
}

export interface SpreadStripProps {
  /** ms; null draws nothing. */
  readonly lower: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly upper: number | null;
  /** The log axis that all strips of a list share: see `spreadDomain`. */
  readonly domain: SpreadDomain;
  /** CSS pixels, 150 by default. */
  readonly width?: number;
}

/** Ends of a logarithmic axis, ms, both above 0. */
export interface SpreadDomain {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface ChartCardProps {
  readonly title: string;
  /** "ms, mean per request", "at T 500 ms". */
  readonly unit?: string;
  /** Tabs at the right of the header: see `ChartTabs`. */
  readonly tabs?: JSX.Element;
  /** Menu at the end of the header. */
  readonly menu?: JSX.Element;
  /** The range's totals in words, under the legend. */
  readonly totals?: JSX.Element;
  /** False takes away the button that shows the table. */
  readonly table?: boolean;
  readonly class?: string;
  /** The chart. */
  readonly children: JSX.Element;
}

export interface ChartTabsProps<Key extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly key: Key; readonly label: string }[];
  readonly value: Key;
  readonly onChange: (key: Key) => void;
}
