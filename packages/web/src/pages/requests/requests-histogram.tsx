import type { Grid, RecordsPage } from '@carpy/api';
import { createMemo, type JSX } from 'solid-js';
import { BarsChart, ChartCard } from '../../chart/index.ts';
import { formatPlainDuration } from '../../format/index.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';

type Histogram = NonNullable<RecordsPage['histogram']>;

export interface RequestsHistogramProps {
  readonly histogram: Histogram;
  /** True where kept requests stand for others: the bars then say how many there were, about. */
  readonly estimated: boolean;
  readonly live: boolean;
}

/** When the matching requests were, ok and error; a drag makes it the range of the page. */
export function RequestsHistogram(props: RequestsHistogramProps): JSX.Element {
  const grid = createMemo((): Grid => {
    const { startMs, bucketMs, ok } = props.histogram;
    return {
      startS: startMs / 1000,
      stepS: bucketMs / 1000,
      slots: ok.length,
      // Buckets begin at their stamps.
      fineStepS: 0,
      coveredMs: ok.map(() => bucketMs),
      ...(props.live ? { openSlot: ok.length - 1 } : {}),
    };
  });
  return (
    <ChartCard
      class="histogram"
      title="Requests"
      unit={`each ${formatPlainDuration(props.histogram.bucketMs)}${props.estimated ? ', estimated from those that are kept' : ''}`}
    >
      <BarsChart
        title="Requests"
        unit="count"
        grid={grid()}
        height={84}
        legend={false}
        ok={props.histogram.ok.map(Math.round)}
        error={props.histogram.error.map(Math.round)}
        onZoom={zoomOf(() => grid().stepS)}
        onZoomOut={previousRange}
      />
    </ChartCard>
  );
}
