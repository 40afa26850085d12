/** Which rows of a long list are drawn: those in view and a few beside them. Rows have one height. */
import { type Accessor, createEffect, createSignal, on, onCleanup, onMount } from 'solid-js';

export interface RowWindow {
  /** First row that is drawn, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** Rows drawn beyond the edges, so that a quick scroll shows no white. */
const OVERSCAN = 12;

/** `topPx`: of the list that is scrolled out above; `heightPx`: of the part in view. Pure. */
export function rowWindow(count: number, rowPx: number, topPx: number, heightPx: number): RowWindow {
  const first = Math.floor(Math.max(0, topPx) / rowPx);
  const last = Math.ceil(Math.max(0, topPx + heightPx) / rowPx);
  const from = Math.min(Math.max(0, first - OVERSCAN), count);
  return { from, to: Math.max(from, Math.min(count, last + OVERSCAN)) };
}

/** Where to scroll so that a row is in view; undefined where it is. Pure. */
export function scrollToShow(row: number, rowPx: number, topPx: number, heightPx: number): number | undefined {
  if (row * rowPx < topPx) return row * rowPx;
  if ((row + 1) * rowPx > topPx + heightPx) return (row + 1) * rowPx - heightPx;
  return undefined;
}

export interface VirtualRows {
  readonly window: Accessor<RowWindow>;
  /** Px of the list above what is in view. */
  readonly topPx: () => number;
  /** Brings a row into view, by the shortest way. */
  readonly show: (row: number) => void;
  /** Looks again: the list has moved. */
  readonly measure: () => void;
}

/**
 * Follows the list's place on the screen, whatever scrolls it: its own box on a large screen, the page on a phone. `headPx` and `footPx` are
 * covered at the edges of the screen by what sticks there.
 */
export function virtualRows(options: {
  readonly list: () => HTMLElement;
  /** The box that scrolls the list, where that is not the page. */
  readonly box: () => HTMLElement;
  readonly count: Accessor<number>;
  readonly rowPx: Accessor<number>;
  readonly edges: () => { readonly headPx: number; readonly footPx: number };
}): VirtualRows {
  const [shown, setShown] = createSignal<RowWindow>(
    { from: 0, to: 40 },
    { equals: (a, b) => a.from === b.from && a.to === b.to },
  );
  const view = (): { topPx: number; heightPx: number } => {
    const list = options.list().getBoundingClientRect();
    const box = options.box().getBoundingClientRect();
    const { headPx, footPx } = options.edges();
    const top = Math.max(box.top, 0) + headPx;
    const bottom = Math.min(box.bottom, innerHeight) - footPx;
    return { topPx: top - list.top, heightPx: Math.max(0, bottom - top) };
  };
  const measure = (): void => {
    const { topPx, heightPx } = view();
    setShown(rowWindow(options.count(), options.rowPx(), topPx, heightPx));
  };
  onMount(() => {
    measure();
    // Scrolls don't bubble; caught on their way down, those of the page and of any box are heard.
    document.addEventListener('scroll', measure, { capture: true, passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(options.box());
    addEventListener('resize', measure);
    onCleanup(() => {
      document.removeEventListener('scroll', measure, { capture: true });
      removeEventListener('resize', measure);
      observer.disconnect();
    });
    createEffect(on([options.count, options.rowPx], measure));
  });
  return {
    window: shown,
    topPx: () => view().topPx,
    show: (row) => {
      const { topPx, heightPx } = view();
      const to = scrollToShow(row, options.rowPx(), topPx, heightPx);
      if (to === undefined) return;
      const box = options.box();
      const scroller =
        box.scrollHeight > box.clientHeight && getComputedStyle(box).overflowY !== 'visible'
          ? box
          : document.scrollingElement;
      scroller?.scrollBy(0, to - topPx);
      measure();
    },
    measure,
  };
}
