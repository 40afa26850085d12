/**
 * Pointer and touch on a plot, as slots. Mouse: move is the cursor, drag selects, click picks, double click zooms out. Touch: one finger sideways
 * (or a tap) is the cursor, up and down still scrolls the page (`touch-action: pan-y`), two fingers select between them.
 */
export interface PointerTarget {
  /** The pointer is at these pixels within the plot. */
  readonly onMove: (xPx: number, yPx: number) => void;
  readonly onLeave: () => void;
  /** A selection from one x to another; `done` when it was let go, so that it counts. */
  readonly onSelect: (fromPx: number, toPx: number, done: boolean) => void;
  /** The selection is off: too small, or taken back. */
  readonly onCancel: () => void;
  /** A click, or a tap that did not wander. */
  readonly onPick: (xPx: number, yPx: number, touch: boolean) => void;
  readonly onDouble: () => void;
}

/** A drag shorter than this is a click that shook. */
const slipPx = 4;

/** Listens on the element until the answer is called. */
export function followPointer(element: HTMLElement, target: PointerTarget): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const fingers = new Map<number, number>();
  let tapPx: number | undefined;
  let tap: readonly [number, number] | undefined;
  let anchorPx: number | undefined;
  let dragging = false;
  const at = (event: PointerEvent): readonly [number, number] => {
    const box = element.getBoundingClientRect();
    return [Math.min(box.width, Math.max(0, event.clientX - box.left)), event.clientY - box.top];
  };
  const reset = (): void => {
    anchorPx = undefined;
    dragging = false;
  };
  const ends = (): readonly [number, number] => [Math.min(...fingers.values()), Math.max(...fingers.values())];

  element.addEventListener(
    'pointerdown',
    (event) => {
      const [x, y] = at(event);
      if (event.pointerType === 'touch') {
        tapPx = fingers.size === 0 ? x : undefined;
        fingers.set(event.pointerId, x);
        if (fingers.size === 2) dragging = true;
        target.onMove(x, y);
        return;
      }
      if (event.button !== 0) return;
      anchorPx = x;
      element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const [x, y] = at(event);
      if (event.pointerType === 'touch') {
        if (!fingers.has(event.pointerId)) return;
        fingers.set(event.pointerId, x);
        if (fingers.size === 2) target.onSelect(...ends(), false);
        else if (!dragging) target.onMove(x, y);
        return;
      }
      target.onMove(x, y);
      if (anchorPx === undefined) return;
      dragging ||= Math.abs(x - anchorPx) > slipPx;
      if (dragging) target.onSelect(anchorPx, x, false);
    },
    { signal },
  );
  element.addEventListener(
    'pointerup',
    (event) => {
      const [x, y] = at(event);
      if (event.pointerType === 'touch') {
        tap = tapPx !== undefined && Math.abs(x - tapPx) <= slipPx ? [x, y] : undefined;
        if (dragging && fingers.size === 2) target.onSelect(...ends(), true);
        fingers.delete(event.pointerId);
        if (fingers.size === 0) dragging = false;
        return;
      }
      if (anchorPx !== undefined) {
        if (dragging) target.onSelect(anchorPx, x, true);
        else target.onPick(x, y, false);
      }
      reset();
    },
    { signal },
  );
  element.addEventListener(
    'pointercancel',
    (event) => {
      fingers.delete(event.pointerId);
      if (dragging) target.onCancel();
      reset();
    },
    { signal },
  );
  element.addEventListener(
    'pointerleave',
    (event) => {
      // A finger that leaves has said what it wanted to see: its cursor stays until something else is touched.
      if (event.pointerType !== 'touch' && anchorPx === undefined) target.onLeave();
    },
    { signal },
  );
  // A tap moves the focus after its pointer is up: what it opens must come later than that.
  element.addEventListener(
    'click',
    () => {
      if (tap !== undefined) target.onPick(...tap, true);
      tap = undefined;
    },
    { signal },
  );
  element.addEventListener('dblclick', () => target.onDouble(), { signal });
  document.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'touch' && event.target instanceof Node && !element.contains(event.target))
        target.onLeave();
    },
    { signal },
  );
  return () => stop.abort();
}
