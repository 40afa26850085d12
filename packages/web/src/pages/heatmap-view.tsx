/** The heatmap of an app or a transaction, with its own question: loaded when somebody wants to see it. */
import type { JSX } from 'solid-js';
import { Heatmap } from '../chart/heatmap.tsx';
import { Region } from '../components/region.tsx';
import { SkeletonChart } from '../components/skeletons.tsx';
import { createQuery } from '../data/query.ts';
import { heatmapRequest } from '../data/requests.ts';
import { view } from '../router/navigation.ts';
import { points } from '../state/points.ts';
import { previousRange } from '../state/range-actions.ts';
import { hereContent } from './here-content.ts';

export interface HeatmapViewProps {
  readonly app: string;
  /** Segment; all transactions where absent. */
  readonly transaction?: string | undefined;
  readonly height: number;
}

/** Cells narrower than 4 pixels can't be hit. */
const COLUMNS_PER_POINT = 0.5;

export default function HeatmapView(props: HeatmapViewProps): JSX.Element {
  const query = createQuery(() =>
    heatmapRequest(props.app, props.transaction, { ...view(), points: Math.round(points() * COLUMNS_PER_POINT) }),
  );
  return (
    <Region query={query} subject="the heatmap" skeleton={<SkeletonChart height={props.height} />}>
      {(answer) => (
        <Heatmap
          title="Response times"
          answer={answer()}
          height={props.height}
          here={(found) =>
            hereContent(
              {
                app: props.app,
                annotations: answer().annotations,
                ...(props.transaction === undefined ? {} : { wanted: { transaction: answer().display } }),
              },
              found,
              { requests: found.count },
              found,
            )
          }
          onZoomOut={previousRange}
        />
      )}
    </Region>
  );
}
