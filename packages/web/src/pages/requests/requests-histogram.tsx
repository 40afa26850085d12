import type { RecordsPage } from '@carpy/api';
import { createMemo, type JSX } from 'solid-js';
import { gridOfRequests } from '../../chart/buckets.ts';
import { BarsChart, ChartCard } from '../../chart/index.ts';
import { formatPlainDuration } from '../../format/index.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';

type Histogram = NonNullable<RecordsPage['histogram']>;

export interface RequestsHistogramProps {
  readonly histogram: Histogram;
  /** Where the range ends, epoch ms; now, where it is live. */
  readonly toMs: number;
  /** What the bars are an estimate of, if they are one: kept requests stand for others, or only a part of them was counted. */
  readonly estimated: 'weighted' | 'sampled' | undefined;
  readonly live: boolean;
}

const estimatedWords = {
  weighted: ', estimated from those that are kept',
  sampled: ', estimated from an even part of them',
  not: '',
};

/** When the matching requests were, ok and error; a drag makes it the range of the page. */
export function RequestsHistogram(props: RequestsHistogramProps): JSX.Element {
  const grid = createMemo(() =>
    gridOfRequests(
      { ...props.histogram, toMs: props.toMs },
      props.histogram.ok.length,
      props.live ? props.toMs : Date.now(),
    ),
  );
  return (
    <ChartCard
      class="histogram"
      title="Requests"
      unit={`each ${formatPlainDuration(props.histogram.bucketMs)}${estimatedWords[props.estimated ?? 'not']}`}
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
