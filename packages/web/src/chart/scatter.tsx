/** Single requests by time and duration: a dot ended well, a diamond failed; an open one is of a sample and stands for several. */
import type { Annotation, Grid } from '@carpy/api';
import { createEffect, createMemo, createSignal, createUniqueId, type JSX, on, onCleanup, Show } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { formatInteger } from '../format/number.ts';
import { formatMoment } from '../format/time.ts';
import { markBusy, sharedCursor } from './cursor.ts';
import { type DurationAxis, linearAxis, logAxis, shareOf } from './duration-axis.ts';
import { type FieldPen, fieldHeightPx } from './field-canvas.ts';
import { FieldSurface } from './field-surface.tsx';
import { gridSpan, type SpanMs } from './grid.ts';
import type { PlotBox } from './plot.ts';
import type { Spot } from './rect-pointer.ts';
import { type Brush, brushOf, shortestZoomMs } from './scatter-brush.ts';
import { paintScatter, type ThresholdLine } from './scatter-paint.ts';
import { isSampled, nearest, type ScatterPoint, sampleWords, stepPoint } from './scatter-points.ts';
import { ScatterTable } from './scatter-table.tsx';
import { createSpeech } from './speech.ts';
import { createTableToggle } from './table-toggle.ts';

export interface ScatterProps {
  readonly title: string;
  /** Oldest first. */
  readonly points: readonly ScatterPoint[];
  /** Of the page's other charts: the same time axis. */
  readonly grid: Grid;
  readonly annotations: readonly Annotation[];
  readonly log: boolean;
  /** Lines at durations; those far above every point are left out. */
  readonly lines: readonly ThresholdLine[];
  /** Plot and axes, CSS pixels. */
  readonly height: number;
  readonly empty: string;
  readonly onBrush: (brush: Pick<Brush, 'time' | 'durations'>) => void;
  readonly onZoomOut: () => void;
  readonly onOpen: (id: string) => void;
  readonly hrefOf: (id: string) => string;
}

/** How near the pointer must be to a point, CSS pixels. */
const reachPx = 14;
const touchReachPx = 28;

const pointWords = (point: ScatterPoint): string =>
  [
    formatMoment(point.startMs, Date.now(), 'ms'),
    formatDuration(point.durationMs),
    point.error ? 'error' : 'ok',
    sampleWords(point),
  ]
    .filter((words) => words !== '')
    .join(', ');

