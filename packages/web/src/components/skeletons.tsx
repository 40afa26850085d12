/** Shapes of content while it loads. */
import { Index, type JSX } from 'solid-js';

const times = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

export function SkeletonTiles(): JSX.Element {
  return (
    <div class="tiles" aria-hidden="true">
      <Index each={times(5)}>
        {() => (
          <div class="card tile">
            <span class="bone w40" />
            <span class="bone tall w60" />
            <span class="bone w80" />
          </div>
        )}
      </Index>
    </div>
  );
}

export function SkeletonChart(props: { readonly height: number }): JSX.Element {
  return (
    <div class="card" aria-hidden="true">
      <span class="bone w20" />
      <span class="bone" style={{ height: `${props.height}px`, 'margin-top': '12px' }} />
    </div>
  );
}

export function SkeletonRows(props: { readonly count: number }): JSX.Element {
  return (
    <div class="card" aria-hidden="true">
      <Index each={times(props.count)}>
        {(row) => <span class="bone row" style={{ width: `${92 - (row() % 4) * 9}%` }} />}
      </Index>
    </div>
  );
}
