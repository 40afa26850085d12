/** Single requests by time and duration: a dot ended well, a diamond failed; an open one is of a sample and stands for several. */
import type { Annotation, Grid } from '@carpy/api';
import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { formatInteger } from '../format/number.ts';
import { formatMoment } from '../format/time.ts';
import { slotStates } from './coverage.ts';
import { type DurationAxis, linearAxis, logAxis, shareOf } from './duration-axis.ts';
import { type FieldPen, fieldHeightPx } from './field-canvas.ts';
import { fieldCursor } from './field-cursor.ts';
import { FieldFigure } from './field-figure.tsx';
import { FieldSurface } from './field-surface.tsx';
import { gridSpan, type SpanMs } from './grid.ts';
import { firstBox } from './plot.ts';
import type { PointerTarget, Spot } from './pointer.ts';
import { type Brush, brushOf, shortestZoomMs } from './scatter-brush.ts';
import { paintScatter, type ThresholdLine } from './scatter-paint.ts';
import { isSampled, nearest, type ScatterPoint, sampleWords, stepPoint } from './scatter-points.ts';
import { ScatterTable } from './scatter-table.tsx';
import { createSpeech } from './speech.ts';

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
  const [spoken, say] = createSpeech();
  /** Id of the point that is looked at: new points may come while it is. */
  const [lookedId, setLookedId] = createSignal<string | null>(null);
  const looked = createMemo<number | null>(() => {
    const id = lookedId();
    const index = id === null ? -1 : props.points.findIndex((one) => one.id === id);
    return index < 0 ? null : index;
  });
  const [brush, setBrush] = createSignal<Brush | null>(null);
  const [box, setBox] = createSignal(firstBox);
  const cursor = fieldCursor();

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
    const at = to === null ? undefined : props.points[to];
    setLookedId(at?.id ?? null);
    cursor.lookAt(at?.startMs ?? null);
  };
  const clear = (): void => {
    setBrush(null);
    look(null);
  };
  // It is not among them any more.
  createEffect(on(looked, (index) => index === null && clear(), { defer: true }));

  const press = ({ key }: KeyboardEvent): boolean => {
    const here = point();
    if (key === 'Enter' && here !== undefined) props.onOpen(here.id);
    else if (key === 'Escape' && looked() !== null) clear();
    else {
      const next = stepPoint(props.points, looked(), key);
      if (next === null) return false;
      look(next);
      say(() => pointWords(props.points[next] as ScatterPoint));
    }
    return true;
  };
  const found = (at: Spot, reach: number): number | null => {
    const index = nearest(placed(), at, reach);
    return index < 0 ? null : index;
  };
  const pointer: PointerTarget = {
    onLook: (at) => look(found(at, reachPx)),
    onLeave: clear,
    onMark: (from, to, done) => {
      const marked = brushOf(from, to, box(), span(), axis());
      setBrush(done ? null : marked);
      if (!done || marked === null) return;
      const { time, durations } = marked;
      const longEnough = time === null || time.toMs - time.fromMs >= shortestZoomMs;
      if (longEnough) props.onBrush({ time, durations });
    },
    onCancel: clear,
    onPick: (at, touch) => {
      const index = found(at, touch ? touchReachPx : reachPx);
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
    const atMs = cursor.elsewhereMs();
    const { fromMs, toMs } = span();
    return atMs === null || atMs < fromMs || atMs > toMs ? null : (atMs - fromMs) / (toMs - fromMs);
  };
  /** What the metrics know of: no request at all came where nothing was recorded. */
  const states = createMemo(() => slotStates(props.grid, []));

  return (
    <FieldFigure
      caption={caption()}
      height={props.height}
      press={press}
      onBlur={clear}
      spoken={spoken()}
      table={(onKeyDown) => (
        <ScatterTable
          title={props.title}
          points={props.points}
          height={props.height}
          onKeyDown={onKeyDown}
          hrefOf={props.hrefOf}
          onOpen={props.onOpen}
        />
      )}
      plot={
        <FieldSurface
          picture={picture()}
          height={props.height}
          grid={props.grid}
          annotations={props.annotations}
          states={states()}
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
      }
    >
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
    </FieldFigure>
  );
}