export function Scatter(props: ScatterProps): JSX.Element {
  const owner = Symbol('scatter');
  const captionId = createUniqueId();
  let figure!: HTMLElement;
  const [table, toggleTable] = createTableToggle(() => figure);
  const [spoken, say] = createSpeech();
  /** Id of the point that is looked at: new points may come while it is. */
  const [lookedId, setLookedId] = createSignal<string | null>(null);
  const looked = createMemo<number | null>(() => {
    const id = lookedId();
    const index = id === null ? -1 : props.points.findIndex((one) => one.id === id);
    return index < 0 ? null : index;
  });
  const [brush, setBrush] = createSignal<Brush | null>(null);
  const [box, setBox] = createSignal<PlotBox>({ left: 40, top: 8, width: 1, height: 1 });
  const cursor = sharedCursor('page');

  const span = (): SpanMs => gridSpan(props.grid);
  const lines = createMemo(() => {
    const slowest = props.points.reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
    return props.lines.filter(({ ms }) => ms <= slowest * 3);
  });
  const axis = createMemo<DurationAxis>(() => {
    const all = [...props.points.map(({ durationMs }) => durationMs), ...lines().map(({ ms }) => ms)];
    const most = all.reduce((a, b) => Math.max(a, b), 0) || 1000;
    if (!props.log) return linearAxis(most * 1.03, fieldHeightPx(props.height));
    const least = all.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), most);
    return logAxis(Math.max(least, most / 1e7) / 1.3, most * 1.3, fieldHeightPx(props.height));
  });
  const picture = createMemo(() => ({
    span: span(),
    axis: axis(),
    paint: (pen: FieldPen) => paintScatter(pen, props.points, lines()),
  }));
  /** Within the plot, pixels. */
  const placed = createMemo(() => {
    const { fromMs, toMs } = span();
    return props.points.map(({ startMs, durationMs }) => ({
      x: Math.min(1, Math.max(0, (startMs - fromMs) / (toMs - fromMs))) * box().width,
      y: (1 - shareOf(axis(), durationMs)) * box().height,
    }));
  });
  const point = (): ScatterPoint | undefined => props.points[looked() ?? -1];
  const spot = (): Spot | undefined => placed()[looked() ?? -1];

  const look = (to: number | null): void => {
    // Called at the end of this chart too, when its properties can't be read any more.
    const at = to === null ? undefined : props.points[to];
    setLookedId(at?.id ?? null);
    markBusy(owner, at !== undefined);
    if (at !== undefined) cursor[1]({ atMs: at.startMs, owner });
    else if (cursor[0]()?.owner === owner) cursor[1](null);
  };
  const clear = (): void => {
    setBrush(null);
    look(null);
  };
  // It is not among them any more.
  createEffect(on(looked, (index) => index === null && clear(), { defer: true }));
  onCleanup(clear);

  const press = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const here = point();
    if (event.key === 'b') toggleTable();
    else if (table()) return false;
    else if (event.key === 'Enter' && here !== undefined) props.onOpen(here.id);
    else if (event.key === 'Escape' && looked() !== null) clear();
    else {
      const next = stepPoint(props.points, looked(), event.key);
      if (next === null) return false;
      look(next);
      say(() => pointWords(props.points[next] as ScatterPoint));
    }
    return true;
  };
  const keys = (event: KeyboardEvent): void => {
    if (!press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const found = (at: Spot, reach: number): number | null => {
    const index = nearest(placed(), at, reach);
    return index < 0 ? null : index;
  };
  const pointer = {
    onLook: (at: Spot) => look(found(at, reachPx)),
    onLeave: clear,
    onMark: (from: Spot, to: Spot, done: boolean) => {
      const marked = brushOf(from, to, box(), span(), axis());
      setBrush(done ? null : marked);
      if (!done || marked === null) return;
      const { time, durations } = marked;
      const longEnough = time === null || time.toMs - time.fromMs >= shortestZoomMs;
      if (longEnough) props.onBrush({ time, durations });
    },
    onCancel: clear,
    onPick: (at: Spot) => {
      const index = found(at, matchMedia('(pointer: coarse)').matches ? touchReachPx : reachPx);
      if (index !== null) props.onOpen((props.points[index] as ScatterPoint).id);
    },
    onDouble: () => {
      clear();
      props.onZoomOut();
    },
  };
  const caption = (): string => {
    const errors = props.points.filter(({ error }) => error).length;
    const durations = props.points.map(({ durationMs }) => durationMs);
    if (durations.length === 0) return `${props.title}: ${props.empty}`;
    return `${props.title}: ${formatInteger(durations.length)} requests, ${formatInteger(errors)} of them failed, from ${formatDuration(Math.min(...durations))} to ${formatDuration(Math.max(...durations))}`;
  };
  /** On the roomier side. */
  const beside = (at: Spot): JSX.CSSProperties =>
    at.x < box().width / 2 ? { '--left': `${at.x + 14}px` } : { '--right': `${box().width - at.x + 14}px` };
  const cursorShare = (): number | null => {
    const at = cursor[0]();
    if (at === null || at.owner === owner) return null;
    const { fromMs, toMs } = span();
    return at.atMs < fromMs || at.atMs > toMs ? null : (at.atMs - fromMs) / (toMs - fromMs);
  };

  return (
    <figure class="chart" ref={figure}>
      <figcaption id={captionId} class="chart-hidden">
        {caption()}
      </figcaption>
      <Show
        when={!table()}
        fallback={
          <ScatterTable
            title={props.title}
            points={props.points}
            height={props.height}
            onKeyDown={keys}
            hrefOf={props.hrefOf}
            onOpen={props.onOpen}
          />
        }
      >
        <div
          class="chart-plot"
          role="img"
          aria-labelledby={captionId}
          aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Enter Escape b"
          tabindex="0"
          style={{ height: `${props.height}px` }}
          onKeyDown={keys}
          onBlur={clear}
        >
          <FieldSurface
            picture={picture()}
            height={props.height}
            grid={props.grid}
            annotations={props.annotations}
            cursor={cursorShare()}
            marked={brush()?.rect ?? null}
            pointer={pointer}
            onBox={setBox}
            empty={props.points.length === 0 ? props.empty : undefined}
          >
            <Show when={brush() === null && spot()}>
              {(at) => (
                <>
                  <div
                    class="scatter-point"
                    classList={{ error: point()?.error }}
                    style={{ left: `${at().x}px`, top: `${at().y}px` }}
                  />
                  <div class="chart-tooltip" style={beside(at())}>
                    <header>
                      <span class="chart-num">{formatMoment(point()?.startMs ?? 0, Date.now(), 'ms')}</span>
                    </header>
                    <table>
                      <tbody>
                        <tr>
                          <th scope="row">{point()?.error ? 'error' : 'ok'}</th>
                          <td>{formatDuration(point()?.durationMs)}</td>
                        </tr>
                      </tbody>
                    </table>
                    <Show when={sampleWords(point() ?? { weight: 1 })}>{(words) => <p>{words()}</p>}</Show>
                    <p class="hint">Click to open</p>
                  </div>
                </>
              )}
            </Show>
          </FieldSurface>
        </div>
      </Show>
      <span class="chart-hidden" aria-live="polite">
        {spoken()}
      </span>
      <ul class="chart-legend">
        <li>
          <i class="scatter-mark" />
          ok
        </li>
        <li>
          <i class="scatter-mark error" />
          error
        </li>
        <Show when={props.points.some(isSampled)}>
          <li>
            <i class="scatter-mark open" />
            open: one of several like it, the others were left out
          </li>
        </Show>
      </ul>
    </figure>
  );
}
