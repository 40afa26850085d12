/**
 * Pointer and touch on a plot, in pixels within it. Mouse: move looks, drag marks, click picks, double click zooms out. Touch: one finger
 * sideways (or a tap) looks, a tap picks too, up and down still scrolls the page (`touch-action: pan-y`), two fingers mark between them.
 */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface PointerTarget {
  readonly onLook: (at: Spot) => void;
  readonly onLeave: () => void;
  /** From where it began to where it is; `done` when it was let go, so that it counts. */
  readonly onMark: (from: Spot, to: Spot, done: boolean) => void;
  /** The mark is off: taken back. */
  readonly onCancel: () => void;
  /** A click, or a tap that did not wander. */
  readonly onPick: (at: Spot, touch: boolean) => void;
  readonly onDouble: () => void;
}

/** A drag shorter than this is a click that shook. */
const slipPx = 4;

/** How far a drag went: over a time axis only sideways counts, over time and durations both ways do. */
export type Distance = (a: Spot, b: Spot) => number;
export const sideways: Distance = (a, b) => Math.abs(a.x - b.x);
export const bothWays: Distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** Listens on the element until the answer is called. */
export function followPointer(element: HTMLElement, target: PointerTarget, distance: Distance): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const fingers = new Map<number, Spot>();
  let anchor: Spot | undefined;
  let dragging = false;
  let tap: Spot | undefined;
  const at = (event: PointerEvent): Spot => {
    const box = element.getBoundingClientRect();
    return {
      x: Math.min(box.width, Math.max(0, event.clientX - box.left)),
      y: Math.min(box.height, Math.max(0, event.clientY - box.top)),
    };
  };
  const reset = (): void => {
    anchor = undefined;
    dragging = false;
  };
  const markFingers = (done: boolean): void => {
    const [a, b] = [...fingers.values()];
    if (a !== undefined && b !== undefined) target.onMark(a, b, done);
  };
  const on = (
    type: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave' | 'click' | 'dblclick',
    hear: (event: PointerEvent) => void,
  ) => element.addEventListener(type, hear as EventListener, { signal });

  on('pointerdown', (event) => {
    const spot = at(event);
    if (event.pointerType === 'touch') {
      fingers.set(event.pointerId, spot);
      if (fingers.size === 2) dragging = true;
      anchor ??= spot;
      target.onLook(spot);
      return;
    }
    if (event.button !== 0) return;
    anchor = spot;
    element.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event) => {
    const spot = at(event);
    if (event.pointerType === 'touch') {
      if (!fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, spot);
      if (fingers.size === 2) markFingers(false);
      else if (!dragging) target.onLook(spot);
      return;
    }
    target.onLook(spot);
    if (anchor === undefined) return;
    dragging ||= distance(anchor, spot) > slipPx;
    if (dragging) target.onMark(anchor, spot, false);
  });
  on('pointerup', (event) => {
    const spot = at(event);
    if (event.pointerType === 'touch') {
      if (dragging && fingers.size === 2) markFingers(true);
      else if (!dragging && anchor !== undefined && distance(anchor, spot) <= slipPx) tap = spot;
      fingers.delete(event.pointerId);
      if (fingers.size === 0) reset();
      return;
    }
    if (anchor !== undefined) {
      if (dragging) target.onMark(anchor, spot, true);
      else target.onPick(spot, false);
    }
    reset();
  });
  on('pointercancel', (event) => {
    fingers.delete(event.pointerId);
    if (dragging) target.onCancel();
    reset();
  });
  on('pointerleave', (event) => {
    // A finger that leaves has said what it wanted to see: its cursor stays until something else is touched.
    if (event.pointerType !== 'touch' && anchor === undefined) target.onLeave();
  });
  // A tap moves the focus after its pointer is up: what it opens must come later than that.
  on('click', () => {
    if (tap !== undefined) target.onPick(tap, true);
    tap = undefined;
  });
  on('dblclick', () => target.onDouble());
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
