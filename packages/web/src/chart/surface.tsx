/** The plot and what moves on it: canvas, hatches, flags, cursor, selection, tooltip. */
import { createEffect, createSignal, type JSX, on, onCleanup, onMount, Show, untrack } from 'solid-js';
import { onThemeChange } from '../theme/theme.ts';
import type { ChartProps, ChartState } from './chart-state.ts';
import { gridSpan, nearestSlot } from './grid.ts';
import { boxStyle, Deploys, Hatches, MissingWords, Selection } from './overlay.tsx';
import { firstBox, Plot } from './plot.ts';
import { followPointer, type PointerTarget, sideways } from './pointer.ts';
import { spanOfSlots, zoomOf } from './selection.ts';
import { layerAt } from './stack.ts';
import { Tooltip } from './tooltip.tsx';

interface SurfaceProps {
  readonly chart: ChartProps;
  readonly state: ChartState;
  /** CSS pixels. */
  readonly height: number;
  /** False where nothing is known of a slot that a menu could tell. */
  readonly hasHere: boolean;
  /** Gets a function that opens the menu of a slot, for keys. */
  readonly onReady: (openHere: (slot: number) => void) => void;
}

/** Enter on a slot: the menu stands this far from the plot's top, CSS pixels. */
const hereTopPx = 24;

/** Narrower than this, CSS pixels, nothing can be drawn that says anything. */
const leastWidthPx = 40;

export function Surface(props: SurfaceProps): JSX.Element {
  let canvas!: HTMLDivElement;
  let over!: HTMLDivElement;
  const { state } = props;
  const [plot, setPlot] = createSignal<Plot>();
  const [box, setBox] = createSignal(firstBox);
  const grid = (): ChartProps['grid'] => props.chart.grid;

  const slotOf = (xPx: number): number => {
    const { fromMs, toMs } = gridSpan(grid());
    return nearestSlot(grid(), fromMs + (xPx / Math.max(1, over.clientWidth)) * (toMs - fromMs));
  };
  /** The layer of a stack that is drawn under the pointer. */
  const layerUnder = (slot: number, yPx: number): string | null => {
    const { layers } = state.picture();
    if (layers.length < 2) return null;
    const edges = layers.map((layer) => layer.edges);
    return layers[layerAt(edges, slot, plot()?.valueAt(yPx) ?? Number.NaN)]?.series.key ?? null;
  };

  let tapped: number | undefined;
  const openHere = (slot: number, yPx: number): void => {
    if (!props.hasHere || state.states()[slot] === 'future') return;
    const { left, top, width } = untrack(box);
    state.setHere({ slot, xPx: left + ((slot + 0.5) / Math.max(1, grid().slots)) * width, yPx: top + yPx });
  };
  props.onReady((slot) => openHere(slot, hereTopPx));

  const pointer: PointerTarget = {
    onLook: ({ x, y }) => {
      const slot = slotOf(x);
      state.point(slot);
      state.lookAt(layerUnder(slot, y), true);
    },
    onLeave: state.clear,
    onMark: (from, to, done) => {
      const run = spanOfSlots(slotOf(from.x), slotOf(to.x));
      if (done) state.zoom(run);
      else state.select(run);
    },
    onPick: ({ x, y }, touch) => {
      const slot = slotOf(x);
      // The first tap shows the slot, as a hover would; the second asks.
      const asks = !touch || slot === tapped;
      tapped = touch ? slot : undefined;
      if (asks) openHere(slot, y);
    },
    onCancel: () => state.select(null),
    onDouble: () => {
      state.setHere(null);
      state.clear();
      props.chart.onZoomOut?.();
    },
  };

  onMount(() => {
    // Layout may come later (a closed tab, a lazy route): the first size makes the plot.
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width < leastWidthPx) return;
      const current = untrack(plot);
      if (current === undefined) setPlot(new Plot(canvas, untrack(state.picture), width, props.height, setBox));
      else current.resize(width, props.height);
    });
    observer.observe(canvas);
    const stopTheme = onThemeChange(() => untrack(plot)?.redraw());
    const stopPointer = followPointer(over, pointer, sideways);
    onCleanup(() => {
      observer.disconnect();
      stopTheme();
      stopPointer();
      plot()?.destroy();
    });
  });
  createEffect(on(state.picture, (next) => plot()?.set(next), { defer: true }));
  createEffect(() => plot()?.highlight(state.highlight()));
  createEffect(() => {
    // After new data as well: the same slot stands elsewhere then.
    state.picture();
    plot()?.cursor(state.slot());
  });
  createEffect(
    on(
      () => props.height,
      (height) => plot()?.resize(canvas.clientWidth, height),
      { defer: true },
    ),
  );

  const share = (): number => ((state.slot() ?? 0) + 0.5) / Math.max(1, grid().slots);
  /** On the roomier side; tooltip.css decides otherwise on a phone. */
  const beside = (): JSX.CSSProperties =>
    share() < 0.5
      ? { '--left': `calc(${share() * 100}% + 12px)` }
      : { '--right': `calc(${(1 - share()) * 100}% + 12px)` };
  return (
    <>
      <Hatches grid={grid()} states={state.states()} box={box()} />
      <div class="chart-canvas" ref={canvas} />
      <div class="chart-over" ref={over} style={boxStyle(box())}>
        <MissingWords grid={grid()} states={state.states()} box={box()} />
        <Deploys grid={grid()} annotations={props.chart.annotations ?? []} box={box()} />
        <Show when={state.selected()}>
          {(run) => <Selection run={run()} slots={grid().slots} enough={zoomOf(grid(), run()) !== null} />}
        </Show>
        <Show when={state.slot() !== null}>
          <div class="chart-cursor" style={{ left: `${share() * 100}%` }} />
        </Show>
        <Show when={state.mine() && state.slot() !== null && state.here() === null}>
          <div class="chart-tooltip" style={beside()}>
            <Tooltip
              grid={grid()}
              slot={state.slot() ?? 0}
              annotations={props.chart.annotations ?? []}
              series={state.shown()}
              states={state.states()}
              format={state.format()}
              highlight={state.looked()}
              summed={state.picture().layers.length > 1}
            />
          </div>
        </Show>
      </div>
      <Show when={state.isEmpty()}>
        <p class="chart-empty" style={boxStyle(box())}>
          <span>
            {state.states().includes('recorded') ? (props.chart.empty ?? 'No values in this range') : 'not recorded'}
          </span>
        </p>
      </Show>
    </>
  );
}
