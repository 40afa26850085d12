/** The histogram of groups of errors; the table under it is its legend. */
import type { ErrorGroupRow, ErrorsAnswer } from '@carpy/api';
import { createMemo, type JSX, Show } from 'solid-js';
import { gridOfBuckets } from '../../chart/buckets.ts';
import { ChartCard, HereContext, StackedBarsChart } from '../../chart/index.ts';
import { formatPlainDuration } from '../../format/index.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import type { ColorToken } from '../../theme/index.ts';
import { hereErrors } from '../here-content.ts';
import { groupLayers } from './group-layers.ts';

export interface GroupsChartProps {
  readonly app: string;
  readonly answer: ErrorsAnswer;
  /** Those that are shown, sorted by count. */
  readonly groups: readonly ErrorGroupRow[];
  /** Failed requests of the page: the query that a column leads to. */
  readonly q: string;
  readonly highlight: string | null;
  readonly onHighlight: (fingerprint: string | null) => void;
}

const slotsOf = (groups: readonly ErrorGroupRow[]): number => Math.max(0, ...groups.map((group) => group.trend.length));

/** The hue of each group that the chart shows apart. */
export const groupColors = (groups: readonly ErrorGroupRow[]): ReadonlyMap<string, ColorToken> =>
  new Map(groupLayers(groups, slotsOf(groups)).map((layer) => [layer.key, layer.color]));

export function GroupsChart(props: GroupsChartProps): JSX.Element {
  const slots = createMemo(() => slotsOf(props.groups));
  const grid = createMemo(() => gridOfBuckets(props.answer, slots()));
  const layers = createMemo(() => groupLayers(props.groups, slots()));
  return (
    <Show when={slots() > 0}>
      <ChartCard title="Errors by group" unit={`each ${formatPlainDuration(grid().stepS * 1000)}`}>
        <HereContext.Provider value={(span) => hereErrors(props.app, props.q, span)}>
          <StackedBarsChart
            title="Errors by group"
            grid={grid()}
            layers={layers()}
            height={innerWidth <= 760 ? 140 : 180}
            legend={false}
            highlight={props.highlight}
            onHighlight={props.onHighlight}
            onZoom={zoomOf(() => grid().stepS)}
            onZoomOut={previousRange}
          />
        </HereContext.Provider>
      </ChartCard>
    </Show>
  );
}
