import { createMemo, type JSX } from 'solid-js';
import { cssColor } from '../theme/theme.ts';
import { sparkPath, thinned } from './spark-path.ts';
import type { SparkProps } from './types.ts';

/** A point every other pixel is as fine as the eye goes, and keeps a table of 200 rows quick. */
const points = 60;

/** A line without axes, for tiles and table cells; always beside the number it belongs to. */
export function Spark(props: SparkProps): JSX.Element {
  const height = (): number => props.height ?? 22;
  const width = (): number => (typeof props.width === 'number' ? props.width : props.width === 'fill' ? 120 : 84);
  const path = createMemo(() => {
    const values = thinned(props.values, points);
    const max = props.max ?? values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0) * 1.05;
    return sparkPath(values, width(), height(), max);
  });
  return (
    <svg
      class="chart-spark"
      width={props.width === 'fill' ? '100%' : width()}
      height={height()}
      viewBox={`0 0 ${width()} ${height()}`}
      preserveAspectRatio={props.width === 'fill' ? 'none' : 'xMidYMid meet'}
      role={props.label === undefined ? undefined : 'img'}
      aria-label={props.label}
      aria-hidden={props.label === undefined}
    >
      <path
        d={path()}
        fill="none"
        stroke={cssColor(props.color ?? 'ok')}
        stroke-width="1.25"
        stroke-linejoin="round"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}
