import { type JSX, Show } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { spreadPosition } from './spread.ts';
import type { SpreadStripProps } from './types.ts';

const heightPx = 16;
const padPx = 3;

/** Lower to upper as a hair, median to p95 as a bar, on the logarithmic axis that all strips of a list share. */
export function SpreadStrip(props: SpreadStripProps): JSX.Element {
  const width = (): number => props.width ?? 150;
  const x = (ms: number | null): number => padPx + spreadPosition(ms ?? 0, props.domain) * (width() - 2 * padPx);
  const label = (): string =>
    `lower ${formatDuration(props.lower)}, median ${formatDuration(props.median)}, p95 ${formatDuration(props.p95)}, upper ${formatDuration(props.upper)}`;
  return (
    <svg
      class="chart-strip"
      width={width()}
      height={heightPx}
      viewBox={`0 0 ${width()} ${heightPx}`}
      role="img"
      aria-label={label()}
    >
      <title>{label()}</title>
      <Show when={props.lower !== null && props.upper !== null}>
        <path d={`M${x(props.lower)} 8H${x(props.upper)}`} stroke="var(--text-3)" stroke-width="1" opacity="0.6" />
        <circle cx={x(props.upper)} cy="8" r="1.75" fill="var(--text-3)" />
      </Show>
      <Show when={props.median !== null && props.p95 !== null}>
        <path d={`M${x(props.median)} 8H${x(props.p95)}`} stroke="var(--ok)" stroke-width="6" opacity="0.4" />
        <path d={`M${x(props.p95)} 4V12`} stroke="var(--ok)" stroke-width="1.5" />
      </Show>
      <Show when={props.median !== null}>
        <path d={`M${x(props.median)} 3V13`} stroke="var(--text)" stroke-width="1.5" />
      </Show>
    </svg>
  );
}
