import type { Range } from '@carpy/api';
import { type JSX, Show } from 'solid-js';
import { EmptyState } from '../components/empty-state.tsx';
import { formatAgo, formatMoment, formatRange } from '../format/index.ts';
import { Link } from '../router/link.tsx';
import { changeView, view } from '../router/navigation.ts';
import { nowMs } from '../state/clock.ts';
import { absoluteRange, resolveRange } from '../state/range.ts';

export interface EmptyRangeProps {
  readonly range: Range;
  /** When its last point was, epoch ms; null where there never was one. */
  readonly lastPointMs: number | null;
}

const AROUND_MS = 30 * 60_000;

/** No request between these ends: names the ends, and goes to where there are some. */
export function EmptyRange(props: EmptyRangeProps): JSX.Element {
  const filtered = (): boolean => view().servers.length > 0;
  // The server cuts off what lies before the first point: of a range before it no length is left.
  const asked = (): Pick<Range, 'fromMs' | 'toMs'> => resolveRange(view(), nowMs()) ?? props.range;
  return (
    <Show
      when={props.lastPointMs}
      fallback={
        <EmptyState title="No data has come yet">
          <p>
            Nothing was ever recorded here. <Link to={{ page: 'welcome' }}>See how to send some</Link>.
          </p>
        </EmptyState>
      }
    >
      {(lastMs) => (
        <EmptyState title="No requests in this range">
          <p>
            Nothing in {formatRange(asked().fromMs, asked().toMs, nowMs())}
            {filtered() ? ' from the servers chosen' : ''}. Last seen {formatAgo(Math.max(0, nowMs() - lastMs()))}, at{' '}
            {formatMoment(lastMs())}.
          </p>
          <div class="actions">
            <button
              type="button"
              class="pick plain"
              onClick={() => changeView({ ...absoluteRange(lastMs() - AROUND_MS, lastMs() + 60_000) })}
            >
              Go there
            </button>
            <Show when={filtered()}>
              <button type="button" class="pick plain" onClick={() => changeView({ servers: [] })}>
                Show all servers
              </button>
            </Show>
          </div>
        </EmptyState>
      )}
    </Show>
  );
}
