import type { JSX } from 'solid-js';
import { SkeletonChart, SkeletonRows } from '../../components/skeletons.tsx';

/** The shape of the page: histogram, facets, rows. */
export function RequestsSkeleton(): JSX.Element {
  return (
    <div class="requests-parts">
      <SkeletonChart height={84} />
      <div class="requests-columns">
        <div class="facets">
          <SkeletonRows count={10} />
        </div>
        <div class="requests-main">
          <SkeletonRows count={16} />
        </div>
      </div>
    </div>
  );
}
