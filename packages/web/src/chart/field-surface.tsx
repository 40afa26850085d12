/** The plot of heatmap and scatter: canvas, deploy flags, cursor, what is marked, and the pointer on them. */
import type { Annotation, Grid } from '@carpy/api';
import { createEffect, createSignal, type JSX, onCleanup, onMount, Show, untrack } from 'solid-js';
import { onThemeChange } from '../theme/theme.ts';
import type { SlotState } from './coverage.ts';
import { type FieldPicture, paintField } from './field-canvas.ts';
import { boxStyle, Deploys, Hatches, MissingWords } from './overlay.tsx';
import { firstBox, type PlotBox } from './plot.ts';
import { bothWays, followPointer, type PointerTarget } from './pointer.ts';

/** A rectangle in shares of the plot, from its left and its top. */
export interface FieldRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface FieldSurfaceProps {
  readonly picture: FieldPicture;
  /** CSS pixels. */
  readonly height: number;
  /** For the deploys' place on the axis. */
  readonly grid: Grid;
  readonly annotations: readonly Annotation[];
  /** What was recorded when; hatched where nothing was. */
  readonly states?: readonly SlotState[];
  /** Vertical line, a share of the width; null for none. */
  readonly cursor: number | null;
  readonly marked: FieldRect | null;
  readonly pointer: PointerTarget;
  readonly onBox: (box: PlotBox) => void;
  /** Within the plot, above the canvas. */
  readonly children?: JSX.Element;
  readonly empty?: string | undefined;
}

const leastWidthPx = 80;
const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

export const rectStyle = (rect: FieldRect): JSX.CSSProperties => ({
  left: percent(rect.left),
  top: percent(rect.top),
  width: percent(rect.width),
  height: percent(rect.height),
});

export function FieldSurface(props: FieldSurfaceProps): JSX.Element {
  let frame!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  let over!: HTMLDivElement;
  const [width, setWidth] = createSignal(0);
  const [theme, setTheme] = createSignal(0);
  const [box, setBox] = createSignal(firstBox);

  onMount(() => {
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.floor(entry?.contentRect.width ?? 0);
      if (now >= leastWidthPx) setWidth(now);
    });
    observer.observe(frame);
    const stopTheme = onThemeChange(() => setTheme((n) => n + 1));
    const stopPointer = followPointer(over, props.pointer, bothWays);
    onCleanup(() => {
      observer.disconnect();
      stopTheme();
      stopPointer();
    });
  });
  createEffect(() => {
    theme();
    if (width() === 0) return;
    const painted = paintField(canvas, props.picture, width(), props.height);
    if (painted === undefined) return;
    untrack(() => {
      setBox(painted);
      props.onBox(painted);
    });
  });
  return (
    <div class="field" ref={frame} style={{ height: `${props.height}px` }}>
      <Show when={props.states}>{(states) => <Hatches grid={props.grid} states={states()} box={box()} />}</Show>
      <canvas ref={canvas} class="field-canvas" style={{ height: `${props.height}px` }} />
      <div class="chart-over" ref={over} style={boxStyle(box())}>
        <Show when={props.states}>{(states) => <MissingWords grid={props.grid} states={states()} box={box()} />}</Show>
        <Deploys grid={props.grid} annotations={props.annotations} box={box()} />
        <Show when={props.marked}>{(rect) => <div class="field-marked" style={rectStyle(rect())} />}</Show>
        <Show when={props.cursor !== null}>
          <div class="chart-cursor" style={{ left: percent(props.cursor ?? 0) }} />
        </Show>
        {props.children}
      </div>
      <Show when={props.empty}>
        <p class="chart-empty" style={boxStyle(box())}>
          <span>{props.empty}</span>
        </p>
      </Show>
    </div>
  );
}
