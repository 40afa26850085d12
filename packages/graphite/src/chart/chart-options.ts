/** What a request says of its chart; all that is absent is the chart's own choice. What each means is in options.ts. */
import type { Color } from './color.ts';
import type { FontFamily } from './text-width.ts';
import type { UnitSystem } from './units.ts';

export interface ChartOptions {
  readonly graphType?: 'line' | 'pie';
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly pixelRatio?: number;
  readonly margin?: number;
  /** A name of themes.ts. */
  readonly template?: string;
  readonly bgcolor?: Color;
  readonly fgcolor?: Color;
  readonly colorList?: readonly Color[];
  readonly majorGridLineColor?: Color;
  readonly minorGridLineColor?: Color;
  readonly fontName?: FontFamily;
  /** Pixels. */
  readonly fontSize?: number;
  readonly fontBold?: boolean;
  readonly fontItalic?: boolean;
  readonly title?: string;
  readonly vtitle?: string;
  readonly vtitleRight?: string;
  readonly lineMode?: 'slope' | 'staircase' | 'connected';
  /** Points. */
  readonly connectedLimit?: number;
  /** Pixels. */
  readonly lineWidth?: number;
  readonly areaMode?: 'none' | 'first' | 'all' | 'stacked';
  readonly areaAlpha?: number;
  readonly drawNullAsZero?: boolean;
  readonly hideLegend?: boolean;
  readonly uniqueLegend?: boolean;
  readonly hideNullFromLegend?: boolean;
  readonly hideAxes?: boolean;
  readonly hideXAxis?: boolean;
  readonly hideYAxis?: boolean;
  readonly hideGrid?: boolean;
  readonly graphOnly?: boolean;
  /** Pixels. */
  readonly minXStep?: number;
  readonly minorY?: number;
  readonly yMin?: number;
  readonly yMax?: number | 'max';
  readonly yLimit?: number;
  readonly yStep?: number;
  readonly yDivisors?: readonly number[];
  readonly yUnitSystem?: UnitSystem;
  /** 0: linear. */
  readonly logBase?: number;
  readonly yAxisSide?: 'left' | 'right';
  readonly yMinLeft?: number;
  readonly yMinRight?: number;
  readonly yMaxLeft?: number | 'max';
  readonly yMaxRight?: number | 'max';
  readonly yLimitLeft?: number;
  readonly yLimitRight?: number;
  readonly yStepLeft?: number;
  readonly yStepRight?: number;
  /** Pixels. */
  readonly leftWidth?: number;
  readonly rightWidth?: number;
  readonly leftColor?: Color;
  readonly rightColor?: Color;
  /** Length of a dash, pixels; 0: drawn through. */
  readonly leftDashed?: number;
  readonly rightDashed?: number;
  readonly xFormat?: string;
  readonly pieMode?: 'average' | 'maximum' | 'minimum';
  readonly pieLabels?: 'horizontal' | 'rotated';
  readonly valueLabels?: 'none' | 'number' | 'percent';
  readonly valueLabelsMin?: number;
  readonly valueLabelsColor?: Color;
}
