import { type StoredRecord, segment } from '@carpy/core';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { narrowScreen } from '../../components/narrow-screen.ts';
import { formatDuration, formatInteger, formatPlainDuration } from '../../format/index.ts';
import { assignCategories, categoryOf } from '../../theme/category.ts';
import { cssColor } from '../../theme/index.ts';
import { type Causes, causesOf } from './causes.ts';
import { type ChildRow, type GapRow, timelineRows, timelineTicks } from './timeline-rows.ts';

/** The functions of one request on its own time axis; what nobody timed is hatched. */
export function Timeline(props: { readonly record: StoredRecord & { readonly durationMs: number } }): JSX.Element {
  const [unfolded, setUnfolded] = createSignal<ReadonlySet<string>>(new Set());
  const rows = createMemo(() => timelineRows(props.record.children, props.record.durationMs, unfolded()));
  /** As in the charts of the transaction, which know its functions by their segments. */
  const hues = createMemo(() => {
    const direct = new Map<string, number>();
    for (const { name, parent, durationMs } of props.record.children)
      if (parent < 0) direct.set(segment(name), (direct.get(segment(name)) ?? 0) + durationMs);
    return assignCategories([...direct].sort(([, a], [, b]) => b - a).map(([name]) => name));
  });
  const hueOf = (name: string) => hues().get(segment(name)) ?? categoryOf(segment(name));
  const causes = createMemo(() => causesOf(props.record));
  const ticks = createMemo(() => timelineTicks(props.record.durationMs, narrowScreen() ? 2 : 4));
  const share = (ms: number): string =>
    `${Math.min(100, Math.max(0, (ms / Math.max(props.record.durationMs, 1e-6)) * 100))}%`;
  const place = (span: { readonly fromMs: number; readonly toMs: number }): JSX.CSSProperties => ({
    left: share(span.fromMs),
    width: share(span.toMs - span.fromMs),
  });
  const childRow = (row: ChildRow): JSX.Element => (
    <li class="tl-row" classList={{ failed: row.failed > 0 }}>
      <span class="tl-name" style={{ 'padding-left': `${row.depth * 12}px` }} title={row.name}>
        <Show when={row.failed > 0}>
          <span class="bad" role="img" aria-label={row.failed === row.spans.length ? 'failed' : `${row.failed} failed`}>
            ◆
          </span>{' '}
        </Show>
        <span class="ellipsis">{row.name}</span>
        <Show when={row.spans.length > 1}>
          <button
            type="button"
            class="tl-fold num"
            title="Show each call"
            onClick={() => setUnfolded((keys) => new Set(keys).add(row.key))}
          >
            ×{row.spans.length}
          </button>
        </Show>
      </span>
      <span class="tl-lane" title={laneTitle(row)}>
        <For each={row.spans}>
          {(span) => (
            <i
              class={span.failed ? 'failed' : ''}
              style={{
                ...place(span),
                'background-color': span.failed ? cssColor('error') : cssColor(hueOf(row.name)),
              }}
            />
          )}
        </For>
      </span>
      <span class="num">{formatDuration(row.durationMs)}</span>
    </li>
  );
  const gapRow = (row: GapRow): JSX.Element => (
    <li class="tl-row gap">
      <span class="tl-name">{gapName(causes())}</span>
      <span class="tl-lane" title={`${formatDuration(row.span.toMs - row.span.fromMs)} in none of the functions above`}>
        <i style={place(row.span)} />
      </span>
      <span class="num">{formatDuration(row.span.toMs - row.span.fromMs)}</span>
    </li>
  );
  return (
    <section class="timeline" aria-label="Timeline" style={{ '--tick': share(ticks()[1] ?? props.record.durationMs) }}>
      <div class="tl-row tl-axis" aria-hidden="true">
        <span />
        <span class="tl-lane">
          <For each={ticks()}>
            {(at) => (
              <span class="num" style={{ left: share(at) }}>
                {at === 0 ? '0' : formatPlainDuration(at)}
              </span>
            )}
          </For>
        </span>
        <span />
      </div>
      <ul>
        <li class="tl-row whole">
          <span class="tl-name" title={props.record.transaction}>
            <span class="ellipsis">{props.record.transaction ?? props.record.route ?? props.record.kind}</span>
          </span>
          <span class="tl-lane">
            <i style={{ left: 0, width: '100%' }} />
          </span>
          <span class="num">{formatDuration(props.record.durationMs)}</span>
        </li>
        <For each={rows()}>{(row) => (row.is === 'gap' ? gapRow(row) : childRow(row))}</For>
      </ul>
      <Show when={unfolded().size > 0}>
        <button type="button" class="as-link tl-refold" onClick={() => setUnfolded(new Set<string>())}>
          Fold equal neighbours
        </button>
      </Show>
      <Show when={props.record.children.length === 0}>
        <p class="faint hint-line">No function was timed in it.</p>
      </Show>
    </section>
  );
}

function laneTitle(row: ChildRow): string {
  const first = row.spans[0];
  const at = first === undefined ? '' : `at ${formatDuration(first.fromMs)}, `;
  if (row.spans.length === 1)
    return `${row.name}: ${at}for ${formatDuration(row.durationMs)}${row.parallel ? ', in parallel with the one above' : ''}`;
  const longest = Math.max(...row.spans.map((span) => span.toMs - span.fromMs));
  return `${row.name}: ${formatInteger(row.spans.length)} calls from ${formatDuration(first?.fromMs)} on, ${formatDuration(row.durationMs)} together, the longest ${formatDuration(longest)}`;
}

/** What own time was mostly; the process tells of all of it, not of one gap. */
function gapName(causes: Causes | undefined): string {
  const own = causes?.own;
  if (causes === undefined || own === undefined || causes.ownMs === 0) return 'own time';
  if (own.waitingMs >= causes.ownMs * 0.8) return 'waiting, untraced';
  return own.busyMs + own.gcMs >= causes.ownMs * 0.8 ? 'own code' : 'own time';
}
