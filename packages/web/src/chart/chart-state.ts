/** Everything a chart knows, apart from how it is laid out: what is drawn, and what somebody is looking at. */
import type { Values } from '@carpy/api';
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js';
import { type RateUnit, rateUnit } from '../format/rate.ts';
import { captionOf } from './caption.ts';
import { drawnValues, type SlotRun, type SlotState, slotStates } from './coverage.ts';
import { markBusy, sharedCursor } from './cursor.ts';
import { slotAt, slotCentreMs } from './grid.ts';
import { ownKey } from './layers.ts';
import { type DrawnSeries, type Mark, type Picture, pictureOf } from './picture.ts';
import { moveCursor, spanOfSlots, zoomOf } from './selection.ts';
import type { ChartBaseProps, ChartSeries } from './types.ts';
import { type ValueFormat, valueFormat } from './value-format.ts';

export interface MarkedSeries {
  readonly series: ChartSeries;
  readonly mark: Mark;
}

export interface ChartProps extends ChartBaseProps {
  readonly marked: readonly MarkedSeries[];
  /** Raw values that tell whether anything came in a slot, where those drawn are derived. */
  readonly evidence?: readonly Values[];
}

/** A slot that somebody asks about, and where its menu stands, CSS pixels within the figure. */
export interface HerePlace {
  readonly slot: number;
  readonly xPx: number;
  readonly yPx: number;
}

export interface ChartState {
  readonly states: Accessor<readonly SlotState[]>;
  /** All series, and those that the legend did not take out. */
  readonly series: Accessor<readonly DrawnSeries[]>;
  readonly shown: Accessor<readonly DrawnSeries[]>;
  readonly picture: Accessor<Picture>;
  readonly format: Accessor<ValueFormat>;
  readonly caption: Accessor<string>;
  /** No slot of the range has a value. */
  readonly isEmpty: Accessor<boolean>;
  readonly hidden: Accessor<ReadonlySet<string>>;
  readonly setHidden: (hidden: ReadonlySet<string>) => void;
  /** The slot of the page's cursor in this chart, and whether this chart moved it. */
  readonly slot: Accessor<number | null>;
  readonly mine: Accessor<boolean>;
  readonly selected: Accessor<SlotRun | null>;
  /** Series to bring out, the others fade. */
  readonly highlight: Accessor<string | null>;
  /** Series under the pointer. */
  readonly looked: Accessor<string | null>;
  readonly lookAt: (key: string | null, inPlot?: boolean) => void;
  readonly here: Accessor<HerePlace | null>;
  readonly setHere: (place: HerePlace | null) => void;
  readonly point: (slot: number) => void;
  readonly select: (run: SlotRun | null) => void;
  /** Zooms to the run where it is long enough, and ends the selection. */
  readonly zoom: (run: SlotRun) => void;
  /** Nothing is pointed at, selected or brought out any more. */
  readonly clear: () => void;
  /** Moves and selects by key; the slot where the cursor is now, or null where the key means nothing. */
  readonly step: (key: string, shift: boolean) => number | null;
}

/** Call it in a component: it makes memos and cleans up with its owner. */
export function chartState(props: ChartProps): ChartState {
  const owner = Symbol('chart');
  const raw = (): readonly Values[] => props.evidence ?? props.marked.map(({ series: one }) => one.values);
  const states = createMemo(() => slotStates(props.grid, raw()));
  const series = createMemo<readonly DrawnSeries[]>(() =>
    props.marked.map(({ series: one, mark }) => ({
      key: one.key,
      label: one.label,
      color: one.color,
      dash: one.dash ?? false,
      width: one.width ?? 1.5,
      mark,
      hatched: one.key === ownKey,
      values: drawnValues(one.values, props.unit, states(), props.grid),
    })),
  );
  const rate = createMemo<RateUnit>(
    () => props.rateUnit ?? (props.unit === 'rate' ? rateUnit(series().flatMap((one) => one.values)) : 'req/s'),
  );
  const format = createMemo(() => valueFormat(props.unit, rate()));
  const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set());
  const picture = createMemo(() => pictureOf(props.grid, props.unit, rate(), series(), hidden()));
  const shown = createMemo(() => series().filter(({ key }) => !hidden().has(key)));
  const isEmpty = createMemo(() => raw().every((values) => values.every((value) => value === null)));
  const caption = createMemo(() => captionOf(props.title, series(), states(), props.grid, format()));

  const cursor = createMemo(() => sharedCursor(props.sync ?? 'page'));
  const slot = createMemo(() => {
    const at = cursor()[0]();
    return at === null ? null : slotAt(props.grid, at.atMs);
  });
  const mine = (): boolean => cursor()[0]()?.owner === owner;
  const [anchor, setAnchor] = createSignal<number | null>(null);
  const [selected, setSelected] = createSignal<SlotRun | null>(null);
  const [at, setAt] = createSignal<{ readonly key: string; readonly inPlot: boolean } | null>(null);
  const looked = (): string | null => at()?.key ?? null;
  const [here, setHere] = createSignal<HerePlace | null>(null);

  const lookAt = (key: string | null, inPlot = false): void => {
    if (key === untrack(looked)) return;
    setAt(key === null ? null : { key, inPlot });
    props.onHighlight?.(key);
  };
  const point = (to: number): void => {
    cursor()[1]({ atMs: slotCentreMs(props.grid, to), owner });
  };
  const leave = (): void => {
    if (untrack(mine)) untrack(cursor)[1](null);
  };
  const select = (run: SlotRun | null): void => {
    setSelected(run);
    if (run === null) setAnchor(null);
  };
  const clear = (): void => {
    select(null);
    lookAt(null);
    leave();
  };

  const busy = createMemo(() => mine() || selected() !== null);
  createEffect(
    on(
      busy,
      (is) => {
        markBusy(owner, is);
        props.onHover?.(is);
      },
      { defer: true },
    ),
  );
  onCleanup(() => {
    leave();
    markBusy(owner, false);
  });

  return {
    states,
    series,
    shown,
    picture,
    format,
    caption,
    isEmpty,
    hidden,
    setHidden,
    slot,
    mine,
    selected,
    looked,
    lookAt,
    here,
    setHere,
    point,
    select,
    clear,
    /** Only legend and page make the others fade: a stack that flickers under the moving pointer can't be read. */
    highlight: () => {
      const now = at();
      const key = (now === null || now.inPlot ? null : now.key) ?? props.highlight ?? null;
      // Bringing out what is not there would only fade the rest.
      return shown().some((one) => one.key === key) ? key : null;
    },
    zoom: (run) => {
      const span = zoomOf(props.grid, run);
      select(null);
      if (span === null) return;
      // The range under the cursor is about to change: nothing here is being looked at any more.
      clear();
      props.onZoom?.(span.fromMs, span.toMs);
    },
    step: (key, shift) => {
      const before = { slot: mine() ? slot() : null, anchor: anchor() };
      const moved = moveCursor(before, key, shift, props.grid.slots);
      if (moved === before || moved.slot === null) return null;
      point(moved.slot);
      setSelected(moved.anchor === null ? null : spanOfSlots(moved.anchor, moved.slot));
      setAnchor(moved.anchor);
      return moved.slot;
    },
  };
}
